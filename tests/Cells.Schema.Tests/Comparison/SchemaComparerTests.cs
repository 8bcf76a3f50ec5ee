using static Cells.Schema.Tests.Contract;

namespace Cells.Schema.Tests;

public sealed class SchemaComparerTests
{
    [Fact]
    public void Schemas_that_are_equal_have_no_finding_and_identity_plans()
    {
        CellSchema schema = Echo("Shop.Order", Record("Shop.Order", Positional("Id", "Guid")));

        SchemaComparison comparison = SchemaComparer.Compare(schema, schema);

        Assert.Empty(comparison.Findings);
        Assert.Equal(VersionBump.None, comparison.Bump);
        Assert.True(Assert.Single(comparison.Calls).IsIdentity);
    }

    [Theory]
    [InlineData("1.4.0", "1.4.0", "Orders is 1.4.0; these changes need 2.0.0.")]
    [InlineData("1.4.0", "1.5.0", "Orders is 1.5.0 after 1.4.0; these changes need 2.0.0.")]
    [InlineData("1.4.0", "2.0.0", null)]
    [InlineData("0.4.0", "0.4.1", "Orders is 0.4.1 after 0.4.0; these changes need 0.5.0.")]
    [InlineData("0.4.0", "0.5.0", null)]
    public void Version_bumped_too_little_names_the_number_to_write(string before, string after, string? message)
    {
        SchemaComparison comparison = SchemaComparer.Compare(
            Of(Call("Count", "Int32"), Call("Total", "Int32")) with { Version = before }, Of(Call("Count", "Int32")) with { Version = after });

        Assert.Equal(message, comparison.Findings.SingleOrDefault(static finding => finding.Rule.Id == "CELL2004")?.Why);
    }

    [Fact]
    public void Version_lowered_is_reported_without_any_change()
    {
        SchemaComparison comparison = SchemaComparer.Compare(Put("Int32") with { Version = "1.4.0" }, Put("Int32") with { Version = "1.3.0" });

        Assert.Equal("CELL2004", Assert.Single(comparison.Findings).Rule.Id);
    }

    [Fact]
    public void Version_is_the_producers_matter()
    {
        ComparisonOptions options = new() { Side = ComparisonSide.Consumer };

        Assert.Empty(SchemaComparer.Compare(Put("Int32") with { Version = "1.4.0" }, Put("Int32") with { Version = "1.3.0" }, options).Findings);
    }

    [Fact]
    public void Findings_are_ordered_by_severity_then_path()
    {
        CellSchema before = Of(Call("B", "Int32"), Call("C", "Int32"), Call("D", "Int32") with { DeadlineMs = 2 });
        CellSchema after = Of(Call("A", "Int32"), Call("D", "Int32") with { DeadlineMs = 1 }, Call("E", "Int64"));

        Assert.Equal(
            [
                "Breaking CELL2100 Orders.B", "Breaking CELL2100 Orders.C", "Warning CELL2531 Orders.D",
                "Compatible CELL2101 Orders.A", "Compatible CELL2101 Orders.E",
            ],
            Comparing.Source(before, after));
    }

    [Fact]
    public void Several_consumers_combined_give_each_finding_once_with_its_worst_verdict()
    {
        CellSchema after = Of(Call("Count", "Int32"));
        CellSchema before = Of(Call("Count", "Int32"), Call("Total", "Int32"));
        ComparisonOptions idle = new() { Usage = ContractUsage.Of(["call:Orders.Count"]) };

        SchemaComparison comparison = SchemaComparison.Combine(
            [Comparing.Full(before, after, idle), Comparing.Full(before, after), Comparing.Full(after, after)]);

        Assert.Equal(Verdict.Breaking, Assert.Single(comparison.Findings).Verdict);
        Assert.Equal(VersionBump.Major, comparison.Bump);
        Assert.False(comparison.CanReadResponses);
    }

    [Fact]
    public void Fingerprint_of_a_finding_stands_for_rule_path_and_declarations()
    {
        CompatibilityFinding first = Assert.Single(Comparing.Full(Put("Int32"), Put("String")).Findings);
        CompatibilityFinding same = Assert.Single(Comparing.Full(Put("Int32"), Put("String")).Findings) with { Why = "Another text." };
        CompatibilityFinding other = Assert.Single(Comparing.Full(Put("Int32"), Put("Guid")).Findings);

        Assert.Matches("^[0-9a-f]{12}$", first.Fingerprint);
        Assert.Equal(first.Fingerprint, same.Fingerprint);
        Assert.NotEqual(first.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public void Worse_direction_gives_the_verdict_and_is_named()
    {
        CompatibilityFinding finding = Assert.Single(Comparing.Full(Echo("Shop.Order", Wide("Int32")), Echo("Shop.Order", Wide("Int64"))).Findings);

        Assert.Equal((Verdict.Breaking, PayloadDirection.Response), (finding.Verdict, finding.Direction));
        Assert.Equal((PlanEffect.Yes, PlanEffect.No), (finding.Request, finding.Response));

        static TypeSchema Wide(string type) => Record("Shop.Order", Positional("Cents", type));
    }

    [Fact]
    public void Message_says_what_happened_and_what_to_do()
    {
        CompatibilityFinding finding = Assert.Single(Comparing.Full(Put("Int64"), Put("Int32")).Findings);

        Assert.Equal("'Orders.Put(value)' was long and is int: not every long fits into int. Keep the wider type.", finding.Message);
    }

    [Theory]
    [InlineData(PrimitiveKind.Byte, PrimitiveKind.Int16, true)]
    [InlineData(PrimitiveKind.SByte, PrimitiveKind.UInt16, false)]
    [InlineData(PrimitiveKind.UInt64, PrimitiveKind.Int64, false)]
    [InlineData(PrimitiveKind.UInt64, PrimitiveKind.Int128, true)]
    [InlineData(PrimitiveKind.Int16, PrimitiveKind.Single, true)]
    [InlineData(PrimitiveKind.Int32, PrimitiveKind.Single, false)]
    [InlineData(PrimitiveKind.Int32, PrimitiveKind.Double, true)]
    [InlineData(PrimitiveKind.Int64, PrimitiveKind.Double, false)]
    [InlineData(PrimitiveKind.UInt64, PrimitiveKind.Decimal, true)]
    [InlineData(PrimitiveKind.Int128, PrimitiveKind.Decimal, false)]
    [InlineData(PrimitiveKind.Half, PrimitiveKind.Double, true)]
    [InlineData(PrimitiveKind.Single, PrimitiveKind.Decimal, false)]
    [InlineData(PrimitiveKind.Char, PrimitiveKind.Int32, false)]
    [InlineData(PrimitiveKind.Boolean, PrimitiveKind.Byte, false)]
    [InlineData(PrimitiveKind.Int32, PrimitiveKind.Int32, false)]
    public void Number_widens_only_without_loss(PrimitiveKind from, PrimitiveKind to, bool isLossless) =>
        Assert.Equal(isLossless, NumberWidening.IsLossless(from, to));
}
