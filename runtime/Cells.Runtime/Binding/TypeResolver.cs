using System.Runtime.CompilerServices;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>Makes and keeps the bindings of a schema's types, each when it is first met.</summary>
/// <remarks>Safe for use by several threads. A schema is a peer's and hostile: what does not resolve is an <see cref="ArgumentException"/>.</remarks>
internal sealed class TypeResolver(CellSchema schema)
{
    // A generic type that contains itself with ever larger arguments would go on for ever.
    private const int MostBindings = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<TypeReference, TypeBinding> _bindings = [];
    private readonly Dictionary<string, TypeSchema> _types = IndexByName(schema);
    private readonly HashSet<TypeReference> _layingOut = [];

    /// <exception cref="ArgumentException">The schema has no such type, or it cannot be laid out.</exception>
    public TypeBinding Resolve(TypeReference reference)
    {
        lock (_gate)
        {
            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                throw new ArgumentException($"The types of {schema.Contract} nest too deep.");
            }

            if (_bindings.TryGetValue(reference, out TypeBinding? known))
            {
                return known;
            }

            if (_bindings.Count >= MostBindings)
            {
                throw new ArgumentException($"The schema of {schema.Contract} makes more than {MostBindings} types of its generic ones.");
            }

            TypeBinding created = reference.IsNullable
                ? new NullableBinding(Resolve(reference with { IsNullable = false }))
                : Create(reference);
            _bindings[reference] = created;
            return created;
        }
    }

    public MemberBinding[] ResolveMembers(TypeSchema type, NamedReference reference)
    {
        lock (_gate)
        {
            return [.. type.Members.Select(member => new MemberBinding(
                member.Name, Resolve(Close(type, member.Type, reference)), Requirement.IsRequired(schema, member), member.Default))];
        }
    }

    public ObjectBinding[] ResolveCases(TypeSchema type, NamedReference reference)
    {
        lock (_gate)
        {
            return [.. type.Cases.Select(name => Resolve(new NamedReference(name, reference.Arguments)) as ObjectBinding
                ?? throw new ArgumentException($"{name}, a case of {type.Name}, is no object."))];
        }
    }

    /// <summary>Whether <paramref name="name"/> is how JSON names the case <paramref name="type"/> of its union.</summary>
    public bool IsCaseName(TypeSchema type, string name) =>
        type.CaseOf is not null && _types.TryGetValue(type.CaseOf, out TypeSchema? union)
        && string.Equals(JsonForm.CaseName(union, type.Name), name, StringComparison.Ordinal);

    private static Dictionary<string, TypeSchema> IndexByName(CellSchema schema)
    {
        Dictionary<string, TypeSchema> types = new(StringComparer.Ordinal);
        foreach (TypeSchema type in schema.Types.AsSpan())
        {
            types[type.Name] = type;
        }

        return types;
    }

    private static TypeReference Close(TypeSchema type, TypeReference member, NamedReference reference) =>
        TypeSubstitution.Apply(member, type.TypeParameters, reference.Arguments)
            ?? throw new ArgumentException($"A member of {type.Name} has a type that is too large or names an unknown type parameter.");

    private TypeBinding Create(TypeReference reference) => reference switch
    {
        PrimitiveReference primitive => PrimitiveBindings.Of(primitive.Kind),
        CollectionReference collection when JsonForm.IsBase64(collection) => new BytesBinding(collection.Kind),
        CollectionReference collection => new CollectionBinding(collection.Kind, Resolve(collection.Element)),
        MapReference map when JsonForm.IsObject(map) => new TextMapBinding(map.Kind, Resolve(map.Value)),
        MapReference map => new PairMapBinding(map.Kind, Resolve(map.Key), Resolve(map.Value)),
        PairReference pair => CreatePair(Resolve(pair.Key), Resolve(pair.Value)),
        TupleReference tuple => CreateTuple([.. tuple.Elements.Select(element => Resolve(element.Type))]),
        NamedReference named => CreateNamed(named),
        _ => throw new ArgumentException($"{TypeExpression.Format(reference)} is no type of a value."),
    };

    private static TupleBinding CreatePair(TypeBinding key, TypeBinding value) => new([key, value], RawLayout.Pair(key.Shape, value.Shape));

    private static TupleBinding CreateTuple(TypeBinding[] elements)
    {
        TypeBinding[] own = elements.Length <= TupleBinding.MostElements
            ? elements
            : [.. elements[..TupleBinding.MostElements], CreateTuple(elements[TupleBinding.MostElements..])];
        return new TupleBinding(own, RawLayout.Tuple([.. own.Select(static element => element.Shape)]));
    }

    private TypeBinding CreateNamed(NamedReference named)
    {
        if (!_types.TryGetValue(named.Name, out TypeSchema? type))
        {
            throw new ArgumentException($"The schema of {schema.Contract} has no type {named.Name}.");
        }

        switch (type.Kind)
        {
            case TypeKind.Enum:
                return new EnumBinding(type, type.Underlying ?? PrimitiveKind.Int32);
            case TypeKind.UnionClass or TypeKind.UnionRecord:
                return new UnionBinding(type, this, named);
        }

        ObjectBinding binding = new(type, this, named);
        if (!_layingOut.Add(named))
        {
            throw new ArgumentException($"The struct {type.Name} contains itself.");
        }

        try
        {
            binding.ResolveLayout();
        }
        finally
        {
            _layingOut.Remove(named);
        }

        return binding;
    }
}
