using static Cells.Schema.Tests.Contract;

namespace Cells.Schema.Tests;

public sealed class MemberComparisonTests
{
    private const string Order = "Shop.Order";

    private static readonly TypeSchema Plain = Record(Order, Positional("Id", "Guid"));

    [Fact]
    public void Member_removed_that_is_written_and_required_by_readers_is_one_finding()
    {
        TypeSchema before = Record(Order, Positional("Id", "Guid"), Positional("Lines", "Int32"));

        Assert.Equal(["Breaking CELL2204 Order.Lines"], Comparing.Source(Echo(Order, before), Echo(Order, Plain)));
        CompatibilityFinding finding = Assert.Single(Comparing.Full(Echo(Order, before), Echo(Order, Plain)).Findings);
        Assert.Equal((PlanEffect.Drop, PlanEffect.No), (finding.Request, finding.Response));
    }

    [Fact]
    public void Member_removed_from_a_response_breaks_nobody_who_does_not_read_it()
    {
        TypeSchema before = Record(Order, Positional("Id", "Guid"), Positional("Note", "String?"));

        Assert.Equal(["Breaking CELL2203 Order.Note"], Comparing.Source(Get(Order, before), Get(Order, Plain), "call:Orders.Get", "read:Order.Note"));
        Assert.Equal(["Warning CELL2203 Order.Note"], Comparing.Source(Get(Order, before), Get(Order, Plain), "call:Orders.Get", "read:Order.Id"));
        Assert.Equal(["Compatible CELL2203 Order.Note"], Comparing.Wire(Get(Order, before), Get(Order, Plain)));
    }

    [Fact]
    public void Member_added_that_is_required_keeps_its_verdict_with_any_used_call_that_carries_it()
    {
        TypeSchema after = Record(Order, Positional("Id", "Guid"), Positional("Lines", "Int32"));

        Assert.Equal(["Breaking CELL2201 Order.Lines"], Comparing.Source(Put(Order, Plain), Put(Order, after), "call:Orders.Put"));
        Assert.Equal(["Warning CELL2201 Order.Lines"], Comparing.Source(Put(Order, Plain), Put(Order, after), "call:Orders.Other"));
        Assert.Equal(["Compatible CELL2201 Order.Lines"], Comparing.Source(Get(Order, Plain), Get(Order, after)));
    }

    [Fact]
    public void Positional_member_with_default_that_is_not_last_changes_constructor_calls()
    {
        TypeSchema after = Record(Order, Positional("Rank", "Int32", Number("1")), Positional("Id", "Guid"));

        Assert.Contains("Breaking CELL2202 Order.Rank", Comparing.Source(Put(Order, Plain), Put(Order, after)));
        Assert.Equal(
            ["Warning CELL2202 Order.Rank"], Comparing.Source(Put(Order, Plain), Put(Order, after), "call:Orders.Put", "read:Order.Id"));
        Assert.Equal(
            ["Breaking CELL2202 Order.Rank"], Comparing.Source(Put(Order, Plain), Put(Order, after), "call:Orders.Put", "write:Order.Id"));
    }

    [Fact]
    public void Member_renamed_without_attribute_is_dropped_and_filled_where_both_sides_can()
    {
        TypeSchema before = Class(Order, Property("Note", "String?"));
        TypeSchema after = Class(Order, Property("Remark", "String?"));

        CompatibilityFinding finding = Assert.Single(Comparing.Full(Echo(Order, before), Echo(Order, after)).Findings);

        Assert.Equal(("CELL2205", "Order.Note"), (finding.Rule.Id, finding.Path));
        Assert.Equal((PlanEffect.Drop, PlanEffect.Yes), (finding.Request, finding.Response));
        Assert.Equal(["Warning CELL2205 Order.Note"], Comparing.Source(Put(Order, before), Put(Order, after), "call:Orders.Put"));
        Assert.Equal(["Breaking CELL2205 Order.Note"], Comparing.Source(Put(Order, before), Put(Order, after), "call:Orders.Put", "write:Order.Note"));
    }

    [Fact]
    public void Two_members_lost_are_no_rename()
    {
        TypeSchema before = Class(Order, Property("A", "Int32"), Property("B", "Int32"));
        TypeSchema after = Class(Order, Property("C", "Int32"), Property("D", "Int32"));

        Assert.Equal(
            ["Breaking CELL2203 Order.A", "Breaking CELL2203 Order.B", "Compatible CELL2200 Order.C", "Compatible CELL2200 Order.D"],
            Comparing.Source(Put(Order, before), Put(Order, after)));
    }

    [Fact]
    public void Member_lost_beside_one_of_another_type_is_no_rename() => Assert.Equal(
        ["Breaking CELL2203 Order.A", "Compatible CELL2200 Order.B"],
        Comparing.Source(Put(Order, Class(Order, Property("A", "Int32"))), Put(Order, Class(Order, Property("B", "Int64")))));

