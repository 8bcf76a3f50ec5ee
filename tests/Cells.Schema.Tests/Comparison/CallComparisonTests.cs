using static Cells.Schema.Tests.Contract;

namespace Cells.Schema.Tests;

public sealed class CallComparisonTests
{
    [Fact]
    public void Optional_parameter_that_is_not_last_must_be_passed() => Assert.Equal(
        ["Breaking CELL2112 Orders.Find(limit)"],
        Comparing.Source(
            Of(Call("Find", null, Parameter("query", "String"))),
            Of(Call("Find", null, Parameter("limit", "Int32", Number("20")), Parameter("query", "String")))));

    [Fact]
    public void Optional_parameter_renamed_without_attribute_is_dropped() => Assert.Equal(
        ["Warning CELL2115 Orders.Find(q)"],
        Comparing.Wire(
            Of(Call("Find", null, Parameter("q", "Int32", Number("1")))), Of(Call("Find", null, Parameter("query", "Int32", Number("2"))))));

    [Fact]
    public void Required_parameter_added_to_a_call_without_any_leaves_no_plan()
    {
        SchemaComparison comparison = Comparing.Full(Of(Call("Find")), Of(Call("Find", null, Parameter("limit", "Int32"))));

        Assert.Equal("CELL2110", Assert.Single(comparison.Findings).Rule.Id);
        Assert.False(comparison.CanReadRequests);
        Assert.False(Assert.Single(comparison.Calls).IsBound);
    }

    [Fact]
    public void Parameters_reordered_matter_to_those_who_pass_any()
    {
        CellSchema before = Of(Call("Move", null, Parameter("from", "String"), Parameter("to", "String")));
        CellSchema after = Of(Call("Move", null, Parameter("to", "String"), Parameter("from", "String")));

        Assert.Equal(["Breaking CELL2114 Orders.Move"], Comparing.Source(before, after, "call:Orders.Move", "arg:Orders.Move.from"));
        Assert.Equal(["Warning CELL2114 Orders.Move"], Comparing.Source(before, after, "call:Orders.Move"));
        Assert.Equal([1, 0], Assert.Single(Comparing.Full(before, after).Calls).Request!.Members.Select(static member => member.WriterIndex));
    }

    [Fact]
    public void Event_is_read_by_its_subscribers()
    {
        CellSchema before = Of(Event("Placed", Parameter("id", "Guid"), Parameter("note", "String")));
        CellSchema after = Of(Event("Placed", Parameter("id", "Guid"), Parameter("total", "Int64")));

        Assert.Equal(
            ["Breaking CELL2204 Orders.Placed(note)", "Compatible CELL2201 Orders.Placed(total)"], Comparing.Source(before, after, "call:Orders.Placed"));
        SchemaComparison comparison = Comparing.Full(before, after);
        Assert.Null(comparison.CanReadRequests);
        Assert.False(comparison.CanReadResponses);
    }

    [Fact]
    public void Error_renamed_with_attribute_is_planned_under_both_names()
    {
        CellSchema before = Of(
            Call("Get") with { Errors = ["Shop.NotFound"] }, Contract.Object("Shop.NotFound", TypeKind.Error, Property("Id", "Int32")));
        CellSchema after = Of(
            Call("Get") with { Errors = ["Shop.Missing"] },
            Contract.Object("Shop.Missing", TypeKind.Error, Property("Id", "Int32")).Renamed("NotFound"));

        SchemaComparison comparison = Comparing.Full(before, after);

        Assert.Equal("CELL2308 Missing", $"{Assert.Single(comparison.Findings).Rule.Id} {comparison.Findings[0].Path}");
        ErrorPlan plan = Assert.Single(Assert.Single(comparison.Calls).Errors);
        Assert.Equal(("Shop.Missing", "Shop.NotFound"), (plan.WriterName, plan.ReaderName));
    }

