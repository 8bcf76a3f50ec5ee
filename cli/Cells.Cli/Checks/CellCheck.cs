using Cells.Build;
using Cells.Cli.Graph;
using Cells.Cli.History;
using Cells.Cli.Output;
using Cells.Cli.Reports;
using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.Checks;

/// <summary>One cell held to its baselines: what was found, and what its owners accepted of it.</summary>
internal sealed class CellCheck
{
    private readonly List<(IReadOnlyList<string> Consumers, ReportSection Section)> _comparisons = [];

    private CellCheck(CellNode cell, CellExport export, BreaksFile breaks)
    {
        Cell = cell;
        Export = export;
        Breaks = breaks;
        Name = NameOf(cell, export);
    }

    /// <summary>The cell.</summary>
    public CellNode Cell { get; }

    /// <summary>The cell's name in a report: that of its contract where it has one.</summary>
    public string Name { get; }

    /// <summary>What the cell's last build exported.</summary>
    public CellExport Export { get; }

    /// <summary>What the cell's owners accepted.</summary>
    public BreaksFile Breaks { get; }

    /// <summary>Whether something that the cell is expected to be held to, or the cell's own schema, could not be had.</summary>
    public bool IsUndecided { get; private set; }

    /// <summary>For whom the cell was compared.</summary>
    public IEnumerable<string> Consumers => _comparisons.SelectMany(static comparison => comparison.Consumers);

    /// <summary>What of the consumers was passed over or taken for something else.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>The consumers that did not say what they use.</summary>
    public IReadOnlyList<GatheredConsumer> OfUnknownUsage { get; private init; } = [];

    /// <summary>The findings after <see cref="Breaks"/>.</summary>
    public required SuppressionResult Result { get; init; }

    /// <summary>Compares <paramref name="cell"/> with everything it is held to.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="finder">What it is held to.</param>
    /// <param name="tree">Where its consumers are looked for.</param>
    /// <param name="level">The question.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<CellCheck> RunAsync(CellNode cell, BaselineFinder finder, CellTree tree, ComparisonLevel level, CancellationToken cancellationToken)
    {
        CellExport export = CellExport.Read(cell);
        Baselines held = export.HasNoContract ? new Baselines([], []) : await finder.FindAsync(cell, cancellationToken);
        IReadOnlyList<Baseline> baselines = held.All;
        BreaksFile breaks = await BreaksFile.ReadAsync(cell.Directory.Path, cancellationToken);
        List<(IReadOnlyList<string>, ReportSection)> comparisons = export.File is { } file
            ? Compare(cell, file.Schema, baselines, new ComparisonOptions { Level = level, ChecksVersion = finder.IsOneSide })
            : [];
        bool isUndecided = baselines.Any(static baseline => baseline.Schema.Schema is null) || breaks.Problem is not null || (export.Problem is not null && IsExpected(cell, baselines));

        // Of a cell alone, its consumers elsewhere are not known.
        bool isComplete = finder is { IncludesLive: true, IncludesRetained: true } && tree.Root != cell.Directory.Path && !isUndecided && export.File is not null;
        SuppressionScope scope = new(NameOf(cell, export), cell.Manifest.Version, TimeProvider.System.GetUtcNow().UtcDateTime, isComplete);
        CellCheck check = new(cell, export, breaks)
        {
            IsUndecided = isUndecided,
            Result = Apply(comparisons, breaks.Breaks, scope),
            Notes = held.Notes,
            OfUnknownUsage = [.. baselines.Select(static baseline => baseline.Gathered).OfType<GatheredConsumer>().Where(static consumer => consumer.Record?.ToUsage().IsEverything ?? true)],
        };
        check._comparisons.AddRange(comparisons);
        return check;
    }

    /// <summary>One section a baseline, with acceptances.</summary>
    public IEnumerable<ReportSection> Sections()
    {
        Dictionary<string, ConsumerFinding> found = Result.Findings.ToDictionary(static finding => finding.Finding.Fingerprint, StringComparer.Ordinal);
        return _comparisons.Select(comparison => comparison.Section with
        {
            Findings = [.. comparison.Section.Findings.Select(finding => Accept(finding, found, comparison.Consumers))],
        });
    }

    /// <summary>Whether anyone expects a schema of the cell: without that, a directory that was never built may be a cell that only calls others.</summary>
    public static bool IsExpected(CellNode cell, IReadOnlyList<Baseline> baselines)
        => baselines.Count > 0 || cell.Manifest.Schema.Accepts is not null || RetainedSchemas.In(cell.Directory.Path).Versions.Count > 0;

    private static string NameOf(CellNode cell, CellExport export) => export.File is { } file ? TypeName.Simple(file.Schema.Contract) : cell.Name;

    private static List<(IReadOnlyList<string>, ReportSection)> Compare(CellNode cell, CellSchema current, IReadOnlyList<Baseline> baselines, ComparisonOptions options)
    {
        SideSchema after = new() { Origin = DisplayPath.Of(cell.Directory.Path), Schema = current, File = cell.Directory.ManifestPath };

        // Consumers that were built against the same document and use the same are one comparison, and one set of findings.
        return
        [
            .. baselines.GroupBy(static baseline => baseline.ComparisonKey).Select(group =>
            {
                Baseline first = group.First();
                string[] consumers = [.. group.Select(static baseline => baseline.Consumer).Distinct(StringComparer.Ordinal)];
                SideSchema before = first.Schema with { Origin = $"{first.Schema.Origin}, for {string.Join(", ", consumers)}" };
                ReportSection section = ReportSection.Compare(before, after, options with { Usage = first.Usage });
                return ((IReadOnlyList<string>)consumers, section with { Findings = [.. section.Findings.Select(finding => Lower(finding, first))] });
            }),
        ];
    }

    private static ReportFinding Lower(ReportFinding finding, Baseline baseline)
        => baseline.Gathered is { } consumer ? finding with { Finding = CompatibilityGate.Lower(finding.Finding, consumer.Standing) } : finding;

    private static SuppressionResult Apply(List<(IReadOnlyList<string> Consumers, ReportSection Section)> comparisons, AcceptedBreaks breaks, SuppressionScope scope)
        => SuppressionResult.Apply(
            [
                .. comparisons.SelectMany(static comparison => comparison.Consumers.Select(consumer => new ConsumerFindings(
                    consumer, [.. comparison.Section.Findings.Select(static finding => finding.Finding).Where(static finding => !finding.Rule.IsPolicy)]))),
            ],
            breaks,
            scope);

    private static ReportFinding Accept(ReportFinding finding, Dictionary<string, ConsumerFinding> found, IReadOnlyList<string> consumers)
    {
        // Someone has to write the version, now: what is about to be merged is as good as released.
        if (finding.Finding.Rule == CompatibilityRules.VersionTooLow)
        {
            return finding with { Finding = finding.Finding with { Verdict = Verdict.Breaking } };
        }

        return found.TryGetValue(finding.Finding.Fingerprint, out ConsumerFinding? judged)
            && judged.Acceptance is { } entry
            && !consumers.Any(consumer => judged.Consumers.Contains(consumer))
                ? finding with { Acceptance = entry }
                : finding;
    }
}
