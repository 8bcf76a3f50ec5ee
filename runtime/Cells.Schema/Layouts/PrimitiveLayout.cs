namespace Cells.Schema;

/// <summary>The memory images of the types that the wire format itself defines.</summary>
public static class PrimitiveLayout
{
    /// <summary>The image of <paramref name="kind"/>, or null for the reference types: strings, URIs and versions.</summary>
    public static LayoutItem? Of(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => Primitive(1, isBlock: false),
        PrimitiveKind.SByte or PrimitiveKind.Byte => Primitive(1),
        PrimitiveKind.Int16 or PrimitiveKind.UInt16 or PrimitiveKind.Char => Primitive(2),
        PrimitiveKind.Int32 or PrimitiveKind.UInt32 or PrimitiveKind.Single => Primitive(4),
        PrimitiveKind.Int64 or PrimitiveKind.UInt64 or PrimitiveKind.Double => Primitive(8),
        PrimitiveKind.Half => Struct(2, 2, isBlock: true),
        PrimitiveKind.Int128 or PrimitiveKind.UInt128 => Struct(16, 16, isBlock: true),
        PrimitiveKind.Guid => Struct(16, 4, isBlock: true),
        PrimitiveKind.TimeSpan => Struct(8, 8, isBlock: true),
        PrimitiveKind.Decimal => Struct(16, 8, isBlock: false),
        PrimitiveKind.Rune or PrimitiveKind.DateOnly => Struct(4, 4, isBlock: false),
        PrimitiveKind.DateTime or PrimitiveKind.TimeOnly => Struct(8, 8, isBlock: false),
        PrimitiveKind.DateTimeOffset => Struct(16, 8, isBlock: false),
        _ => null,
    };

    /// <summary>Whether <paramref name="kind"/> is an integer that an enum may be made of.</summary>
    public static bool IsEnumUnderlying(PrimitiveKind kind) => kind is >= PrimitiveKind.SByte and <= PrimitiveKind.UInt64;

    /// <summary>The image of an enum: of its underlying integer, and every number is a value.</summary>
    /// <returns>The image, or null when <paramref name="underlying"/> is no integer that an enum may be made of.</returns>
    public static LayoutItem? OfEnum(PrimitiveKind underlying) => IsEnumUnderlying(underlying) ? Of(underlying) : null;

    private static LayoutItem Primitive(int size, bool isBlock = true) => new(size, size, IsPrimitive: true, isBlock);

    private static LayoutItem Struct(int size, int alignment, bool isBlock) => new(size, alignment, IsPrimitive: false, isBlock);
}
