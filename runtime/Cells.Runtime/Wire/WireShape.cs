namespace Cells.Wire;

/// <summary>The facts about a type's bytes that enclosing codecs need.</summary>
public readonly record struct WireShape
{
    private WireShape(int minimumSize, int size, int alignment, bool isBlock, NullForm nullForm)
    {
        MinimumSize = minimumSize;
        Size = size;
        Alignment = alignment;
        IsBlock = isBlock;
        NullForm = nullForm;
    }

    /// <summary>The fewest bytes that a value takes.</summary>
    public int MinimumSize { get; }

    /// <summary>The size of the memory image in bytes when the type is raw (holds no reference); 0 otherwise.</summary>
    public int Size { get; }

    /// <summary>The alignment of the memory image in bytes when the type is raw; 0 otherwise.</summary>
    public int Alignment { get; }

    /// <summary>Whether the memory image may be copied whole: raw, without padding, and every bit pattern is a valid value.</summary>
    public bool IsBlock { get; }

    /// <summary>How a null stands on the wire in place of a value.</summary>
    public NullForm NullForm { get; }

    /// <summary>Whether the type is raw: its bytes on the wire are its memory image, padding zeroed.</summary>
    public bool IsRaw => Alignment != 0;

    /// <summary>A type without references.</summary>
    public static WireShape Raw(int size, int alignment, bool isBlock) => new(size, size, alignment, isBlock, NullForm.Flag);

    /// <summary>A class, record, or struct with references: one header byte.</summary>
    public static WireShape Object { get; } = new(1, 0, 0, false, NullForm.Byte);

    /// <summary>A string or collection: a four-byte length.</summary>
    public static WireShape Length { get; } = new(4, 0, 0, false, NullForm.Length);

    /// <summary>A tuple or pair with references: items back to back.</summary>
    public static WireShape Sequence(int minimumSize) => new(minimumSize, 0, 0, false, NullForm.Byte);
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
