using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cells.Cli.Building;
using Cells.Cli.Graph;

namespace Cells.Cli.Checks;

/// <summary>Finds out what the compiler says of a cell that does not compile: such a cell exports no schema that could be compared.</summary>
internal static class RefusedBuild
{
    /// <summary>Builds the cell, and takes the finding from the compiler's log.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="fingerprint">The finding.</param>
    /// <param name="timeout">How long running cells may take to answer.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>The finding; null when the compiler does not report it.</returns>
    public static async Task<AcceptableFinding?> FindAsync(CellNode cell, string fingerprint, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("cells-accept-").FullName;
        try
        {
            // Of several projects in one build this one compiles last: what it depends on comes before it.
            string log = Path.Combine(folder, "compiler.sarif");
            string milliseconds = Math.Min(timeout.TotalMilliseconds, int.MaxValue).ToString("F0", CultureInfo.InvariantCulture);
            await CellBuilder.RunMSBuildAsync(
                cell,
                ["build", ProjectFile.Find(cell), "-nologo", "-verbosity:quiet", $"-property:ErrorLog={log}%2cversion=2.1", $"-property:CellsLiveTimeout={milliseconds}"],
                cancellationToken);
            return File.Exists(log) ? Find(JsonNode.Parse(await File.ReadAllTextAsync(log, cancellationToken)), cell, fingerprint) : null;
        }
        catch (JsonException)
        {
            // A compiler that was ended in the middle of its log.
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // SARIF 2.1.0: a diagnostic's properties are a result's `customProperties`.
    private static AcceptableFinding? Find(JsonNode? log, CellNode cell, string fingerprint) => log?["runs"]?.AsArray()
        .SelectMany(static run => run?["results"]?.AsArray() ?? [])
        .Where(result => (string?)result?["properties"]?["customProperties"]?["CellsFinding"] == fingerprint)
        .Select(result => new AcceptableFinding(
            cell,
            fingerprint,
            (string)result!["ruleId"]!,
            (string?)result["properties"]!["customProperties"]!["CellsPath"] ?? "",
            [.. ((string?)result["properties"]!["customProperties"]!["CellsConsumers"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)]))
        .FirstOrDefault(static finding => finding.Concerned.Count > 0);
}
