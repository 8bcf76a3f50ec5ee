using Cells.Schema;

namespace Cells.Wire;

/// <summary>How the members of a struct, tuple or pair lie in its memory image, when all of them are raw; decided where type arguments are known.</summary>
/// <remarks>
/// Generated codecs of generic structs keep one in a static readonly field and have one body for both forms:
/// <code>
/// internal readonly struct PairCodec&lt;T, TCodec&gt; : IWireCodec&lt;Pair&lt;T&gt;&gt; where TCodec : struct, IWireCodec&lt;T&gt;
/// {
///     private static readonly RawLayout Layout = RawLayout.Sequential(TCodec.Shape, Int32Codec.Shape);
///     public static WireShape Shape =&gt; Layout.Shape;
///     public static void Write(ref WireWriter writer, in Pair&lt;T&gt; value)
///     {
///         writer.BeginStruct(Layout);
///         writer.WritePadding(Layout.PaddingBefore(0));
///         TCodec.Write(ref writer, value.First);
///         writer.WritePadding(Layout.PaddingBefore(1));
///         Int32Codec.Write(ref writer, value.Second);
///         writer.EndStruct(Layout);
///     }
///     public static Pair&lt;T&gt; Read(ref WireReader reader)
///     {
///         reader.BeginStruct(Layout, "Shop.Pair`1");
///         reader.SkipPadding(Layout.PaddingBefore(0));
///         T first = TCodec.Read(ref reader);
///         reader.SkipPadding(Layout.PaddingBefore(1));
///         int second = Int32Codec.Read(ref reader);
///         reader.EndStruct(Layout);
///         return new Pair&lt;T&gt; { First = first, Second = second };
///     }
/// }
/// </code>
/// </remarks>
public sealed class RawLayout
{
    private readonly int[] _order;
    private readonly int[] _padding;
    private readonly int[] _offsets;

    private RawLayout(WireShape shape, int[] order, int[] padding, int[] offsets, int trailingPadding)
    {
        Shape = shape;
        _order = order;
        _padding = padding;
        _offsets = offsets;
        TrailingPadding = trailingPadding;
    }

    /// <summary>The shape of the whole.</summary>
    public WireShape Shape { get; }

    /// <summary>Whether the whole is a memory image.</summary>
    public bool IsRaw => Shape.IsRaw;

    /// <summary>The number of members.</summary>
    public int Count => _order.Length;

    /// <summary>The bytes after the last member; 0 unless <see cref="IsRaw"/>.</summary>
    public int TrailingPadding { get; }

    /// <summary>The bytes before the member that is at <paramref name="position"/> in memory; 0 unless <see cref="IsRaw"/>.</summary>
    public int PaddingBefore(int position) => _padding[position];

    /// <summary>The index in declaration order of the member that is at <paramref name="position"/> in memory.</summary>
    public int MemberAt(int position) => _order[position];

    /// <summary>The layout of a struct: members in declaration order, each at its alignment. Not raw: an object.</summary>
    /// <exception cref="NotSupportedException">The memory image is larger than <see cref="StructLayout.MaxSize"/>.</exception>
    public static RawLayout Sequential(params ReadOnlySpan<WireShape> members) =>
        AllRaw(members) ? Image(members, StructLayout.Sequential(ToItems(members))) : NotRaw(members.Length, WireShape.Object);

    /// <summary>The layout of a <see cref="KeyValuePair{TKey, TValue}"/>. Not raw: back to back.</summary>
    internal static RawLayout Pair(WireShape key, WireShape value)
    {
        ReadOnlySpan<WireShape> members = [key, value];
        return AllRaw(members) ? Image(members, StructLayout.Sequential(ToItems(members))) : NotRaw(2, WireShape.Sequence(MinimumSize(members)));
    }

    /// <summary>The layout of a <see cref="ValueTuple"/>, which the runtime reorders. Not raw: back to back.</summary>
    internal static RawLayout Tuple(params ReadOnlySpan<WireShape> members) =>
        AllRaw(members) ? Image(members, StructLayout.Tuple(ToItems(members))) : NotRaw(members.Length, WireShape.Sequence(MinimumSize(members)));

    /// <summary>Where the member with the index <paramref name="member"/> in declaration order begins, in bytes; for raw layouts.</summary>
    internal int OffsetOf(int member) => _offsets[member];

    private static RawLayout Image(ReadOnlySpan<WireShape> members, LayoutResult? computed)
    {
        if (computed is not LayoutResult layout)
        {
            throw new NotSupportedException($"A struct without references may take at most {StructLayout.MaxSize} bytes.");
        }

        int[] offsets = [.. layout.Offsets];
        int[] order = DeclarationOrder(members.Length);
        Array.Sort([.. offsets], order);
        int[] padding = new int[order.Length];
        int position = 0;
        for (int i = 0; i < order.Length; i++)
        {
            padding[i] = offsets[order[i]] - position;
            position = offsets[order[i]] + members[order[i]].Size;
        }

        return new RawLayout(WireShape.Raw(layout.Size, layout.Alignment, layout.IsBlock), order, padding, offsets, layout.Size - position);
    }

    private static RawLayout NotRaw(int count, WireShape shape) => new(shape, DeclarationOrder(count), new int[count], [], 0);

    private static LayoutItem[] ToItems(ReadOnlySpan<WireShape> members)
    {
        LayoutItem[] items = new LayoutItem[members.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new LayoutItem(members[i].Size, members[i].Alignment, members[i].IsPrimitive, members[i].IsBlock);
        }

        return items;
    }

    private static bool AllRaw(ReadOnlySpan<WireShape> members)
    {
        foreach (WireShape member in members)
        {
            if (!member.IsRaw)
            {
                return false;
            }
        }

        return true;
    }

    private static int MinimumSize(ReadOnlySpan<WireShape> members)
    {
        int sum = 0;
        foreach (WireShape member in members)
        {
            sum = checked(sum + member.MinimumSize);
        }

        return sum;
    }

    private static int[] DeclarationOrder(int count)
    {
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        return order;
    }
}
