using System.Text;

namespace Cells.Schema.Tests.Layouts;

public class PrimitiveLayoutTests
{
    internal static readonly (PrimitiveKind Kind, Type Clr)[] RawTypes =
    [
        (PrimitiveKind.Boolean, typeof(bool)), (PrimitiveKind.SByte, typeof(sbyte)), (PrimitiveKind.Byte, typeof(byte)), (PrimitiveKind.Int16, typeof(short)),
        (PrimitiveKind.UInt16, typeof(ushort)), (PrimitiveKind.Int32, typeof(int)), (PrimitiveKind.UInt32, typeof(uint)), (PrimitiveKind.Int64, typeof(long)),
        (PrimitiveKind.UInt64, typeof(ulong)), (PrimitiveKind.Int128, typeof(Int128)), (PrimitiveKind.UInt128, typeof(UInt128)), (PrimitiveKind.Half, typeof(Half)),
        (PrimitiveKind.Single, typeof(float)), (PrimitiveKind.Double, typeof(double)), (PrimitiveKind.Decimal, typeof(decimal)), (PrimitiveKind.Char, typeof(char)),
        (PrimitiveKind.Rune, typeof(Rune)), (PrimitiveKind.Guid, typeof(Guid)), (PrimitiveKind.DateTime, typeof(DateTime)),
        (PrimitiveKind.DateTimeOffset, typeof(DateTimeOffset)), (PrimitiveKind.TimeSpan, typeof(TimeSpan)), (PrimitiveKind.DateOnly, typeof(DateOnly)),
        (PrimitiveKind.TimeOnly, typeof(TimeOnly)),
    ];

    public static TheoryData<PrimitiveKind> AllKinds => [.. Enum.GetValues<PrimitiveKind>()];

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Of_raw_kind_is_what_the_runtime_says(PrimitiveKind kind)
    {
        LayoutItem? item = PrimitiveLayout.Of(kind);

        Type? clr = RawTypes.FirstOrDefault(row => row.Kind == kind).Clr;
        Assert.Equal(clr is not null, item is not null);
        if (clr is not null && item is LayoutItem found)
        {
            Assert.Equal((RuntimeLayout.SizeOf(clr), RuntimeLayout.AlignmentOf(clr), clr.IsPrimitive), (found.Size, found.Alignment, found.IsPrimitive));
        }
    }

    [Theory]
    [InlineData(PrimitiveKind.Boolean)]
    [InlineData(PrimitiveKind.Decimal)]
    [InlineData(PrimitiveKind.Rune)]
    [InlineData(PrimitiveKind.DateTime)]
    [InlineData(PrimitiveKind.DateTimeOffset)]
    [InlineData(PrimitiveKind.DateOnly)]
    [InlineData(PrimitiveKind.TimeOnly)]
    public void Of_kind_with_invalid_bit_patterns_is_no_block(PrimitiveKind kind) => Assert.False(PrimitiveLayout.Of(kind)!.Value.IsBlock);

    [Theory]
    [InlineData(PrimitiveKind.Byte)]
    [InlineData(PrimitiveKind.Int128)]
    [InlineData(PrimitiveKind.Half)]
    [InlineData(PrimitiveKind.Double)]
    [InlineData(PrimitiveKind.Char)]
    [InlineData(PrimitiveKind.Guid)]
    [InlineData(PrimitiveKind.TimeSpan)]
    public void Of_kind_whose_every_bit_pattern_is_a_value_is_a_block(PrimitiveKind kind) => Assert.True(PrimitiveLayout.Of(kind)!.Value.IsBlock);

    [Theory]
    [InlineData(PrimitiveKind.Byte, 1)]
    [InlineData(PrimitiveKind.Int64, 8)]
    public void OfEnum_is_its_integer(PrimitiveKind underlying, int size) => Assert.Equal(new LayoutItem(size, size, true, true), PrimitiveLayout.OfEnum(underlying));

    [Theory]
    [InlineData(PrimitiveKind.Boolean)]
    [InlineData(PrimitiveKind.Char)]
    [InlineData(PrimitiveKind.Int128)]
    [InlineData(PrimitiveKind.String)]
    public void OfEnum_of_no_integer_is_null(PrimitiveKind underlying) => Assert.Null(PrimitiveLayout.OfEnum(underlying));
}
