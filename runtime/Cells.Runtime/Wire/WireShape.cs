namespace Cells.Wire;

/// <summary>The facts about a type's bytes that enclosing codecs need.</summary>
/// <remarks>One packed word, so that a codec's constant shape folds away in code specialised for it.</remarks>
public readonly record struct WireShape
{
    private const int AlignmentShift = 32;
    private const ulong AlignmentMask = 0x3f;
    private const ulong BlockFlag = 1UL << 38;
    private const ulong PrimitiveFlag = 1UL << 39;
    private const int NullFormShift = 40;

    private readonly ulong _bits;

    private WireShape(int minimumSize, int alignment, ulong flags, NullForm nullForm) =>
        _bits = (uint)minimumSize | ((ulong)alignment << AlignmentShift) | flags | ((ulong)nullForm << NullFormShift);

    /// <summary>The fewest bytes that a value takes; never 0.</summary>
    public int MinimumSize => (int)(uint)_bits;

    /// <summary>The size of the memory image in bytes when the type is raw (holds no reference); 0 otherwise.</summary>
    public int Size => IsRaw ? MinimumSize : 0;

    /// <summary>The alignment of the memory image in bytes when the type is raw; 0 otherwise.</summary>
    public int Alignment => (int)((_bits >> AlignmentShift) & AlignmentMask);

    /// <summary>Whether the memory image may be copied whole: raw, without padding, and every bit pattern is a valid value.</summary>
    public bool IsBlock => (_bits & BlockFlag) != 0;

    /// <summary>Whether the runtime orders a tuple's field of this type by size: a number, bool, char or enum, not a struct.</summary>
    public bool IsPrimitive => (_bits & PrimitiveFlag) != 0;

    /// <summary>How a null stands on the wire in place of a value.</summary>
    public NullForm NullForm => (NullForm)(int)(_bits >> NullFormShift);

    /// <summary>Whether the type is raw: its bytes on the wire are its memory image, padding zeroed.</summary>
    public bool IsRaw => Alignment != 0;

    /// <summary>A class, record, union, or struct with references: one header byte.</summary>
    public static WireShape Object => new(1, 0, 0, NullForm.Byte);

    /// <summary>A string or collection: a four-byte length.</summary>
    public static WireShape Length => new(4, 0, 0, NullForm.Length);

    /// <summary>A number, bool, char or enum: aligned to its size.</summary>
    /// <param name="size">1, 2, 4 or 8 bytes.</param>
    /// <param name="isBlock">Whether every bit pattern is a valid value.</param>
    public static WireShape Primitive(int size, bool isBlock = true) => new(size, size, (isBlock ? BlockFlag : 0) | PrimitiveFlag, NullForm.Flag);

    /// <summary>A struct without references.</summary>
    /// <param name="size">The size of the memory image in bytes.</param>
    /// <param name="alignment">The alignment of the memory image in bytes: 1, 2, 4, 8 or 16.</param>
    /// <param name="isBlock">Whether the image has no padding and every bit pattern is a valid value.</param>
    public static WireShape Raw(int size, int alignment, bool isBlock) => new(size, alignment, isBlock ? BlockFlag : 0, NullForm.Flag);

    /// <summary>A tuple or pair with references: items back to back.</summary>
    /// <param name="minimumSize">The sum of the items' <see cref="MinimumSize"/>.</param>
    public static WireShape Sequence(int minimumSize) => new(minimumSize, 0, 0, NullForm.Byte);
}

/// <summary>How a null stands on the wire.</summary>
public enum NullForm
{
    /// <summary>A raw value: a flag byte before the value, which keeps its space.</summary>
    Flag,

    /// <summary>One byte 255 in place of the value's header.</summary>
    Byte,

    /// <summary>The length -1.</summary>
    Length,
}
