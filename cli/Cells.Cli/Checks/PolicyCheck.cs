using Cells.Build;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Reports;
using Cells.Cli.Schemas;
using Cells.Cli.Snapshots;
using Cells.Schema;
using SchemaFile = Cells.Build.SchemaFile;

namespace Cells.Cli.Checks;

/// <summary>What is to be said of a cell beside its comparisons: CELL2000 to CELL2005, and what was looked at.</summary>
internal static class PolicyCheck
{
    /// <summary>The section of <paramref name="check"/>'s cell.</summary>
    public static async Task<ReportSection> RunAsync(CellCheck check, IReadOnlyList<DependencySnapshot> snapshots, CancellationToken cancellationToken)
    {
        List<ReportFinding> findings = [];
        List<string> notes = [];
        AddExport(check, findings, notes);
        await AddVersionAsync(check, findings, notes, cancellationToken);
        AddBreaks(check, findings);
        findings.AddRange(check.OfUnknownUsage.Select(consumer => new ReportFinding(CompatibilityGate.UnknownUsage(check.Name, consumer.Name, consumer.Version))).Distinct());
        notes.AddRange(check.Notes);
        foreach (DependencySnapshot snapshot in snapshots)
        {
            AddSnapshot(check, snapshot, findings, notes);
        }

        return new ReportSection
        {
            Cell = check.Name,
            Notes = notes,
            Findings = [.. findings.OrderByDescending(static finding => finding.Verdict).ThenBy(static finding => finding.Finding.Rule.Id, StringComparer.Ordinal)],
        };
    }

    private static void AddExport(CellCheck check, List<ReportFinding> findings, List<string> notes)
    {
        if (check.Export.HasNoContract)
        {
            notes.Add("offers no contract");
        }
        else if (check.Export.Problem is { } problem)
        {
            if (check.IsUndecided)
            {
                findings.Add(Undecided(check, problem.Message, problem.File, problem.Line, problem.Column));
            }
            else
            {
                notes.Add($"not compared, since nobody expects its schema: {problem.ToText()}");
            }
        }
        else
        {
            string[] consumers = [.. check.Consumers];
            notes.Add(consumers.Length == 0 ? "nobody to compare with: no promised version, and no known consumer" : $"compared for {string.Join(", ", consumers)}");
        }
    }

    /// <summary>CELL2004 against the newest frozen release, which the next version follows whoever is compared.</summary>
    private static async Task AddVersionAsync(CellCheck check, List<ReportFinding> findings, List<string> notes, CancellationToken cancellationToken)
    {
        RetainedSchemas retained = RetainedSchemas.In(check.Cell.Directory.Path);
        if (check.Export.File is not { } export || retained.Versions.LastOrDefault(static version => !version.IsPreRelease) is not { } last)
        {
            return;
        }

        SideSchema side = await retained.ReadAsync(last, cancellationToken);
        if (side.Schema is null)
        {
            findings.Add(Undecided(check, side.Problem!.Message, side.Problem.File, side.Problem.Line, side.Problem.Column));
            return;
        }

        notes.Add($"version {export.Schema.Version}; last frozen: {last}");
        SchemaComparison comparison = SchemaComparer.Compare(side.Schema, export.Schema);
        HashSet<string> told = [.. check.Sections().SelectMany(static section => section.Findings).Select(static finding => finding.Finding.Fingerprint)];
        findings.AddRange(comparison.Findings.Where(finding => finding.Rule == CompatibilityRules.VersionTooLow && !told.Contains(finding.Fingerprint)).Select(finding =>
            new ReportFinding(finding with { Verdict = Verdict.Breaking }) { Location = ManifestPositions.OfVersion(check.Cell.Directory.ManifestPath) }));
    }

    private static void AddBreaks(CellCheck check, List<ReportFinding> findings)
    {
        if (check.Breaks.Problem is { } problem)
        {
            findings.Add(Undecided(check, problem.Message, problem.File, problem.Line, problem.Column));
        }

        findings.AddRange(check.Result.Entries.Select(entry =>
            new ReportFinding(entry.Finding) { Location = new ReportLocation(check.Breaks.Path, entry.Entry.Line, entry.Entry.Column) }));
    }

    /// <summary>CELL2005: what the next build would refuse in continuous integration.</summary>
    private static void AddSnapshot(CellCheck check, DependencySnapshot snapshot, List<ReportFinding> findings, List<string> notes)
    {
        string name = DisplayPath.Of(snapshot.Path);
        switch (snapshot.State)
        {
            case SnapshotState.Unknown:
                BuildProblem problem = snapshot.Problem!;
                findings.Add(Undecided(check, $"{problem.Id}: {problem.Message}", problem.File, problem.Line, problem.Column));
                break;
            case SnapshotState.Different:
                SchemaFile found = snapshot.Found!;
                string why = $"{name} differs from the {snapshot.Source.Name()} schema of '{snapshot.Alias}' ({found.Schema.Version}, {SchemaFile.Short(found.Fingerprint)}). "
                    + $"Refresh it with `cells schema pull {DisplayPath.Argument(check.Cell.Directory.Path)}`, or by a build.";
                CompatibilityFinding finding = CompatibilityFinding.OfPolicy(
                    CompatibilityRules.StaleSchema, check.Name, snapshot.Alias, why, SchemaDocument.Read(snapshot.Committed!).Schema?.Version ?? "", found.Schema.Version);
                findings.Add(new ReportFinding(finding with { Verdict = Verdict.Breaking }) { Location = new ReportLocation(snapshot.Path, 0, 0) });
                break;
            case SnapshotState.Fresh:
                notes.Add($"snapshot of {snapshot.Alias} is fresh ({snapshot.Source.Name()})");
                break;
            case SnapshotState.Missing:
                notes.Add($"{snapshot.Alias} has no snapshot {name}: a build outside of continuous integration writes it, and so does `cells schema pull`");
                break;
            default:
                notes.Add($"{name} is all that was found of {snapshot.Alias}: {snapshot.Reason}");
                break;
        }
    }

    private static ReportFinding Undecided(CellCheck check, string message, string? file, int line, int column)
        => new(CompatibilityFinding.OfPolicy(CompatibilityRules.Undecided, check.Name, DisplayPath.Of(check.Cell.Directory.Path), message))
        {
            Location = file is null ? null : new ReportLocation(file, line, column),
        };
}
