using Cells.Binding;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Makes the skippers of the writer's types, each once.</summary>
internal sealed class SkipperBuilder(CellSchema schema, TypeResolver types)
{
    private readonly Dictionary<TypeReference, Skipper> _known = [];
    private readonly Queue<Action> _queue = new();

    public Skipper Of(TypeReference type)
    {
        if (_known.TryGetValue(type, out Skipper? known))
        {
            return known;
        }

        WireShape shape = types.Resolve(type).Shape;
        Skipper skipper = shape.IsRaw ? new ImageSkipper(shape.Size)
            : type.IsNullable ? Nullable(type with { IsNullable = false })
            : Create(type, shape);
        _known[type] = skipper;
        return skipper;
    }

    /// <summary>Fills in what waits because types hold themselves.</summary>
    public void Complete()
    {
        while (_queue.Count > 0)
        {
            _queue.Dequeue()();
        }
    }

    private NullableSkipper Nullable(TypeReference value)
    {
        TypeBinding binding = types.Resolve(value);
        return new NullableSkipper(Of(value), new NullShape(true, binding.IsValueType, binding.Shape));
    }

    private Skipper Create(TypeReference type, WireShape shape)
    {
        switch (type)
        {
            case PrimitiveReference { Kind: PrimitiveKind.Version }:
                return new PartsSkipper("Version", hasHeader: true) { Parts = [.. Enumerable.Repeat(new ImageSkipper(sizeof(int)), 4)] };
            case PrimitiveReference:
                return new TextSkipper();
            case CollectionReference collection:
                bool mayBeDefault = CollectionKinds.IsValueType(collection.Kind);
                return new CollectionSkipper(Of(collection.Element), types.Resolve(collection.Element).Shape, collection.Kind.ToString(), mayBeDefault);
            case MapReference map:
                PairReference entry = new(map.Key, map.Value);
                return new CollectionSkipper(Of(entry), types.Resolve(entry).Shape, map.Kind.ToString(), mayBeDefault: false);
            case PairReference pair:
                return new PartsSkipper("KeyValuePair", hasHeader: false) { Parts = [Of(pair.Key), Of(pair.Value)] };
            case TupleReference tuple:
                return new PartsSkipper("ValueTuple", hasHeader: false) { Parts = [.. TupleParts.Of(tuple).Select(Of)] };
            case NamedReference named:
                return Declared(named);
            default:
                throw new ArgumentException($"{TypeExpression.Format(type)} ({shape}) is no type of a value.");
        }
    }

    private Skipper Declared(NamedReference named)
    {
        TypeSchema type = schema.FindType(named.Name) ?? throw new ArgumentException($"The schema of {schema.Contract} has no type {named.Name}.");
        if (type.Kind is TypeKind.UnionClass or TypeKind.UnionRecord)
        {
            UnionSkipper union = new(type.Name);
            _queue.Enqueue(() => union.Cases = [.. type.Cases.Select(name => Of(new NamedReference(name, named.Arguments)))]);
            return union;
        }

        PartsSkipper skipper = new(type.Name, hasHeader: true);
        _queue.Enqueue(() => skipper.Parts =
        [
            .. type.Members.Select(member => Of(TypeSubstitution.Apply(member.Type, type.TypeParameters, named.Arguments)
                ?? throw new ArgumentException($"A member of {type.Name} has a type that is too large or names an unknown type parameter."))),
        ]);
        return skipper;
    }
}

/// <summary>The parts of a tuple as they lie on the wire: from the eighth element on they are in a nested tuple.</summary>
internal static class TupleParts
{
    public static IReadOnlyList<TypeReference> Of(TupleReference tuple)
    {
        if (tuple.Elements.Count <= TupleBinding.MostElements)
        {
            return [.. tuple.Elements.Select(static element => element.Type)];
        }

        return
        [
            .. tuple.Elements.Take(TupleBinding.MostElements).Select(static element => element.Type),
            new TupleReference(tuple.Elements.Skip(TupleBinding.MostElements).ToEquatableArray()),
        ];
    }
}
