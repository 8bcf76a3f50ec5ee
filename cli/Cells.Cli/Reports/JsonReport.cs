using System.Text.Json;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>The report as one JSON document; docs/schema/schema-report.json is its schema.</summary>
internal sealed class JsonReport : IReportFormat
{
    /// <summary>The format's name on the command line.</summary>
    public const string FormatName = "json";

    public void Write(SchemaReport report, ToolOutput output) => output.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("format", 1);
        json.WriteString("outcome", report.IsUndecided ? ExitCode.UndecidedName : ExitCode.Names[report.ExitCode]);
        json.WriteNumber("exitCode", report.ExitCode);
        json.WriteString("level", Word(report.Level));
        json.WriteString("failOn", Word(report.FailOn));
        json.WriteString("verdict", Word(report.Verdict));
        json.WriteString("bump", Word(report.Bump));
        json.WriteStartObject("counts");
        json.WriteNumber("breaking", report.Count(Verdict.Breaking));
        json.WriteNumber("warning", report.Count(Verdict.Warning));
        json.WriteNumber("compatible", report.Count(Verdict.Compatible));
        json.WriteNumber("accepted", report.Findings.Count(static finding => finding.Acceptance is not null));
        json.WriteNumber("undecided", report.Findings.Count(static finding => finding.IsUndecided));
        json.WriteEndObject();
        if (report.IsUndecided)
        {
            // As every command's failure, so that a script looks in one place.
            json.WriteStartObject("error");
            json.WriteString("code", ExitCode.UndecidedName);
            json.WriteNumber("exitCode", report.ExitCode);
            json.WriteString("message", string.Join(" ", report.Findings.Where(static finding => finding.IsUndecided).Select(static finding => finding.Finding.Why)));
            json.WriteEndObject();
        }

        json.WriteStartArray("comparisons");
        foreach (ReportSection section in report.Sections)
        {
            Write(json, report, section);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, SchemaReport report, ReportSection section)
    {
        json.WriteStartObject();
        json.WriteString("cell", section.Cell);
        Write(json, "before", section.Before);
        Write(json, "after", section.After);
        json.WriteString("bump", Word(section.Bump));
        WriteOptional(json, "neededVersion", section.NeededVersion);
        if (section.Notes.Count > 0)
        {
            json.WriteStartArray("notes");
            foreach (string note in section.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("findings");
        foreach (ReportFinding finding in section.Findings.Where(report.Shows))
        {
            Write(json, finding);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, SideSchema? side)
    {
        if (side is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("origin", side.Origin);
        if (side.Schema is { } schema)
        {
            json.WriteString("contract", schema.Contract);
            json.WriteString("version", schema.Version);
            json.WriteString("fingerprint", SchemaFingerprint.Compute(schema));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReportFinding reported)
    {
        CompatibilityFinding finding = reported.Finding;
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule.Id);
        json.WriteString("verdict", ReportWords.Verdict(reported));
        json.WriteString("path", finding.Path);
        json.WriteString("before", finding.Before);
        json.WriteString("after", finding.After);
        WriteOptional(json, "direction", ReportWords.Direction(finding));
        json.WriteStartObject("plan");
        WriteOptional(json, "request", finding.Request is { } request ? Word(request) : null);
        WriteOptional(json, "response", finding.Response is { } response ? Word(response) : null);
        json.WriteEndObject();
        json.WriteString("bump", Word(finding.Bump));
        json.WriteString("message", finding.Why);
        WriteOptional(json, "remedy", finding.Rule.Remedy.Length == 0 ? null : finding.Rule.Remedy);
        json.WriteString("help", finding.Rule.HelpLink);
        json.WriteString("fingerprint", finding.Fingerprint);
        if (reported.Location is { } location)
        {
            json.WriteStartObject("location");
            json.WriteString("file", DisplayPath.Of(location.File));
            if (location.Line > 0)
            {
                json.WriteNumber("line", location.Line);
                json.WriteNumber("column", location.Column);
            }

            json.WriteEndObject();
        }

        if (reported.Acceptance is { } acceptance)
        {
            json.WriteStartObject("accepted");
            json.WriteString("reason", acceptance.Reason);
            json.WriteString("expires", acceptance.Expires);
            json.WriteStartArray("consumers");
            foreach (string consumer in acceptance.Consumers)
            {
                json.WriteStringValue(consumer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
