using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>The words that the formats share.</summary>
internal static class ReportWords
{
    /// <summary>A section in one line: <c>Orders 1.4.0 → 2.0.0</c>.</summary>
    public static string Title(ReportSection section)
        => section.Before is null || section.After is null ? section.Cell : $"{section.Cell} {section.Before.Schema?.Version ?? "?"} → {section.After.Schema?.Version ?? "?"}";

    /// <summary>The whole report in one line.</summary>
    public static string Outcome(SchemaReport report)
    {
        List<string> counts = [];
        Add(counts, report.Count(Cells.Schema.Verdict.Breaking), "breaking");
        Add(counts, report.Count(Cells.Schema.Verdict.Warning), report.Count(Cells.Schema.Verdict.Warning) == 1 ? "warning" : "warnings");
        int compatible = report.Count(Cells.Schema.Verdict.Compatible);
        Add(counts, compatible, report.Findings.Any(finding => finding.IsOpen && !report.Shows(finding)) ? "compatible (--all shows them)" : "compatible");
        Add(counts, report.Findings.Count(finding => finding.Acceptance is not null), "accepted");
        string found = counts.Count == 0 ? "no findings" : string.Join(", ", counts);
        return report.IsUndecided ? $"Could not decide: {report.Findings.Count(finding => finding.IsUndecided)} schema(s) missing or unreadable; otherwise {found}." : $"{char.ToUpperInvariant(found[0])}{found[1..]}.";
    }

    /// <summary>How a finding counts.</summary>
    public static string Verdict(ReportFinding finding)
        => finding.IsUndecided ? "undecided" : finding.Acceptance is not null ? "accepted" : finding.Verdict.ToString().ToLowerInvariant();

    /// <summary>Which payloads the verdict comes from: <c>request</c>, <c>response</c>, or null for both or none.</summary>
    public static string? Direction(CompatibilityFinding finding) => finding switch
    {
        { Direction: { } direction } => Direction(direction),
        { Request: not null, Response: null } => Direction(PayloadDirection.Request),
        { Request: null, Response: not null } => Direction(PayloadDirection.Response),
        _ => null,
    };

    /// <summary>The command that accepts a finding.</summary>
    public static string AcceptCommand(CompatibilityFinding finding) => $"cells schema accept {finding.Fingerprint}";

    /// <summary>An acceptance in one sentence.</summary>
    public static string Accepted(AcceptedBreak acceptance) => $"Accepted until {acceptance.Expires}: {acceptance.Reason}";

    /// <summary>A place as compilers write it.</summary>
    public static string Place(ReportLocation location)
        => location.Line == 0 ? DisplayPath.Of(location.File) : $"{DisplayPath.Of(location.File)}({location.Line},{location.Column})";

    private static string Direction(PayloadDirection direction) => direction == PayloadDirection.Request ? "request" : "response";

    private static void Add(List<string> counts, int count, string noun)
    {
        if (count > 0)
        {
            counts.Add($"{count} {noun}");
        }
    }
}
