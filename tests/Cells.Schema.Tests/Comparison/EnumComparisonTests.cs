using static Cells.Schema.Tests.Contract;

namespace Cells.Schema.Tests;

public sealed class EnumComparisonTests
{
    private const string Color = "Shop.Color";

    [Fact]
    public void Second_name_for_a_number_is_no_new_value() => Assert.Equal(
        ["Compatible CELL2405 Color"],
        Comparing.Source(Echo(Color, Numbers(Color, ("Red", 0))), Echo(Color, Numbers(Color, ("Red", 0), ("Crimson", 0)))));

    [Fact]
    public void Removed_second_name_still_maps_by_the_first()
    {
        CellSchema before = Put(Color, Numbers(Color, ("Red", 0), ("Crimson", 0)));
        CellSchema after = Put(Color, Numbers(Color, ("Red", 0)));

        Assert.Equal(["Breaking CELL2402 Color.Crimson"], Comparing.Source(before, after));
        Assert.Equal(["Compatible CELL2402 Color.Crimson"], Comparing.Wire(before, after));
    }

    [Fact]
    public void Value_removed_from_an_open_enum_passes_as_its_number() => Assert.Equal(
        ["Compatible CELL2402 Color.Blue"],
        Comparing.Wire(Put(Color, Contract.Enum(Color, "Red", "Blue").Open()), Put(Color, Contract.Enum(Color, "Red").Open())));

    [Fact]
    public void Value_removed_whose_number_means_another_is_checked() => Assert.Equal(
        ["Warning CELL2402 Color.Blue"],
        Comparing.Wire(
            Put(Color, Numbers(Color, ("Red", 0), ("Green", 1), ("Blue", 2)).Open()), Put(Color, Numbers(Color, ("Red", 0), ("Green", 2)).Open()))
            .Where(static line => line.Contains("CELL2402", StringComparison.Ordinal)));

    [Fact]
    public void Enum_closed_checks_what_old_writers_send() => Assert.Equal(
        ["Warning CELL2407 Color"],
        Comparing.Source(Put(Color, Contract.Enum(Color, "Red").Open()), Put(Color, Contract.Enum(Color, "Red"))));

    [Fact]
    public void Value_added_to_a_closed_enum_breaks_those_who_switch_over_it()
    {
        CellSchema before = Get(Color, Contract.Enum(Color, "Red"));
        CellSchema after = Get(Color, Contract.Enum(Color, "Red", "Blue"));

        Assert.Equal(["Breaking CELL2400 Color.Blue"], Comparing.Source(before, after, "call:Orders.Get", "switch:Color"));
        Assert.Equal(["Warning CELL2400 Color.Blue"], Comparing.Source(before, after, "call:Orders.Get", "name:Color.Red"));
    }

    [Fact]
    public void Manifest_made_from_IL_alone_counts_switches_as_used()
    {
        CellSchema before = Get(Color, Contract.Enum(Color, "Red"));
        CellSchema after = Get(Color, Contract.Enum(Color, "Red", "Blue"));
        ContractUsage usage = ContractUsage.Of(["call:Orders.Get"], [UsageKinds.Call, UsageKinds.Read]);

        Assert.Equal(Verdict.Breaking, Comparing.Full(before, after, new ComparisonOptions { Usage = usage }).Verdict);
    }

    [Fact]
    public void Deprecation_and_documentation_of_a_value_are_reported_at_it()
    {
        TypeSchema before = Contract.Enum(Color, "Red");
        TypeSchema after = before with { Values = [before.Values[0] with { Obsolete = new Deprecation("Use none."), Documentation = "Red." }] };

        Assert.Equal(["Compatible CELL2520 Color.Red", "Compatible CELL2521 Color.Red"], Comparing.Source(Get(Color, before), Get(Color, after)));
    }

    [Theory]
    [InlineData(0, 1L)]
    [InlineData(1, 0L)]
    [InlineData(7, null)]
    public void Closed_enum_maps_by_name_and_fails_what_it_does_not_know(long number, long? mapped) => AssertMaps(
        Contract.Enum(Color, "Red", "Green"), Contract.Enum(Color, "Green", "Red"), number, mapped);

    [Theory]
    [InlineData(1, null)]
    [InlineData(7, 7L)]
    public void Open_enum_passes_a_number_unless_it_would_turn_one_name_into_another(long number, long? mapped) => AssertMaps(
        Numbers(Color, ("Red", 0), ("Blue", 1)).Open(), Numbers(Color, ("Red", 0), ("Green", 1)).Open(), number, mapped);

    [Fact]
    public void Open_enum_refuses_a_number_that_the_reader_cannot_hold() => AssertMaps(
        Numbers(Color, ("Red", 0)).Open(), Numbers(Color, ("Red", 0)).Open() with { Underlying = PrimitiveKind.Byte }, 300, null);

    [Theory]
    [InlineData(1 | 2, 4L | 2L)]
    [InlineData(8, 8L)]
    [InlineData(0, 0L)]
    public void Flags_map_bit_by_bit(long number, long? mapped) => AssertMaps(
        Numbers(Color, ("None", 0), ("A", 1), ("B", 2), ("C", 4)).Flags(), Numbers(Color, ("None", 0), ("C", 1), ("B", 2), ("A", 4)).Flags(), number, mapped);

    [Fact]
    public void Flag_unknown_to_the_reader_fails_when_its_bit_has_another_name() => AssertMaps(
        Numbers(Color, ("A", 1), ("B", 2)).Flags(), Numbers(Color, ("A", 1), ("C", 2)).Flags(), 3, null);

    private static void AssertMaps(TypeSchema writer, TypeSchema reader, long number, long? mapped)
    {
        PayloadReading reading = SchemaComparer.CanRead(Put(Color, reader), Type(Color), Put(Color, writer), Type(Color));

        bool isMapped = Assert.IsType<EnumPlan>(reading.Plan).TryMap(number, out long result);
        Assert.Equal(mapped, isMapped ? result : null);
    }
}
