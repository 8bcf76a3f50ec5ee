using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Cli.Output;
using Spectre.Console;

namespace Cells.Cli.Diagnosis;

/// <summary>Prints what was found.</summary>
internal static class DiagnosisReport
{
    private const int WordWidth = 9;

    /// <summary>As people read it: the machine, then each cell, and below each problem what mends it.</summary>
    public static void WriteText(IReadOnlyList<Diagnosis> diagnoses, ToolOutput output)
    {
        foreach (Diagnosis diagnosis in diagnoses)
        {
            string place = diagnosis.Directory is { } directory ? $" ({DisplayPath.Of(directory)})" : "";
            output.WriteStyled((PrintableText.Of(diagnosis.Name), new Style(decoration: Decoration.Bold)), (PrintableText.Of(place), Style.Plain));
            foreach (Finding finding in diagnosis.Findings)
            {
                output.WriteStyled(
                    ("  ", Style.Plain),
                    (NameOf(finding.Severity).PadRight(WordWidth), new Style(ColorOf(finding.Severity))),
                    ($"{finding.Check}: {PrintableText.Of(finding.Message)}", Style.Plain));
                if (finding.Fix is { } fix)
                {
                    output.WriteStyled(($"  {"",-WordWidth}  {PrintableText.Of(fix)}", new Style(decoration: Decoration.Bold)));
                }
            }
        }

        output.WriteProse($"{Counted(Count(diagnoses, Severity.Error), "error")}, {Counted(Count(diagnoses, Severity.Warning), "warning")}.");
    }

    /// <summary>As docs/schema/doctor-report.json says.</summary>
    public static JsonObject ToJson(IReadOnlyList<Diagnosis> diagnoses) => new()
    {
        ["errors"] = Count(diagnoses, Severity.Error),
        ["warnings"] = Count(diagnoses, Severity.Warning),
        ["findings"] = new JsonArray([.. diagnoses.SelectMany(static diagnosis => diagnosis.Findings.Select(finding => ToJson(diagnosis, finding)))]),
    };

    /// <summary>How many findings have <paramref name="severity"/>.</summary>
    public static int Count(IEnumerable<Diagnosis> diagnoses, Severity severity) => diagnoses.Sum(diagnosis => diagnosis.Findings.Count(finding => finding.Severity == severity));

    private static JsonObject ToJson(Diagnosis diagnosis, Finding finding)
    {
        JsonObject document = new() { ["check"] = finding.Check, ["severity"] = NameOf(finding.Severity), ["message"] = finding.Message };
        if (diagnosis.Directory is { } directory)
        {
            document["cell"] = diagnosis.Name;
            document["directory"] = directory;
        }

        if (finding.Fix is { } fix)
        {
            document["fix"] = fix;
        }

        return document;
    }

    private static string Counted(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string NameOf(Severity severity) => severity switch
    {
        Severity.Ok => "ok",
        Severity.Warning => "warning",
        _ => "error",
    };

    private static Color ColorOf(Severity severity) => severity switch
    {
        Severity.Ok => Color.Green,
        Severity.Warning => Color.Olive,
        _ => Color.Red,
    };
}
