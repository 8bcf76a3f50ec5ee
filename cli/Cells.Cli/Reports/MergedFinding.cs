using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>A finding once, where several comparisons have it: a break of every retained version is one thing to mend.</summary>
/// <param name="Worst">The finding with its worst verdict, an open one before an accepted one.</param>
/// <param name="Sections">The comparisons that have it.</param>
internal sealed record MergedFinding(ReportFinding Worst, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>The finding.</summary>
    public CompatibilityFinding Finding => Worst.Finding;

    /// <summary>What is shown of a report, each finding once, in the order of the sections.</summary>
    public static IEnumerable<MergedFinding> Of(SchemaReport report) => report.Sections
        .SelectMany(section => section.Findings.Where(report.Shows).Select(finding => (Section: section, Finding: finding)))
        .GroupBy(static pair => (pair.Section.Cell, pair.Finding.Finding.Rule.Id, pair.Finding.Finding.Path, pair.Finding.Finding.Before, pair.Finding.Finding.After))
        .Select(static group => new MergedFinding(
            group.Select(static pair => pair.Finding).OrderBy(static finding => finding.Acceptance is not null).ThenByDescending(static finding => finding.Verdict).First(),
            [.. group.Select(static pair => pair.Section)]));

    /// <summary>The finding for people, in lines: what happens, both declarations, whom it concerns, what to do.</summary>
    public IEnumerable<string> Explain()
    {
        yield return Finding.Why;
        if (!Worst.IsUndecided && Finding.Before.Length + Finding.After.Length > 0)
        {
            yield return $"Before: {(Finding.Before.Length > 0 ? Finding.Before : "-")}";
            yield return $"After: {(Finding.After.Length > 0 ? Finding.After : "-")}";
        }

        string baselines = string.Join(", ", Sections.Select(static section => section.Before?.Origin).OfType<string>().Distinct());
        if (!Worst.IsUndecided && baselines.Length > 0)
        {
            yield return $"Against: {baselines}{(ReportWords.Direction(Finding) is { } direction ? $" ({direction}s)" : "")}";
        }

        if (Finding.Rule.Remedy.Length > 0)
        {
            yield return Finding.Rule.Remedy;
        }

        if (Worst.Acceptance is { } acceptance)
        {
            yield return ReportWords.Accepted(acceptance);
        }

        if (Worst.CanBeAccepted)
        {
            yield return $"Or accept it: {ReportWords.AcceptCommand(Finding)}";
        }
    }
}
