using System.Text.Json;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>SARIF 2.1.0, for code scanning: every rule with its page, every finding with the fingerprint that follows it from run to run.</summary>
/// <remarks>https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html</remarks>
internal sealed class SarifReport : IReportFormat
{
    /// <summary>The format's name on the command line.</summary>
    public const string FormatName = "sarif";

    private const string RootId = "SRCROOT";

    public void Write(SchemaReport report, ToolOutput output) => output.WriteJson(json =>
    {
        MergedFinding[] findings = [.. MergedFinding.Of(report)];
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json);
        WriteInvocation(json, report, findings);
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(RootId);
        json.WriteString("uri", new Uri(Path.TrimEndingDirectorySeparator(AnnotatedPath.Root) + "/").AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (MergedFinding finding in findings.Where(static finding => !finding.Worst.IsUndecided))
        {
            WriteResult(json, finding);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteTool(Utf8JsonWriter json)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", CellsTool.Name);
        json.WriteString("version", CellsTool.Version);
        json.WriteString("informationUri", "https://github.com/cells-mesh/cells");
        json.WriteStartArray("rules");
        foreach (CompatibilityRule rule in CompatibilityRules.All)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteText(json, "shortDescription", rule.Title);
            WriteText(json, "help", rule.Remedy.Length > 0 ? rule.Remedy : rule.Title);
            json.WriteString("helpUri", rule.HelpLink);
            json.WriteStartObject("defaultConfiguration");
            Verdict worst = (Verdict)Math.Max((int)(rule.Request?.Verdict ?? default), (int)(rule.Response?.Verdict ?? default));
            json.WriteString("level", LevelOf(worst));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What could not be decided is a failure of the run and no result: it is neither a break nor a pass.</summary>
    private static void WriteInvocation(Utf8JsonWriter json, SchemaReport report, MergedFinding[] findings)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", !report.IsUndecided);
        json.WriteNumber("exitCode", report.ExitCode);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (MergedFinding finding in findings.Where(static finding => finding.Worst.IsUndecided))
        {
            json.WriteStartObject();
            json.WriteStartObject("descriptor");
            json.WriteString("id", finding.Finding.Rule.Id);
            json.WriteEndObject();
            json.WriteString("level", "error");
            WriteText(json, "message", finding.Finding.Message);
            WriteLocations(json, finding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, MergedFinding merged)
    {
        CompatibilityFinding finding = merged.Finding;
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule.Id);
        json.WriteNumber("ruleIndex", CompatibilityRules.All.TakeWhile(rule => rule != finding.Rule).Count());
        json.WriteString("level", LevelOf(finding.Verdict));
        WriteText(json, "message", string.Join('\n', merged.Explain()));
        WriteLocations(json, merged);
        json.WriteStartObject("partialFingerprints");
        json.WriteString("cells/v1", finding.Fingerprint);
        json.WriteEndObject();
        if (merged.Worst.Acceptance is { } acceptance)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("status", "accepted");
            json.WriteString("justification", acceptance.Reason);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("properties");
        json.WriteString("path", finding.Path);
        json.WriteString("before", finding.Before);
        json.WriteString("after", finding.After);
        if (ReportWords.Direction(finding) is { } direction)
        {
            json.WriteString("direction", direction);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLocations(Utf8JsonWriter json, MergedFinding merged)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (merged.Worst.Location is { } location)
        {
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            if (DisplayPath.Below(AnnotatedPath.Root, location.File) is { } relative)
            {
                json.WriteString("uri", string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)));
                json.WriteString("uriBaseId", RootId);
            }
            else
            {
                json.WriteString("uri", new Uri(location.File).AbsoluteUri);
            }

            json.WriteEndObject();
            if (location.Line > 0)
            {
                json.WriteStartObject("region");
                json.WriteNumber("startLine", location.Line);
                json.WriteNumber("startColumn", location.Column);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", merged.Finding.Path);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string LevelOf(Verdict verdict) => verdict switch
    {
        Verdict.Breaking => "error",
        Verdict.Warning => "warning",
        _ => "note",
    };
}
