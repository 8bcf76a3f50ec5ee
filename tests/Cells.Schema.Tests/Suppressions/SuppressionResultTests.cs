using static Cells.Schema.Tests.Contract;

namespace Cells.Schema.Tests.Suppressions;

public sealed class SuppressionResultTests
{
    private static readonly CellSchema Before = Of(Call("Get"), Call("Find"), Call("Put", null, Parameter("value", "Int32")));
    private static readonly CellSchema After = Of(Call("Put", null, Parameter("value", "Int64")));
    private static readonly SchemaComparison Comparison = Comparing.Full(Before, After);
    private static readonly CompatibilityFinding Removal = Comparison.Findings.First(static finding => finding.Path == "Orders.Get");
    private static readonly SuppressionScope Scope = new("Orders", new SemanticVersion(1, 4, 0), new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), IsComplete: true);

    [Fact]
    public void Finding_accepted_for_all_its_consumers_is_no_longer_open_and_stands_last()
    {
        SuppressionResult result = Apply([Accept(Removal, "web", "batch")], "web", "batch");

        ConsumerFinding accepted = result.Findings[^1];
        Assert.True(accepted.IsAccepted);
        Assert.Equal((Removal.Fingerprint, "reasons"), (accepted.Finding.Fingerprint, accepted.Acceptance?.Reason));
        Assert.Equal(["batch", "web"], accepted.AcceptedFor);
        Assert.Equal(["batch", "web"], result.Findings[0].Consumers);
        Assert.All(result.Findings.SkipLast(1), static finding => Assert.False(finding.IsAccepted));
        Assert.Empty(result.Entries);
    }

    [Fact]
    public void Consumer_that_appears_later_reopens_the_finding()
    {
        SuppressionResult result = Apply([Accept(Removal, "web")], "web", "batch");

        ConsumerFinding open = Find(result, Removal);
        Assert.False(open.IsAccepted);
        Assert.Equal(["batch"], open.Consumers);
        Assert.Equal(["web"], open.AcceptedFor);
        Assert.Empty(result.Entries);
    }

    [Fact]
    public void Finding_has_the_worst_verdict_of_the_consumers_that_it_is_open_for()
    {
        SchemaComparison unused = Comparing.Full(Before, After, new ComparisonOptions { Usage = ContractUsage.Of(["call:Orders.Put"]) });
        ConsumerFindings[] comparisons = [new("web", Comparison.Findings), new("batch", unused.Findings)];

        Assert.Equal(Verdict.Breaking, Find(SuppressionResult.Apply(comparisons, AcceptedBreaks.None, Scope), Removal).Finding.Verdict);
        Assert.Equal(Verdict.Warning, Find(SuppressionResult.Apply(comparisons, AcceptedBreaks.None.With(Accept(Removal, "web")), Scope), Removal).Finding.Verdict);
    }

    [Theory]
    [InlineData("1.4.0", "expired at 1.4.0, and what it accepted is still there")]
    [InlineData("2026-02-28", "expired at 2026-02-28, and what it accepted is still there")]
    public void Expired_entry_accepts_nothing_and_is_reported(string expires, string message)
    {
        SuppressionResult result = Apply([Accept(Removal, "web") with { Expires = expires }], "web");

        Assert.False(Find(result, Removal).IsAccepted);
        Assert.Contains(message, Stale(result).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_that_matches_nothing_is_reported_only_when_its_consumers_were_compared()
    {
        AcceptedBreaks breaks = AcceptedBreaks.None.With(Accept(Removal, "web", "batch") with { Fingerprint = "000000000000" });
        ConsumerFindings[] comparisons = [new("web", Comparison.Findings)];
        SuppressionScope partial = Scope with { IsComplete = false };

        Assert.Contains("'000000000000' of 'Orders.Get' matches no finding any more", Stale(SuppressionResult.Apply(comparisons, breaks, Scope)).Why, StringComparison.Ordinal);
        Assert.Empty(SuppressionResult.Apply(comparisons, breaks, partial).Entries);
        Stale(SuppressionResult.Apply([.. comparisons, new ConsumerFindings("batch", Comparison.Findings)], breaks, partial));
    }

    [Fact]
    public void Entry_of_another_rule_does_not_accept_the_finding()
        => Assert.False(Find(Apply([Accept(Removal, "web") with { Rule = "CELL2103" }], "web"), Removal).IsAccepted);

    public static TheoryData<string, string> Defects => new()
    {
        { "fingerprint", "has no fingerprint" },
        { "short", "has no fingerprint" },
        { "rule", "names no rule" },
        { "CELL2999", "names the rule 'CELL2999', which does not exist" },
        { "CELL2004", "names the rule CELL2004, which cannot be suppressed" },
        { "reason", "gives no reason" },
        { "expires", "does not say when it expires" },
        { "soon", "expires at 'soon', which is neither a version nor a day" },
        { "consumers", "names no consumers" },
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void Incomplete_entry_accepts_nothing_and_is_an_error(string defect, string message)
    {
        AcceptedBreak entry = Accept(Removal, "web");
        entry = defect switch
        {
            "fingerprint" => entry with { Fingerprint = "" },
            "short" => entry with { Fingerprint = "7F3A" },
            "rule" => entry with { Rule = "" },
            "reason" => entry with { Reason = " " },
            "expires" => entry with { Expires = "" },
            "soon" => entry with { Expires = "soon" },
            "consumers" => entry with { Consumers = [] },
            _ => entry with { Rule = defect },
        };

        SuppressionResult result = SuppressionResult.Apply([new ConsumerFindings("web", Comparison.Findings)], new AcceptedBreaks { Entries = [entry] }, Scope);

        Assert.False(Find(result, Removal).IsAccepted);
        CompatibilityFinding finding = Assert.Single(result.Entries).Finding;
        Assert.Equal(("CELL2002", Verdict.Breaking), (finding.Rule.Id, finding.Verdict));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    private static AcceptedBreak Accept(CompatibilityFinding finding, params string[] consumers) => new()
    {
        Fingerprint = finding.Fingerprint,
        Rule = finding.Rule.Id,
        Path = finding.Path,
        Reason = "reasons",
        Expires = "2.0.0",
        Consumers = consumers.ToEquatableArray(),
    };

    private static SuppressionResult Apply(AcceptedBreak[] entries, params string[] consumers)
        => SuppressionResult.Apply([.. consumers.Select(static name => new ConsumerFindings(name, Comparison.Findings))], new AcceptedBreaks { Entries = entries.ToEquatableArray() }, Scope);

    private static ConsumerFinding Find(SuppressionResult result, CompatibilityFinding finding)
        => result.Findings.Single(found => found.Finding.Fingerprint == finding.Fingerprint);

    private static CompatibilityFinding Stale(SuppressionResult result)
    {
        CompatibilityFinding finding = Assert.Single(result.Entries).Finding;
        Assert.Equal(("CELL2003", Verdict.Warning), (finding.Rule.Id, finding.Verdict));
        return finding;
    }
}
