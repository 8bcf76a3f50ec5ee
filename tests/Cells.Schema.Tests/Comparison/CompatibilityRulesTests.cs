namespace Cells.Schema.Tests;

public sealed class CompatibilityRulesTests
{
    [Fact]
    public void Rules_listed_are_unique_and_ordered_by_id()
    {
        string[] ids = [.. CompatibilityRules.All.Select(static rule => rule.Id)];

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.Equal(71, ids.Length);
    }

    [Fact]
    public void Rule_breaking_at_source_demands_a_major_version()
    {
        foreach (CompatibilityRule rule in CompatibilityRules.All.Where(static rule => !rule.IsPolicy))
        {
            foreach (RuleColumn column in new[] { rule.Request, rule.Response }.OfType<RuleColumn>())
            {
                Assert.True(column.Verdict != Verdict.Breaking || column.Bump == VersionBump.Major, rule.Id);
                Assert.True(column.Verdict != Verdict.Warning || column.Bump == VersionBump.Minor, rule.Id);
                Assert.True(column.Verdict == Verdict.Breaking || column.Bump != VersionBump.Major, rule.Id);
            }
        }
    }

    [Fact]
    public void Rule_without_a_plan_breaks_at_both_levels()
    {
        foreach (CompatibilityRule rule in CompatibilityRules.All.Where(static rule => rule.Request?.Plan == PlanEffect.No))
        {
            Assert.Equal(Verdict.Breaking, rule.VerdictAt(ComparisonLevel.Source, PayloadDirection.Request, PlanEffect.No));
            Assert.Equal(Verdict.Breaking, rule.VerdictAt(ComparisonLevel.Wire, PayloadDirection.Request, PlanEffect.No));
        }
    }

    [Fact]
    public void Promise_broken_is_at_most_a_warning_at_level_wire()
    {
        CompatibilityRule rule = CompatibilityRules.Find("CELL2532")!;

        Assert.Equal(Verdict.Breaking, rule.VerdictAt(ComparisonLevel.Source, PayloadDirection.Request, PlanEffect.Yes));
        Assert.Equal(Verdict.Warning, rule.VerdictAt(ComparisonLevel.Wire, PayloadDirection.Request, PlanEffect.Yes));
    }

    [Theory]
    [InlineData("CELL2100", true)]
    [InlineData("CELL9999", false)]
    public void Find_takes_an_id(string id, bool exists) => Assert.Equal(exists, CompatibilityRules.Find(id) is not null);
}
