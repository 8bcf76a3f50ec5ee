using Cells.Cli.Output;
using Cells.Schema;
using Spectre.Console;

namespace Cells.Cli.Reports;

/// <summary>The report as a person reads it: a tree of what changed, the worst first in each branch.</summary>
internal sealed class TextReport : IReportFormat
{
    /// <summary>The format's name on the command line.</summary>
    public const string FormatName = "text";

    private static readonly Style Plain = Style.Plain;
    private static readonly Style Dim = new(decoration: Decoration.Dim);
    private static readonly Style Strong = new(decoration: Decoration.Bold);

    public void Write(SchemaReport report, ToolOutput output)
    {
        foreach (ReportSection section in report.Sections)
        {
            WriteHeader(section, output);
            ReportFinding[] shown = [.. section.Findings.Where(report.Shows)];
            IGrouping<string, ReportFinding>[] branches = [.. shown.GroupBy(BranchOf)];
            for (int i = 0; i < branches.Length; i++)
            {
                WriteBranch(branches[i], isLast: i == branches.Length - 1, output);
            }

            if (shown.Length == 0)
            {
                output.WriteStyled(("✓ ", Tone(Verdict.Compatible)), (Calm(section), Plain));
            }

            WriteVersion(section, output);
            output.WriteData("");
        }

        output.WriteStyled((ReportWords.Outcome(report), report.IsUndecided ? Strong : Tone(report.Verdict)));
    }

    private static void WriteHeader(ReportSection section, ToolOutput output)
    {
        output.WriteStyled((ReportWords.Title(section), Strong));
        if (section.Before is not null && section.After is not null)
        {
            output.WriteStyled(("  before  ", Dim), (PrintableText.Of(section.Before.Origin), Plain));
            output.WriteStyled(("  after   ", Dim), (PrintableText.Of(section.After.Origin), Plain));
        }

        foreach (string note in section.Notes)
        {
            output.WriteStyled(("  · ", Dim), (PrintableText.Of(note), Dim));
        }
    }

    private static string Calm(ReportSection section)
        => section.Before is null ? "in order" : section.Findings.Count == 0 ? "nothing changed" : "nothing breaks";

    private static void WriteBranch(IGrouping<string, ReportFinding> branch, bool isLast, ToolOutput output)
    {
        output.WriteStyled((isLast ? "└── " : "├── ", Dim), (PrintableText.Of(branch.Key), Plain));
        string guide = isLast ? "    " : "│   ";
        ReportFinding[] findings = [.. branch];
        for (int i = 0; i < findings.Length; i++)
        {
            bool isLastLeaf = i == findings.Length - 1;
            WriteFinding(findings[i], guide + (isLastLeaf ? "└── " : "├── "), guide + (isLastLeaf ? "      " : "│     "), output);
        }
    }

    private static void WriteFinding(ReportFinding reported, string first, string next, ToolOutput output)
    {
        CompatibilityFinding finding = reported.Finding;
        Style tone = reported.IsUndecided ? Strong : reported.Acceptance is null ? Tone(reported.Verdict) : Dim;
        string direction = ReportWords.Direction(finding) is { } travels ? $", {travels}s" : "";
        output.WriteStyled(
            (first, Dim),
            ($"{Mark(reported)} {finding.Rule.Id} ", tone),
            (PrintableText.Of(finding.Path), Strong),
            ($"  {ReportWords.Verdict(reported)}{direction}", tone));
        if (finding.Before.Length + finding.After.Length > 0)
        {
            WriteDetail("before", finding.Before.Length > 0 ? finding.Before : "-", next, output);
            WriteDetail("after", finding.After.Length > 0 ? finding.After : "-", next, output);
        }

        WriteDetail("", finding.Why, next, output);
        WriteDetail("fix", finding.Rule.Remedy, next, output);
        if (reported.Acceptance is { } acceptance)
        {
            WriteDetail("", ReportWords.Accepted(acceptance), next, output);
        }

        WriteDetail("accept", reported.CanBeAccepted ? ReportWords.AcceptCommand(finding) : "", next, output);
        WriteDetail("at", reported.Location is { } location ? ReportWords.Place(location) : "", next, output);
    }

    private static void WriteDetail(string label, string text, string guide, ToolOutput output)
    {
        if (text.Length == 0)
        {
            return;
        }

        string head = label.Length == 0 ? "" : label.PadRight(8);
        foreach (string line in WrappedText.Lines(PrintableText.Of(text), output.Width - guide.Length - head.Length))
        {
            output.WriteStyled((guide + head, Dim), (line, Plain));
            head = new string(' ', head.Length);
        }
    }

    private static void WriteVersion(ReportSection section, ToolOutput output)
    {
        if (section.NeededVersion is { } needed && section.After?.Schema is { } after)
        {
            string step = section.Bump.ToString().ToLowerInvariant();
            output.WriteStyled(("  version ", Dim), ($"needs {needed}, a {step} step; is {after.Version}", Plain));
        }
    }

    /// <summary>The call or type that a finding belongs to.</summary>
    private static string BranchOf(ReportFinding reported)
    {
        string path = reported.Finding.Path;
        int end = path.IndexOfAny(['(', ':', '!', '[', '{']);
        string head = end < 0 || reported.IsUndecided ? path : path[..end];
        int dot = head.LastIndexOf('.');
        return dot > 0 && !reported.IsUndecided ? head[..dot] : head;
    }

    private static string Mark(ReportFinding reported) => reported.IsUndecided ? "?" : reported.Acceptance is not null ? "~" : reported.Verdict switch
    {
        Verdict.Breaking => "✗",
        Verdict.Warning => "!",
        _ => "✓",
    };

    private static Style Tone(Verdict verdict) => verdict switch
    {
        Verdict.Breaking => new Style(Color.Red),
        Verdict.Warning => new Style(Color.Yellow),
        _ => new Style(Color.Green),
    };
}