    [Fact]
    public void Exact_name_wins_over_an_old_name()
    {
        TypeSchema before = Class(Order, Property("Name", "String?"));
        TypeSchema after = Class(Order, Property("Title", "String?").Renamed("Name"), Property("Name", "String?"));

        Assert.Equal(["Compatible CELL2200 Order.Title"], Comparing.Source(Put(Order, before), Put(Order, after)));
    }

    [Fact]
    public void Old_name_known_to_the_consumer_alone_binds_after_a_rollback()
    {
        TypeSchema before = Class(Order, Property("FullName", "String").Renamed("Name"));
        TypeSchema after = Class(Order, Property("Name", "String"));

        Assert.Equal(["Compatible CELL2206 Order.Name"], Comparing.Source(Echo(Order, before), Echo(Order, after)));
    }

    [Fact]
    public void Property_that_becomes_positional_changes_the_constructor() => Assert.Equal(
        ["Breaking CELL2207 Order", "Breaking CELL2208 Order.Id"],
        Comparing.Source(Put(Order, Record(Order, Property("Id", "Guid"))), Put(Order, Record(Order, Positional("Id", "Guid")))));

    [Fact]
    public void Default_removed_from_a_property_changes_what_is_left_out() => Assert.Equal(
        ["Warning CELL2500 Order.Rank"],
        Comparing.Source(Put(Order, Class(Order, Property("Rank", "Int32", Number("3")))), Put(Order, Class(Order, Property("Rank", "Int32")))));

    [Fact]
    public void Default_that_gives_the_same_value_is_a_change_of_form() => Assert.Equal(
        ["Compatible CELL2309 Order"],
        Comparing.Source(Put(Order, Class(Order, Property("Rank", "Int32", Number("0")))), Put(Order, Class(Order, Property("Rank", "Int32")))));

    [Fact]
    public void Struct_that_holds_no_reference_fills_a_member_and_one_that_does_cannot()
    {
        TypeSchema spot = Contract.Object("Shop.Spot", TypeKind.Struct, Property("X", "Int32"));
        TypeSchema label = Contract.Object("Shop.Spot", TypeKind.Struct, Property("X", "String"));
        TypeSchema after = Class(Order, Property("Id", "Guid"), Property("At", "Shop.Spot"));
        TypeSchema before = Class(Order, Property("Id", "Guid"));

        Assert.Equal(["Compatible CELL2200 Order.At"], Comparing.Source(Put(Order, before), Put(Order, after, spot)));
        Assert.Equal(["Breaking CELL2201 Order.At"], Comparing.Source(Put(Order, before), Put(Order, after, label)));
    }

    [Fact]
    public void Nullable_property_with_an_opaque_initializer_cannot_be_filled() => Assert.Equal(
        ["Breaking CELL2201 Order.Trace"],
        Comparing.Source(
            Put(Order, Class(Order, Property("Id", "Guid"))),
            Put(Order, Class(Order, Property("Id", "Guid"), Property("Trace", "Guid?") with { HasOpaqueInitializer = true }))));

    [Fact]
    public void Struct_member_widened_leaves_no_second_finding_at_its_holders()
    {
        TypeSchema before = Contract.Object("Shop.Spot", TypeKind.Struct, Property("X", "Int32")) with { Size = 4, Alignment = 4 };
        TypeSchema after = Contract.Object("Shop.Spot", TypeKind.Struct, Property("X", "Int64")) with { Size = 8, Alignment = 8 };
        TypeSchema holder = Contract.Object("Shop.Pin", TypeKind.Struct, Property("At", "Shop.Spot"));

        Assert.Equal(
            ["Compatible CELL2300 Spot.X"],
            Comparing.Source(
                Put("Shop.Pin", before, holder with { Size = 4, Alignment = 4 }), Put("Shop.Pin", after, holder with { Size = 8, Alignment = 8 })));
    }

    [Fact]
    public void Plan_of_an_object_lists_the_readers_members_in_its_order()
    {
        TypeSchema before = Class(Order, Property("A", "Int32"), Property("B", "Int32"), Property("Gone", "String?"));
        TypeSchema after = Class(Order, Property("New", "Int32", Number("7")), Property("B", "Int64"), Property("A", "Int32"));

        PayloadReading reading = SchemaComparer.CanRead(Put(Order, after), Type(Order), Put(Order, before), Type(Order));

        ObjectPlan plan = Assert.IsType<ObjectPlan>(reading.Plan);
        Assert.False(plan.IsIdentity);
        Assert.Equal(["New -1", "B 1", "A 0"], plan.Members.Select(static member => $"{member.Name} {member.WriterIndex}"));
        Assert.Equal(new MemberFill(FillKind.Default, Number("7")), plan.Members[0].Fill);
        Assert.IsType<ConvertPlan>(plan.Members[1].Plan);
        Assert.IsType<CopyPlan>(plan.Members[2].Plan);
        Assert.Equal(["A", "B", "Gone"], plan.WrittenMembers.Select(static member => member.Name));
    }
}
