namespace Cells.Schema;

/// <summary>Findings after the accepted breaks of a cell were applied to them.</summary>
public sealed class SuppressionResult
{
    private SuppressionResult(IReadOnlyList<ConsumerFinding> findings, IReadOnlyList<SuppressionFinding> entries)
    {
        Findings = findings;
        Entries = entries;
    }

    /// <summary>Every finding once, accepted or not, the worst first.</summary>
    public IReadOnlyList<ConsumerFinding> Findings { get; }

    /// <summary>What is wrong with entries (CELL2002, CELL2003), in the order of the file.</summary>
    public IReadOnlyList<SuppressionFinding> Entries { get; }

    /// <summary>Applies <paramref name="breaks"/> to what was found.</summary>
    /// <param name="comparisons">What was found for each consumer.</param>
    /// <param name="breaks">What the cell's owners accepted.</param>
    /// <param name="scope">For which cell, when, and against whom was compared.</param>
    public static SuppressionResult Apply(IReadOnlyCollection<ConsumerFindings> comparisons, AcceptedBreaks breaks, SuppressionScope scope)
    {
        ILookup<string, AcceptedBreak> valid = breaks.Entries.Where(entry => scope.Accepts(entry)).ToLookup(static entry => entry.Fingerprint, StringComparer.Ordinal);
        List<ConsumerFinding> findings = [];
        HashSet<string> found = new(StringComparer.Ordinal);
        HashSet<string> compared = new(comparisons.Select(static comparison => comparison.Consumer), StringComparer.Ordinal);
        foreach (IGrouping<string, (string Consumer, CompatibilityFinding Finding)> group in comparisons
            .SelectMany(static comparison => comparison.Findings.Select(finding => (comparison.Consumer, Finding: finding)))
            .GroupBy(static pair => pair.Finding.Fingerprint, StringComparer.Ordinal))
        {
            found.Add(group.Key);
            findings.Add(Apply([.. group], [.. valid[group.Key]]));
        }

        findings.Sort(static (left, right) =>
        {
            int order = left.IsAccepted.CompareTo(right.IsAccepted);
            return order != 0 ? order : FindingOrder.Compare(left.Finding, right.Finding);
        });
        return new SuppressionResult(findings, [.. breaks.Entries.Select(entry => scope.Judge(entry, found, compared)).OfType<SuppressionFinding>()]);
    }

    private static ConsumerFinding Apply(List<(string Consumer, CompatibilityFinding Finding)> group, List<AcceptedBreak> entries)
    {
        string rule = group[0].Finding.Rule.Id;
        HashSet<string> accepted = new(entries.Where(entry => entry.Rule == rule).SelectMany(static entry => entry.Consumers), StringComparer.Ordinal);
        CompatibilityFinding worst = group
            .OrderBy(pair => accepted.Contains(pair.Consumer))
            .ThenByDescending(static pair => pair.Finding.Verdict)
            .First().Finding;
        return new ConsumerFinding(
            worst,
            Names(group.Where(pair => !accepted.Contains(pair.Consumer))),
            Names(group.Where(pair => accepted.Contains(pair.Consumer))),
            entries.Find(entry => entry.Rule == rule));
    }

    private static EquatableArray<string> Names(IEnumerable<(string Consumer, CompatibilityFinding Finding)> pairs)
        => pairs.Select(static pair => pair.Consumer).Distinct(StringComparer.Ordinal).OrderBy(static name => name, StringComparer.Ordinal).ToEquatableArray();
}
