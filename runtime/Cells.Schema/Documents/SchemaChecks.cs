using System.Globalization;

namespace Cells.Schema;

/// <summary>
/// What the parts of a schema say about each other, checked once all are read: that references resolve, that layouts are the computed ones, that unions and cases
/// agree, that generic types end.
/// </summary>
internal sealed class SchemaChecks(SchemaNode root)
{
    private readonly List<FoundReference> _references = [];
    private readonly Dictionary<string, TypeReference> _closed = new(StringComparer.Ordinal);
    private readonly List<FoundDefault> _defaults = [];
    private readonly List<FoundType> _types = [];
    private readonly List<FoundError> _errors = [];
    private readonly List<FoundCallback> _callbacks = [];
    private readonly Dictionary<string, TypeSchema> _byName = new(StringComparer.Ordinal);

    /// <summary>Reads the type that stands at <paramref name="node"/>.</summary>
    /// <param name="node">What has the type.</param>
    /// <param name="scope">The type whose parameters it may name; null in a call.</param>
    public TypeReference Type(SchemaNode node, TypeSchema? scope)
    {
        SchemaNode expression = node.Get(SchemaKeys.Type);
        string text = expression.Text();
        if (_closed.TryGetValue(text, out TypeReference? known))
        {
            return known;
        }

        if (!TypeExpression.TryParse(text, out TypeReference? reference, out string? error))
        {
            throw expression.Fail(error!);
        }

        _references.Add(new FoundReference(node, reference!, scope));
        if (!TypeSubstitution.IsOpen(reference!))
        {
            // Says the same everywhere, so it is checked where it stands first.
            _closed.Add(text, reference!);
        }

        return reference!;
    }

    public void Default(SchemaNode node, TypeReference type, DefaultValue? value)
    {
        if (value is not null)
        {
            _defaults.Add(new FoundDefault(node, type, value));
        }
    }

    public void Declared(SchemaNode node, TypeSchema type)
    {
        _types.Add(new FoundType(node, type));
        _byName[type.Name] = type;
    }

    public void Errors(SchemaNode node, EquatableArray<string> names)
    {
        foreach (string name in names.AsSpan())
        {
            _errors.Add(new FoundError(node, name));
        }
    }

    public void Callback(SchemaNode node, ParameterSchema parameter)
    {
        if (parameter.Callback is null ? parameter.IsOptionalCallback : parameter.IsStream || parameter.Type is not PrimitiveReference { Kind: PrimitiveKind.Boolean, IsNullable: false })
        {
            throw node.Fail($"the parameter '{parameter.Name}' of a callback is a Boolean on the wire and no stream, and only a callback is \"optional\"");
        }

        if (parameter.Callback is not null)
        {
            _callbacks.Add(new FoundCallback(node, parameter.Callback));
        }
    }

    /// <exception cref="SchemaFormatException">The parts contradict each other.</exception>
    public void Run(CellSchema schema)
    {
        CheckNames(SchemaKeys.Calls, schema.Calls);
        foreach ((SchemaNode node, TypeReference reference, TypeSchema? scope) in _references)
        {
            CheckReference(node, reference, scope);
        }

        foreach ((SchemaNode node, string name) in _errors)
        {
            if (!_byName.TryGetValue(name, out TypeSchema? error) || error.Kind != TypeKind.Error)
            {
                throw node.Get("errors").Fail($"'{name}' is not a declared error of this schema");
            }
        }

        foreach ((SchemaNode node, string name) in _callbacks)
        {
            if (schema.FindCallback(name) is null)
            {
                throw node.Get("callback").Fail($"there is no callback '{name}' in \"{SchemaKeys.Callbacks}\"");
            }
        }

        foreach (CallbackSchema callback in schema.Callbacks.AsSpan())
        {
            // The interface is generated directly in its namespace, beside the types.
            int dot = callback.Name.LastIndexOf('.');
            if (_byName.ContainsKey(callback.Name) || (dot > 0 && _byName.ContainsKey(callback.Name.Remove(dot))))
            {
                throw root.Get(SchemaKeys.Callbacks).Fail($"the callback '{callback.Name}' is named like a type, or nested in one");
            }

            CheckNames(SchemaKeys.Callbacks, callback.Methods);
        }

        foreach ((SchemaNode node, TypeReference type, DefaultValue value) in _defaults)
        {
            if (!DefaultChecks.Fits(type, value, _byName))
            {
                throw (node.Find(SchemaKeys.Default) ?? node.Get("default")).Fail($"the default does not fit the type '{TypeExpression.Format(type)}'");
            }
        }

        foreach ((SchemaNode node, TypeSchema type) in _types)
        {
            CheckCases(node, type);
            CheckNesting(node, type);
        }

        CheckLayouts(schema);
        if (new GenericInstances(schema).Endless is string endless)
        {
            throw root.Get(SchemaKeys.Definitions).Fail($"the generic type '{endless}' is used with ever larger type arguments");
        }
    }

