using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>Annotations of a GitHub workflow: one command a finding, which the runner takes out of the log.</summary>
/// <remarks>https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands; the escapes are those of actions/toolkit, core/src/command.ts.</remarks>
internal sealed class GitHubReport : IReportFormat
{
    /// <summary>The format's name on the command line.</summary>
    public const string FormatName = "github";

    public void Write(SchemaReport report, ToolOutput output)
    {
        foreach (MergedFinding merged in MergedFinding.Of(report))
        {
            output.WriteData(Command(merged));
        }

        output.WriteData(ReportWords.Outcome(report));
    }

    private static string Command(MergedFinding merged)
    {
        ReportFinding reported = merged.Worst;
        string command = reported.Acceptance is not null ? "notice" : reported.Verdict switch
        {
            Verdict.Breaking => "error",
            Verdict.Warning => "warning",
            _ => "notice",
        };
        List<string> properties = [];
        if (reported.Location is { } location)
        {
            properties.Add($"file={EscapeProperty(AnnotatedPath.Of(location.File))}");
            if (location.Line > 0)
            {
                properties.Add($"line={location.Line}");
                properties.Add($"col={location.Column}");
            }
        }

        string subject = reported.IsUndecided ? "could not decide" : PrintableText.Of(reported.Finding.Path);
        properties.Add($"title={EscapeProperty($"{reported.Finding.Rule.Id} {subject}")}");
        return $"::{command} {string.Join(',', properties)}::{EscapeData(string.Join('\n', merged.Explain().Select(PrintableText.Of)))}";
    }

    private static string EscapeData(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string EscapeProperty(string text) => EscapeData(text).Replace(":", "%3A").Replace(",", "%2C");
}
