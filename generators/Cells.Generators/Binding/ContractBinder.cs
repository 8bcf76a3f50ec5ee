using Cells.Schema;

namespace Cells.Generators;

/// <summary>Completes a parsed contract with what other files say: dependencies' types, and the cell's own name and version.</summary>
internal static class ContractBinder
{
    /// <summary>The complete model; null when the contract breaks a rule, or names a type that neither the project nor a dependency declares.</summary>
    public static CellModel? Bind(CellDraft draft, BindingInputs inputs, CancellationToken cancel)
    {
        if (!draft.IsSound)
        {
            return null;
        }

        DependencyTypes dependencies = new(inputs.Files, inputs.Settings, draft.Model.Schema.Contract);
        ReferenceBinder binder = new(dependencies);
        List<CallSchema> calls = [.. draft.Model.Schema.Calls.Select(call => binder.Bind(call, draft.UnresolvedErrors))];
        EquatableArray<CallbackSchema> callbacks = draft.Model.Schema.Callbacks
            .Select(callback => callback with { Methods = callback.Methods.Select(method => binder.Bind(method, [])).ToEquatableArray() })
            .ToEquatableArray();
        List<TypeSchema> types = [.. draft.Model.Schema.Types.Select(binder.Bind)];
        cancel.ThrowIfCancellationRequested();
        if (binder.IsIncomplete || !AddReached(types, binder.Reached, dependencies))
        {
            return null;
        }

        CellSchema schema = draft.Model.Schema with
        {
            Calls = calls.ToEquatableArray(),
            Callbacks = callbacks,
            Types = types.OrderBy(static type => type.Name, StringComparer.Ordinal).ToEquatableArray(),
        };
        schema = MemoryImages.Apply(inputs.Facts?.ApplyTo(schema) ?? schema);
        return draft.Model with
        {
            Schema = schema,
            Constructor = draft.Services.Select(service => Bind(service, dependencies)).ToEquatableArray(),
            RenamedTypes = schema.Types
                .Where(type => type.Owner is not null && !string.Equals(dependencies.CodeName(type.Name), type.Name, StringComparison.Ordinal))
                .Select(type => new TypeNameModel(type.Name, dependencies.CodeName(type.Name)))
                .ToEquatableArray(),
            HasDependencies = !inputs.Files.IsEmpty || !inputs.Settings.IsEmpty,
        };
    }

    // Everything that the dependencies' types reach, so that the schema stands alone.
    private static bool AddReached(List<TypeSchema> types, IEnumerable<string> reached, DependencyTypes dependencies)
    {
        HashSet<string> known = new(types.Select(static type => type.Name), StringComparer.Ordinal);
        Queue<string> queue = new(reached);
        while (queue.Count > 0)
        {
            string name = queue.Dequeue();
            if (!known.Add(name))
            {
                if (types.Any(type => type.Owner is null && string.Equals(type.Name, name, StringComparison.Ordinal)) && dependencies.Find(name) is not null)
                {
                    return false;
                }

                continue;
            }

            if (dependencies.Find(name) is not { } type)
            {
                return false;
            }

            types.Add(type);
            foreach (string next in NamesIn(type))
            {
                if (!known.Contains(next))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return true;
    }

    private static IEnumerable<string> NamesIn(TypeSchema type) => type.Members
        .SelectMany(static member => NamesIn(member.Type))
        .Concat(type.Cases)
        .Concat(type.CaseOf is null ? [] : [type.CaseOf]);

    private static IEnumerable<string> NamesIn(TypeReference type) => type switch
    {
        NamedReference named => named.Arguments.SelectMany(NamesIn).Prepend(named.Name),
        CollectionReference collection => NamesIn(collection.Element),
        MapReference map => NamesIn(map.Key).Concat(NamesIn(map.Value)),
        PairReference pair => NamesIn(pair.Key).Concat(NamesIn(pair.Value)),
        TupleReference tuple => tuple.Elements.SelectMany(static element => NamesIn(element.Type)),
        _ => [],
    };

    // A name that nobody explains stays as written: the compiler says what is wrong with it, where the user wrote it.
    private static ServiceParameterModel Bind(ServiceDraft service, DependencyTypes dependencies)
    {
        string type = service.Parameter.Type;
        for (int i = 0; i < service.Names.Count; i++)
        {
            UnresolvedName name = service.Names[i];
            string? found = dependencies.ResolveService(name);
            type = type.Replace(ServiceDraft.Placeholder(i), found is null ? name.Text : "global::" + TypeName.WithoutArity(found));
        }

        return service.Parameter with { Type = type };
    }
}
