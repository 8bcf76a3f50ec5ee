namespace Cells.Schema;

/// <summary>The closed instantiations of generic definitions that a schema's calls and types reach.</summary>
internal sealed class GenericInstances
{
    // More than this is a definition that instantiates itself with ever larger arguments.
    public const int Limit = 1000;

    private readonly Dictionary<string, TypeSchema> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedReference> _instances = new(StringComparer.Ordinal);
    private readonly Queue<NamedReference> _pending = new();

    public GenericInstances(CellSchema schema)
    {
        foreach (TypeSchema type in schema.Types.AsSpan())
        {
            _types[type.Name] = type;
        }

        foreach (CallSchema call in schema.Signatures)
        {
            foreach (ParameterSchema parameter in call.Parameters.AsSpan())
            {
                Add(parameter.Type);
            }

            if (call.Result is not null)
            {
                Add(call.Result);
            }
        }

        foreach (TypeSchema type in schema.Types.AsSpan())
        {
            foreach (MemberSchema member in type.Members.AsSpan())
            {
                Add(member.Type);
            }
        }

        while (_pending.Count > 0)
        {
            Expand(_pending.Dequeue());
        }
    }

    /// <summary>The instantiations by their expression.</summary>
    public IReadOnlyDictionary<string, NamedReference> ByName => _instances;

    /// <summary>The definition that instantiates itself without end, or null.</summary>
    public string? Endless { get; private set; }

    private void Expand(NamedReference instance)
    {
        TypeSchema type = _types[instance.Name];
        foreach (MemberSchema member in type.Members.AsSpan())
        {
            if (TypeSubstitution.IsOpen(member.Type))
            {
                if (TypeSubstitution.Apply(member.Type, type.TypeParameters, instance.Arguments) is TypeReference closed)
                {
                    Add(closed);
                }
                else
                {
                    Endless ??= type.Name;
                }
            }
        }

        foreach (string name in type.Cases.AsSpan())
        {
            Add(new NamedReference(name, instance.Arguments));
        }
    }

    private void Add(TypeReference reference)
    {
        if (reference is PrimitiveReference or NamedReference { Arguments.IsEmpty: true })
        {
            return;
        }

        if (reference is NamedReference named && !named.Arguments.IsEmpty && !TypeSubstitution.IsOpen(named)
            && _types.TryGetValue(named.Name, out TypeSchema? type) && type.TypeParameters.Count == named.Arguments.Count)
        {
            NamedReference instance = named with { IsNullable = false };
            string name = TypeExpression.Format(instance);
            bool isKnown = _instances.ContainsKey(name);
            if (!isKnown)
            {
                if (_instances.Count >= Limit || name.Length > TypeExpression.MaxLength || Depth(instance) > TypeExpression.MaxDepth)
                {
                    Endless ??= named.Name;
                    return;
                }

                _instances.Add(name, instance);
                _pending.Enqueue(instance);
            }
        }

        foreach (TypeReference part in TypeSubstitution.Parts(reference))
        {
            Add(part);
        }
    }

    private static int Depth(TypeReference reference)
    {
        int deepest = 0;
        foreach (TypeReference part in TypeSubstitution.Parts(reference))
        {
            deepest = Math.Max(deepest, Depth(part));
        }

        return deepest + 1;
    }
}
