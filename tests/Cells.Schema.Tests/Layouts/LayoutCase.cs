using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Layouts;

/// <summary>A type of the runtime beside what we compute for it.</summary>
internal sealed record LayoutCase(Type Clr, LayoutItem Item, int[] Offsets, int[] ExpectedOffsets)
{
    private enum Small : short;

    private enum Wide : ulong;

    private static readonly (Type Clr, LayoutItem Item)[] Leaves =
    [
        .. PrimitiveLayoutTests.RawTypes.Select(row => (row.Clr, PrimitiveLayout.Of(row.Kind)!.Value)),
        (typeof(Small), PrimitiveLayout.OfEnum(PrimitiveKind.Int16)!.Value),
        (typeof(Wide), PrimitiveLayout.OfEnum(PrimitiveKind.UInt64)!.Value),
    ];

    public static Gen<LayoutCase> Any(int depth) => depth == 0
        ? Gen.Elements(Leaves).Select(leaf => new LayoutCase(leaf.Clr, leaf.Item, [], []))
        : Gen.OneOf(Any(0), Any(0), Tuple(depth), Pair(depth), Nullable(depth), Struct(depth));

    public static Gen<LayoutCase> Tuple(int depth) => Parts(depth, 1, 9).Select(parts =>
    {
        Type type = RuntimeLayout.Tuple([.. parts.Select(part => part.Clr)]);
        return Of(type, StructLayout.Tuple(Items(parts))!.Value, [.. parts.Select((_, index) => RuntimeLayout.OffsetOf(type, RuntimeLayout.TuplePath(index)))]);
    });

    public static Gen<LayoutCase> Pair(int depth) => Parts(depth, 2, 2).Select(parts =>
    {
        Type type = typeof(KeyValuePair<,>).MakeGenericType(parts[0].Clr, parts[1].Clr);
        return Of(type, StructLayout.Pair(parts[0].Item, parts[1].Item)!.Value, [RuntimeLayout.OffsetOf(type, "key"), RuntimeLayout.OffsetOf(type, "value")]);
    });

    public static Gen<LayoutCase> Nullable(int depth) => Any(depth - 1).Where(part => System.Nullable.GetUnderlyingType(part.Clr) is null).Select(part =>
    {
        Type type = typeof(Nullable<>).MakeGenericType(part.Clr);
        return Of(type, StructLayout.Nullable(part.Item)!.Value, [RuntimeLayout.OffsetOf(type, "value")]);
    });

    public static Gen<LayoutCase> Struct(int depth) => Parts(depth, 2, 4).Select(parts =>
    {
        Type type = RuntimeLayout.Struct([.. parts.Select(part => part.Clr)]);
        return Of(type, StructLayout.Sequential(Items(parts))!.Value, RuntimeLayout.StructOffsets(type, parts.Length));
    });

    private static Gen<LayoutCase[]> Parts(int depth, int minimum, int maximum)
        => Gen.Choose(minimum, maximum).SelectMany(count => Any(depth - 1).ArrayOf(count));

    private static LayoutItem[] Items(LayoutCase[] parts) => [.. parts.Select(part => part.Item)];

    private static LayoutCase Of(Type type, LayoutResult layout, int[] offsets) => new(type, layout.ToItem(), [.. layout.Offsets], offsets);
}
