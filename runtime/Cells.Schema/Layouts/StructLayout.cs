namespace Cells.Schema;

/// <summary>What a struct's layout depends on about one of its fields.</summary>
/// <param name="Size">The size in bytes; at least 1.</param>
/// <param name="Alignment">The alignment in bytes: 1, 2, 4, 8 or 16.</param>
/// <param name="IsPrimitive">
/// The runtime itself knows the type: <c>bool</c>, <c>char</c>, integers up to 64 bits, <c>float</c>, <c>double</c> and enums. All else is a struct to it, <c>Guid</c>,
/// <c>Half</c> and <c>Int128</c> too. Counts in tuples only.
/// </param>
/// <param name="IsBlock">The value may be copied whole: it has no padding, and every bit pattern is a value.</param>
public readonly record struct LayoutItem(int Size, int Alignment, bool IsPrimitive, bool IsBlock);

/// <summary>The memory image of a struct that holds no references.</summary>
/// <param name="Size">The size in bytes.</param>
/// <param name="Alignment">The alignment in bytes as a field of a sequential struct.</param>
/// <param name="IsBlock">There is no padding and every bit pattern is a value, so that the image may be copied whole.</param>
/// <param name="Offsets">The offset of each field in bytes, in declaration order.</param>
public readonly record struct LayoutResult(int Size, int Alignment, bool IsBlock, EquatableArray<int> Offsets)
{
    /// <summary>The struct as a field of another.</summary>
    public LayoutItem ToItem() => new(Size, Alignment, IsPrimitive: false, IsBlock);
}

/// <summary>
/// Computes sizes, alignments and offsets as the 64-bit .NET runtime lays out structs without references: what the wire format copies.
/// </summary>
/// <remarks>The rules for tuples are the runtime's automatic layout as .NET 10 has it; the tests compare them with the runtime that they run on.</remarks>
public static class StructLayout
{
    /// <summary>The largest memory image that is laid out, in bytes.</summary>
    public const int MaxSize = 1 << 20;

    // Larger structs are padded to a machine word instead of to the next power of two.
    private const int Word = 8;

    /// <summary>A struct with sequential layout: fields in declaration order, each at its alignment.</summary>
    /// <returns>The layout, or null when it would be larger than <see cref="MaxSize"/>.</returns>
    public static LayoutResult? Sequential(ReadOnlySpan<LayoutItem> fields)
    {
        if (fields.IsEmpty)
        {
            // The runtime gives an empty struct one byte, which is nobody's value.
            return new LayoutResult(1, 1, IsBlock: false, []);
        }

        int[] offsets = new int[fields.Length];
        long position = 0;
        int alignment = 1;
        for (int i = 0; i < fields.Length; i++)
        {
            alignment = Math.Max(alignment, fields[i].Alignment);
            position = Place(fields[i], position, out offsets[i]);
            if (position > MaxSize)
            {
                return null;
            }
        }

        return Finish(fields, offsets, AlignUp(position, alignment), alignment);
    }

    /// <summary>A <c>ValueTuple</c> of any number of elements; those from the eighth on are in the nested tuple that C# makes of them.</summary>
    /// <returns>The layout with the offset of every element, or null when it would be larger than <see cref="MaxSize"/>.</returns>
    public static LayoutResult? Tuple(ReadOnlySpan<LayoutItem> elements)
    {
        const int PerTuple = 7;
        if (elements.Length <= PerTuple)
        {
            return FlatTuple(elements);
        }

        if (Tuple(elements.Slice(PerTuple)) is not LayoutResult rest)
        {
            return null;
        }

        LayoutItem[] fields = [.. elements.Slice(0, PerTuple), rest.ToItem()];
        if (FlatTuple(fields) is not LayoutResult outer)
        {
            return null;
        }

        int[] offsets = new int[elements.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            offsets[i] = i < PerTuple ? outer.Offsets[i] : outer.Offsets[PerTuple] + rest.Offsets[i - PerTuple];
        }

        return outer with { Offsets = EquatableArray.Create<int>(offsets) };
    }

    /// <summary>A <c>KeyValuePair</c>: two sequential fields.</summary>
    /// <returns>The layout, or null when it would be larger than <see cref="MaxSize"/>.</returns>
    public static LayoutResult? Pair(LayoutItem key, LayoutItem value) => Sequential([key, value]);

    /// <summary>A <c>Nullable</c>: a flag byte, then the value. Its one offset is the value's.</summary>
    /// <returns>The layout, or null when it would be larger than <see cref="MaxSize"/>.</returns>
    public static LayoutResult? Nullable(LayoutItem value) => Sequential([new LayoutItem(1, 1, IsPrimitive: true, IsBlock: false), value]) is LayoutResult image
        ? image with { Offsets = EquatableArray.Create<int>([image.Offsets[1]]) }
        : null;

    // Up to seven fields (eight with the rest) in the runtime's automatic layout: primitives by falling size, then structs in declaration order.
    private static LayoutResult? FlatTuple(ReadOnlySpan<LayoutItem> fields)
    {
        // A tuple of one element is declared sequential, unlike all others.
        if (fields.Length <= 1)
        {
            return Sequential(fields);
        }

        int[] offsets = new int[fields.Length];
        long position = 0;
        int alignment = 1;
        for (int size = Word; size > 0; size /= 2)
        {
            for (int i = 0; i < fields.Length; i++)
            {
                if (fields[i].IsPrimitive && fields[i].Size == size)
                {
                    position = Place(fields[i], position, out offsets[i]);
                    alignment = Word;
                }
            }
        }

        for (int i = 0; i < fields.Length; i++)
        {
            if (!fields[i].IsPrimitive)
            {
                position = Place(fields[i], position, out offsets[i]);
                alignment = Math.Max(alignment, fields[i].Alignment);
                if (position > MaxSize)
                {
                    return null;
                }
            }
        }

        if (position <= Word)
        {
            alignment = 1;
            while (alignment < position)
            {
                alignment *= 2;
            }
        }

        return Finish(fields, offsets, AlignUp(position, alignment), alignment);
    }

    private static long Place(LayoutItem field, long position, out int offset)
    {
        long aligned = AlignUp(position, field.Alignment);
        offset = (int)aligned;
        return aligned + field.Size;
    }

    private static LayoutResult? Finish(ReadOnlySpan<LayoutItem> fields, int[] offsets, long size, int alignment)
    {
        if (size > MaxSize)
        {
            return null;
        }

        long used = 0;
        bool isBlock = true;
        foreach (LayoutItem field in fields)
        {
            used += field.Size;
            isBlock &= field.IsBlock;
        }

        return new LayoutResult((int)size, alignment, isBlock && used == size, EquatableArray.Create<int>(offsets));
    }

    private static long AlignUp(long position, int alignment) => (position + alignment - 1) / alignment * alignment;
}