    [Fact]
    public void Call_removed_that_only_a_filter_hides_still_owes_a_major_version()
    {
        CellSchema before = Of(Call("Count", "Int32"), Call("Total", "Int32"));
        ComparisonOptions options = new() { Usage = ContractUsage.Of(["call:Orders.Count"]) };

        SchemaComparison comparison = Comparing.Full(before, Of(Call("Count", "Int32")), options);

        Assert.Equal((Verdict.Warning, VersionBump.Major), (comparison.Verdict, comparison.Bump));
        Assert.Equal(Verdict.Breaking, comparison.Findings[0].UnfilteredVerdict);
    }

    [Fact]
    public void Change_that_only_an_experimental_call_carries_warns_and_is_a_patch()
    {
        TypeSchema before = Record("Shop.Guess", Positional("Odds", "Int32"));
        CallSchema guess = Call("Guess", "Shop.Guess") with { Experimental = "SHOP001" };
        CellSchema after = Of(guess, Record("Shop.Guess", Positional("Odds", "Int64")));

        SchemaComparison comparison = Comparing.Full(Of(guess, before), after);

        Assert.Equal((Verdict.Warning, VersionBump.Patch), (comparison.Verdict, comparison.Bump));
        Assert.Equal(
            ["Breaking CELL2300 Guess.Odds"],
            Comparing.Source(Of(guess, Call("Sure", "Shop.Guess"), before), Of(guess, Call("Sure", "Shop.Guess"), after.Types[0])));
    }

    [Fact]
    public void Consumer_compares_only_the_calls_that_it_uses()
    {
        CellSchema before = Of(Call("Count", "Int32"), Call("Total", "Int32"));
        CellSchema after = Of(Call("Count", "Int32"), Call("Other", "Int32"), Record("Shop.Draft", Positional("Id", "Guid")));
        ComparisonOptions options = new() { Side = ComparisonSide.Consumer, Usage = ContractUsage.Of(["call:Orders.Count"]) };

        SchemaComparison comparison = Comparing.Full(before, after, options);

        Assert.Empty(comparison.Findings);
        Assert.Equal(VersionBump.None, comparison.Bump);
        Assert.True(Assert.Single(comparison.Calls).IsIdentity);
    }

    [Fact]
    public void Call_numbers_of_both_sides_are_part_of_the_plan()
    {
        CallPlan plan = Comparing.Full(Of(Call("Total")), Of(Call("Added"), Call("Total"))).Calls[0];

        Assert.Equal((0, 1, true), (plan.ConsumerIndex, plan.ProducerIndex, plan.IsIdentity));
    }

    [Fact]
    public void Cell_that_moves_to_another_namespace_is_the_same_cell() => Assert.Equal(
        ["Breaking CELL2307 Orders"], Comparing.Source(Put("Int32"), Put("Int32") with { Contract = "Shop.Sales.Orders" }));

    [Fact]
    public void Cell_renamed_with_attribute_keeps_its_calls()
    {
        CellSchema after = Put("Int64") with { Contract = "Shop.Sales", OldNames = ["Orders"] };

        Assert.Equal(["Compatible CELL2102 Sales", "Compatible CELL2300 Sales.Put(value)"], Comparing.Source(Put("Int32"), after));
    }

    [Theory]
    [InlineData(true, false, "Breaking CELL2530 Orders.Put")]
    [InlineData(false, true, "Compatible CELL2535 Orders.Put")]
    public void Exactly_once_is_a_promise_like_idempotency(bool before, bool after, string finding) => Assert.Equal(
        [finding],
        Comparing.Source(Of(Call("Put") with { IsExactlyOnce = before }), Of(Call("Put") with { IsExactlyOnce = after })));

    [Fact]
    public void Scope_changed_refuses_callers() => Assert.Equal(
        ["Breaking CELL2532 Orders.Put"], Comparing.Source(Of(Call("Put") with { Scope = "a" }), Of(Call("Put") with { Scope = "b" })));
}
