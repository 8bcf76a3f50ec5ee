using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>One comparison of a report, or the findings about one cell that come from none.</summary>
internal sealed record ReportSection
{
    /// <summary>The cell: the simple name of its contract, or of its directory where there is no schema.</summary>
    public required string Cell { get; init; }

    /// <summary>The baseline; null where nothing was compared.</summary>
    public SideSchema? Before { get; init; }

    /// <summary>What was compared with it; null where nothing was.</summary>
    public SideSchema? After { get; init; }

    /// <summary>What was found, the worst first.</summary>
    public required IReadOnlyList<ReportFinding> Findings { get; init; }

    /// <summary>What was looked at, for people; empty where the sides say it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The smallest step of the version that the changes demand.</summary>
    public VersionBump Bump { get; init; }

    /// <summary>The version that follows the baseline's by <see cref="Bump"/>; null where nothing changed or was compared.</summary>
    public string? NeededVersion
        => Bump != VersionBump.None && Before?.Schema is { } schema && SemanticVersion.TryParse(schema.Version, out SemanticVersion version)
            ? VersionDemand.Next(version, Bump).ToString()
            : null;

    /// <summary>Compares two sides; one that is not to be had is CELL2000.</summary>
    public static ReportSection Compare(SideSchema before, SideSchema after, ComparisonOptions options)
    {
        string cell = (after.Schema ?? before.Schema) is { } named ? TypeName.Simple(named.Contract) : Path.GetFileName(Path.GetDirectoryName(after.File) ?? "");
        if (before.Schema is null || after.Schema is null)
        {
            return new ReportSection
            {
                Cell = cell,
                Before = before,
                After = after,
                Findings = [.. new[] { before, after }.Where(static side => side.Problem is not null).Select(side => Undecided(cell, side))],
            };
        }

        SchemaComparison comparison = SchemaComparer.Compare(before.Schema, after.Schema, options);
        FindingLocator locator = new(before, after);
        return new ReportSection
        {
            Cell = cell,
            Before = before,
            After = after,
            Bump = comparison.Bump,
            Findings = [.. comparison.Findings.Select(finding => new ReportFinding(finding) { Location = locator.Locate(finding) })],
        };
    }

    /// <summary>CELL2000 for a schema that is not to be had.</summary>
    public static ReportFinding Undecided(string cell, SideSchema side)
    {
        SchemaProblem problem = side.Problem!;
        CompatibilityFinding finding = CompatibilityFinding.OfPolicy(CompatibilityRules.Undecided, cell, side.Origin, problem.Message);
        return new ReportFinding(finding) { Location = problem.File is { } file ? new ReportLocation(file, problem.Line, problem.Column) : null };
    }
}
