namespace Cells.Schema;

/// <summary>One side of a comparison: a schema with its types by name, and the names by which paths and manifests call them.</summary>
internal sealed class ComparedSchema
{
    private readonly Dictionary<string, TypeSchema> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);
    private readonly Dictionary<NamedReference, bool> _zeroes = [];
    private int _depth;

    public ComparedSchema(CellSchema schema)
    {
        Schema = schema;
        Cell = TypeName.Simple(schema.Contract);
        HashSet<string> simple = new(StringComparer.Ordinal);
        foreach (TypeSchema type in schema.Types)
        {
            _types[type.Name] = type;
            if (!simple.Add(TypeName.Simple(type.Name)))
            {
                _ambiguous.Add(TypeName.Simple(type.Name));
            }
        }
    }

    public CellSchema Schema { get; }

    /// <summary>The simple name of the cell.</summary>
    public string Cell { get; }

    public TypeSchema? Find(string name) => _types.TryGetValue(name, out TypeSchema? type) ? type : null;

    /// <summary>The name in paths and manifests: simple where that is unique in the schema, else full; never with an arity.</summary>
    public string PathName(string fullName)
    {
        string simple = TypeName.Simple(fullName);
        return _ambiguous.Contains(simple) ? TypeName.WithoutArity(fullName) : simple;
    }

    /// <summary>Whether <paramref name="type"/> is a value type apart from its <c>?</c>.</summary>
    public bool IsValueType(TypeReference type) => type switch
    {
        PrimitiveReference primitive => primitive.Kind is not (PrimitiveKind.String or PrimitiveKind.Uri or PrimitiveKind.Version),
        TupleReference or PairReference => true,
        CollectionReference collection => collection.Kind is CollectionKind.ImmutableArray or CollectionKind.Memory or CollectionKind.ReadOnlyMemory
            or CollectionKind.ReadOnlySequence or CollectionKind.ArraySegment,
        NamedReference named => Find(named.Name)?.Kind is TypeKind.Struct or TypeKind.RecordStruct or TypeKind.Enum,
        _ => false,
    };

    /// <summary>Whether the zero value of <paramref name="type"/> is a legal value of it.</summary>
    public bool IsZeroLegal(TypeReference type)
    {
        if (type.IsNullable)
        {
            return true;
        }

        return type switch
        {
            PrimitiveReference => IsValueType(type),
            TupleReference tuple => tuple.Elements.All(element => IsZeroLegal(element.Type)),
            PairReference pair => IsZeroLegal(pair.Key) && IsZeroLegal(pair.Value),
            CollectionReference collection => IsValueType(type) && collection.Kind != CollectionKind.ImmutableArray,
            NamedReference named => IsZeroLegal(named),
            _ => false,
        };
    }

    private bool IsZeroLegal(NamedReference named)
    {
        TypeSchema? type = Find(named.Name);
        if (type?.Kind == TypeKind.Enum)
        {
            return type.IsOpen || type.Values.Any(static value => value.Number == 0);
        }

        if (type?.Kind is not (TypeKind.Struct or TypeKind.RecordStruct))
        {
            return false;
        }

        if (_zeroes.TryGetValue(named, out bool known))
        {
            return known;
        }

        // A struct that holds itself is no C#; the assumption ends the recursion over a hostile schema.
        _zeroes[named] = false;
        if (++_depth > ComparisonLimits.Depth)
        {
            throw new ComparisonLimitException($"structs hold structs more than {ComparisonLimits.Depth} deep");
        }

        bool isLegal = type.Members.All(member => IsZeroLegal(Close(member.Type, type, named.Arguments)));
        _depth--;
        _zeroes[named] = isLegal;
        return isLegal;
    }

    /// <summary><paramref name="reference"/>, which stands in <paramref name="definition"/>, with <paramref name="arguments"/> in place of its parameters.</summary>
    /// <exception cref="ComparisonLimitException">The result is too large.</exception>
    public static TypeReference Close(TypeReference reference, TypeSchema definition, EquatableArray<TypeReference> arguments) =>
        !TypeSubstitution.IsOpen(reference) ? reference
        : TypeSubstitution.Apply(reference, definition.TypeParameters, arguments)
            ?? throw new ComparisonLimitException($"the type {TypeText.Of(reference)} in '{definition.Name}' is too large or has a parameter without an argument");
}
