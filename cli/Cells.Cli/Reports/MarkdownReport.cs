using System.Globalization;
using System.Text;
using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>GitHub-flavoured Markdown: a comment on a pull request, or a job's summary.</summary>
internal sealed class MarkdownReport : IReportFormat
{
    /// <summary>The format's name on the command line.</summary>
    public const string FormatName = "markdown";

    /// <summary>A comment on GitHub takes 65,536 characters.</summary>
    private const int MaxLength = 60_000;

    public void Write(SchemaReport report, ToolOutput output)
    {
        StringBuilder text = new();
        text.Append("## ").Append(report.IsUndecided ? "❔" : report.ExitCode == CommandLine.ExitCode.Ok ? "✅" : "❌")
            .Append(" Schema: ").Append(Escape(ReportWords.Outcome(report))).Append('\n');
        int left = 0;
        foreach (ReportSection section in report.Sections)
        {
            ReportFinding[] shown = [.. section.Findings.Where(report.Shows)];
            string header = Header(section, shown.Length > 0);
            left += text.Length + header.Length > MaxLength ? shown.Length : Append(text, header, section, shown);
        }

        if (left > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{left} more findings are left out here: `--format text` shows them.\n");
        }

        output.Out.Write(text);
    }

    /// <summary>Appends what fits and returns how many findings did not.</summary>
    private static int Append(StringBuilder text, string header, ReportSection section, ReportFinding[] findings)
    {
        text.Append(header);
        for (int i = 0; i < findings.Length; i++)
        {
            string row = Row(section, findings[i]);
            if (text.Length + row.Length > MaxLength)
            {
                return findings.Length - i;
            }

            text.Append(row);
        }

        return 0;
    }

    private static string Header(ReportSection section, bool hasFindings)
    {
        StringBuilder text = new();
        text.Append("\n### ").Append(Escape(ReportWords.Title(section))).Append("\n\n");
        if (section.Before is { } before && section.After is { } after)
        {
            text.Append("Before: ").Append(Code(before.Origin)).Append(", after: ").Append(Code(after.Origin)).Append('.');
            text.Append(section.NeededVersion is { } needed ? $" These changes need {Escape(needed)}." : "").Append(hasFindings ? "\n\n" : " Nothing breaks.\n");
        }

        return text.Append(hasFindings ? "| | rule | where | what happens | what to do |\n|---|---|---|---|---|\n" : "").ToString();
    }

    private static string Row(ReportSection section, ReportFinding reported)
    {
        CompatibilityFinding finding = reported.Finding;
        string mark = reported.IsUndecided ? "❔" : reported.Acceptance is not null ? "☑️" : reported.Verdict switch
        {
            Verdict.Breaking => "❌",
            Verdict.Warning => "⚠️",
            _ => "✅",
        };
        List<string> happens = [Escape(finding.Why)];
        if (!reported.IsUndecided && finding.Before.Length + finding.After.Length > 0)
        {
            happens.Add($"{(finding.Before.Length > 0 ? Code(finding.Before) : "–")} → {(finding.After.Length > 0 ? Code(finding.After) : "–")}");
        }

        List<string> fix = [Escape(finding.Rule.Remedy)];
        if (reported.Acceptance is { } acceptance)
        {
            fix = [Escape(ReportWords.Accepted(acceptance))];
        }
        else if (reported.CanBeAccepted)
        {
            fix.Add(Code(ReportWords.AcceptCommand(finding)));
        }

        string direction = ReportWords.Direction(finding) is { } travels ? $"<br>{travels}s" : "";
        string where = reported.IsUndecided ? Escape(section.Cell) : Code(finding.Path);
        return $"| {mark} {ReportWords.Verdict(reported)}{direction} | [{finding.Rule.Id}]({finding.Rule.HelpLink}) | {where} | {string.Join("<br>", happens)} | {string.Join("<br>", fix)} |\n";
    }

    private static string Code(string text) => $"<code>{Escape(text)}</code>";

    /// <summary>Text that is no markup and mentions nobody, in a table too.</summary>
    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (char unit in PrintableText.Of(text))
        {
            if (@"\`*_[]<>&|~@#".Contains(unit))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)unit};");
            }
            else
            {
                escaped.Append(unit);
            }
        }

        return escaped.ToString();
    }
}
