using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Layouts;

public class StructLayoutTests
{
    private static readonly LayoutItem Byte = PrimitiveLayout.Of(PrimitiveKind.Byte)!.Value;
    private static readonly LayoutItem Short = PrimitiveLayout.Of(PrimitiveKind.Int16)!.Value;
    private static readonly LayoutItem Int = PrimitiveLayout.Of(PrimitiveKind.Int32)!.Value;
    private static readonly LayoutItem Long = PrimitiveLayout.Of(PrimitiveKind.Int64)!.Value;
    private static readonly LayoutItem Guid = PrimitiveLayout.Of(PrimitiveKind.Guid)!.Value;
    private static readonly LayoutItem Date = PrimitiveLayout.Of(PrimitiveKind.DateOnly)!.Value;

    [Fact]
    public void Sequential_fields_stand_at_their_alignment()
    {
        LayoutResult? layout = StructLayout.Sequential([Byte, Int, Short]);

        Assert.Equal(new LayoutResult(12, 4, false, [0, 4, 8]), layout);
    }

    [Fact]
    public void Sequential_without_padding_is_a_block() => Assert.Equal(new LayoutResult(16, 8, true, [0, 8, 12]), StructLayout.Sequential([Long, Int, Int]));

    [Fact]
    public void Sequential_without_fields_takes_one_byte_that_is_no_block() => Assert.Equal(new LayoutResult(1, 1, false, []), StructLayout.Sequential([]));

    [Fact]
    public void Sequential_of_a_field_with_invalid_patterns_is_no_block() => Assert.False(StructLayout.Sequential([Date, Date])!.Value.IsBlock);

    [Fact]
    public void Sequential_above_the_limit_is_null()
        => Assert.Null(StructLayout.Sequential([new LayoutItem(StructLayout.MaxSize, 1, false, true), Byte]));

    [Fact]
    public void Tuple_primitives_stand_by_falling_size() => Assert.Equal(new LayoutResult(16, 8, false, [12, 8, 0]), StructLayout.Tuple([Byte, Int, Long]));

    [Fact]
    public void Tuple_of_three_bytes_takes_four() => Assert.Equal(new LayoutResult(4, 4, false, [0, 1, 2]), StructLayout.Tuple([Byte, Byte, Byte]));

    [Fact]
    public void Tuple_of_three_ints_takes_sixteen() => Assert.Equal(new LayoutResult(16, 8, false, [0, 4, 8]), StructLayout.Tuple([Int, Int, Int]));

    [Fact]
    public void Tuple_of_short_and_byte_takes_four() => Assert.Equal(4, StructLayout.Tuple([Short, Byte])!.Value.Size);

    [Fact]
    public void Tuple_structs_stand_after_primitives() => Assert.Equal(new LayoutResult(24, 8, false, [4, 0]), StructLayout.Tuple([Guid, Int]));

    [Fact]
    public void Tuple_of_structs_alone_keeps_their_alignment() => Assert.Equal(new LayoutResult(32, 4, true, [0, 16]), StructLayout.Tuple([Guid, Guid]));

    [Fact]
    public void Tuple_of_one_is_sequential() => Assert.Equal(new LayoutResult(16, 4, true, [0]), StructLayout.Tuple([Guid]));

    [Fact]
    public void Tuple_of_nine_bytes_nests_the_last_two()
        => Assert.Equal(new LayoutResult(16, 8, false, [0, 1, 2, 3, 4, 5, 6, 8, 9]), StructLayout.Tuple([Byte, Byte, Byte, Byte, Byte, Byte, Byte, Byte, Byte]));

    [Fact]
    public void Nullable_value_stands_after_the_flag() => Assert.Equal(new LayoutResult(20, 4, false, [4]), StructLayout.Nullable(Guid));

    [Fact]
    public void Pair_is_sequential() => Assert.Equal(new LayoutResult(8, 4, false, [0, 4]), StructLayout.Pair(Byte, Int));

    [Fact]
    public void Layouts_of_any_tuple_of_leaves_are_the_runtimes() => CheckAll(LayoutCase.Tuple(1), 400);

    [Fact]
    public void Layouts_of_nested_types_are_the_runtimes() => CheckAll(Gen.OneOf(LayoutCase.Tuple(3), LayoutCase.Pair(3), LayoutCase.Nullable(3), LayoutCase.Struct(3)), 400);

    private static void CheckAll(Gen<LayoutCase> cases, int count) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count),
        Prop.ForAll(Arb.From(cases), layout =>
        {
            Assert.Equal((layout.Clr, RuntimeLayout.SizeOf(layout.Clr)), (layout.Clr, layout.Item.Size));
            Assert.Equal((layout.Clr, RuntimeLayout.AlignmentOf(layout.Clr)), (layout.Clr, layout.Item.Alignment));
            Assert.Equal(layout.ExpectedOffsets, layout.Offsets);
        }));
}