    private void CheckNames(string key, EquatableArray<CallSchema> calls)
    {
        const string Suffix = "Async";
        HashSet<string> names = new(calls.Select(call => call.Name), StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (name.EndsWith(Suffix, StringComparison.Ordinal) && names.Contains(name.Remove(name.Length - Suffix.Length)))
            {
                throw root.Get(key).Fail($"the calls '{name.Remove(name.Length - Suffix.Length)}' and '{name}' would get the same method in C#");
            }
        }
    }

    private void CheckReference(SchemaNode node, TypeReference reference, TypeSchema? scope)
    {
        switch (reference)
        {
            case TypeParameterReference parameter when scope is null || !scope.TypeParameters.Contains(parameter.Name):
                throw Fail(node, $"there is no type parameter '{parameter.Name}' here");
            case NamedReference named:
                if (!_byName.TryGetValue(named.Name, out TypeSchema? type))
                {
                    throw Fail(node, $"there is no type '{named.Name}' in \"{SchemaKeys.Definitions}\"");
                }

                if (type.Kind == TypeKind.Error)
                {
                    throw Fail(node, $"the error '{named.Name}' is not a type of data");
                }

                break;
            case MapReference { Key.IsNullable: true }:
                throw Fail(node, "the key of a map cannot be nullable");
        }

        foreach (TypeReference part in TypeSubstitution.Parts(reference))
        {
            CheckReference(node, part, scope);
        }
    }

    private static SchemaFormatException Fail(SchemaNode node, string message) => node.Get(SchemaKeys.Type).Fail(message);

    private void CheckCases(SchemaNode node, TypeSchema type)
    {
        for (int i = 0; i < type.Cases.Count; i++)
        {
            string name = type.Cases[i];
            TypeKind expected = type.Kind == TypeKind.UnionRecord ? TypeKind.Record : TypeKind.Class;
            if (!_byName.TryGetValue(name, out TypeSchema? found) || found.Kind != expected || found.CaseOf != type.Name
                || found.TypeParameters.Count != type.TypeParameters.Count)
            {
                string parameters = type.TypeParameters.IsEmpty ? "" : " with as many type parameters";
                throw node.Get(SchemaKeys.Cases).Fail(
                    $"the case '{name}' is not a {SchemaWords.Of(expected)} of this schema{parameters} whose \"{SchemaKeys.CaseOf}\" is '{type.Name}'");
            }
        }

        if (type.CaseOf is not null && (!_byName.TryGetValue(type.CaseOf, out TypeSchema? union) || !union.Cases.Contains(type.Name)))
        {
            throw node.Get(SchemaKeys.CaseOf).Fail($"'{type.CaseOf}' is not a union of this schema that has the case '{type.Name}'");
        }
    }

    // A type may be nested in a class or struct, but C# puts nothing inside an enum.
    private void CheckNesting(SchemaNode node, TypeSchema type)
    {
        int dot = type.Name.LastIndexOf('.');
        if (dot > 0 && _byName.TryGetValue(type.Name.Remove(dot), out TypeSchema? outer) && outer.Kind == TypeKind.Enum)
        {
            throw node.Fail($"the type '{type.Name}' cannot be nested in the enum '{outer.Name}'");
        }
    }

    private void CheckLayouts(CellSchema schema)
    {
        TypeLayouts layouts = new(schema);
        foreach ((SchemaNode node, TypeSchema type) in _types)
        {
            LayoutResult? image = layouts.ImageOf(type);
            if (layouts.Problem is not null)
            {
                throw node.Fail(layouts.Problem);
            }

            if (!type.TypeParameters.IsEmpty)
            {
                // An instantiation's layout depends on its arguments, even when no member mentions them.
                image = null;
            }

            if (type.Size != image?.Size || type.Alignment != image?.Alignment)
            {
                throw node.Fail($"the type '{type.Name}' has {Describe(image?.Size, image?.Alignment)}, the document says {Describe(type.Size, type.Alignment)}");
            }

            for (int i = 0; i < type.Members.Count; i++)
            {
                if (type.Members[i].Offset != image?.Offsets[i])
                {
                    throw node.Get(SchemaKeys.Properties).Get(type.Members[i].Name).Fail(
                        $"the member's offset is {Show(image?.Offsets[i])}, the document says {Show(type.Members[i].Offset)}");
                }
            }
        }

        foreach ((SchemaNode node, TypeReference reference, TypeSchema? scope) in _references)
        {
            _ = layouts.Of(reference);
            if (layouts.Problem is not null)
            {
                throw node.Fail(layouts.Problem);
            }
        }
    }

    private static string Describe(int? size, int? alignment)
        => size is null && alignment is null ? "no memory image" : $"a memory image of {Show(size)} bytes aligned to {Show(alignment)}";

    private static string Show(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";

    // Classes: a list of structs would be compiled anew in every process that reads a schema.
    private sealed record FoundReference(SchemaNode Node, TypeReference Reference, TypeSchema? Scope);

    private sealed record FoundDefault(SchemaNode Node, TypeReference Type, DefaultValue Value);

    private sealed record FoundType(SchemaNode Node, TypeSchema Type);

    private sealed record FoundError(SchemaNode Node, string Name);

    private sealed record FoundCallback(SchemaNode Node, string Name);
}
