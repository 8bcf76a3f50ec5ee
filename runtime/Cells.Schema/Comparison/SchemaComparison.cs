namespace Cells.Schema;

/// <summary>What a comparison of two schemas found.</summary>
public sealed class SchemaComparison
{
    internal SchemaComparison(IReadOnlyList<CompatibilityFinding> findings, IReadOnlyList<CallPlan> calls, VersionBump bump, bool? requests, bool? responses)
    {
        Findings = findings;
        Calls = calls;
        Bump = bump;
        CanReadRequests = requests;
        CanReadResponses = responses;
    }

    /// <summary>The findings, the worst first, then by path.</summary>
    public IReadOnlyList<CompatibilityFinding> Findings { get; }

    /// <summary>The calls of the consumer that were compared, each with its plan, ordered by name.</summary>
    public IReadOnlyList<CallPlan> Calls { get; }

    /// <summary>The callback interfaces that compared calls take, each with its plan.</summary>
    public IReadOnlyList<CallbackPlan> Callbacks { get; internal init; } = [];

    /// <summary>The smallest step of the version that the contract demands, whoever uses it; none at the consumer's side.</summary>
    public VersionBump Bump { get; }

    /// <summary>Whether every compared call has a plan for its requests; null when none carries one.</summary>
    public bool? CanReadRequests { get; }

    /// <summary>Whether every compared call has a plan for its responses, events and errors; null when none carries one.</summary>
    public bool? CanReadResponses { get; }

    /// <summary>The worst verdict.</summary>
    public Verdict Verdict => Findings.Count == 0 ? Verdict.Compatible : Findings[0].Verdict;

    /// <summary>Whether the comparison could not be made (CELL2000), so that it says nothing about compatibility.</summary>
    public bool IsUndecided => Findings.Any(static finding => finding.Rule == CompatibilityRules.Undecided);

    /// <summary>All comparisons of one producer with several consumers as one: each finding once, with its worst verdict.</summary>
    /// <remarks>Calls are those of the first comparison that lists them.</remarks>
    public static SchemaComparison Combine(IReadOnlyCollection<SchemaComparison> comparisons)
    {
        List<CompatibilityFinding> findings = comparisons
            .SelectMany(static comparison => comparison.Findings)
            .GroupBy(static finding => (finding.Rule.Id, finding.Path, finding.Before, finding.After))
            .Select(static group => group.OrderByDescending(static finding => finding.Verdict).First())
            .ToList();
        FindingOrder.Sort(findings);
        return new SchemaComparison(
            findings,
            comparisons.SelectMany(static comparison => comparison.Calls).GroupBy(static call => call.Consumer.Name).Select(static group => group.First()).ToList(),
            comparisons.Count == 0 ? VersionBump.None : comparisons.Max(static comparison => comparison.Bump),
            All(comparisons.Select(static comparison => comparison.CanReadRequests)),
            All(comparisons.Select(static comparison => comparison.CanReadResponses)));
    }

    internal static bool? All(IEnumerable<bool?> answers)
    {
        bool? all = null;
        foreach (bool? answer in answers)
        {
            all = answer is null ? all : (all ?? true) && answer.Value;
        }

        return all;
    }
}
