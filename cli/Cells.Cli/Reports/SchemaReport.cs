using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>What <c>diff</c> and <c>check</c> found. Every format writes this, and none has a say in the exit code.</summary>
internal sealed record SchemaReport
{
    /// <summary>What was compared, in the order of the comparisons.</summary>
    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>The question that was asked.</summary>
    public ComparisonLevel Level { get; init; } = ComparisonLevel.Source;

    /// <summary>From where on a finding fails the command.</summary>
    public FailOn FailOn { get; init; } = FailOn.Breaking;

    /// <summary>Whether compatible findings were asked for.</summary>
    public bool ShowsCompatible { get; init; }

    /// <summary>Every finding of every section.</summary>
    public IEnumerable<ReportFinding> Findings => Sections.SelectMany(static section => section.Findings);

    /// <summary>Whether something could not be compared (CELL2000): the rest may be true, but is not the whole answer.</summary>
    public bool IsUndecided => Findings.Any(static finding => finding.IsUndecided);

    /// <summary>The worst verdict of what is neither accepted nor undecided.</summary>
    public Verdict Verdict => Findings.Where(static finding => finding.IsOpen).Select(static finding => finding.Verdict).DefaultIfEmpty().Max();

    /// <summary>The largest step of the version that a section demands.</summary>
    public VersionBump Bump => Sections.Select(static section => section.Bump).DefaultIfEmpty().Max();

    /// <summary>The command's exit code.</summary>
    public int ExitCode => IsUndecided ? CommandLine.ExitCode.Undecided : Findings.Any(Fails) ? CommandLine.ExitCode.No : CommandLine.ExitCode.Ok;

    /// <summary>Whether a finding by itself fails the command.</summary>
    public bool Fails(ReportFinding finding) => finding.IsOpen && FailOn != FailOn.Never && (int)finding.Verdict >= (int)FailOn;

    /// <summary>Whether a finding is shown: compatible ones only where they were asked for, or fail.</summary>
    public bool Shows(ReportFinding finding) => finding.Verdict != Verdict.Compatible || ShowsCompatible || Fails(finding);

    /// <summary>The number of findings that are not accepted and have <paramref name="verdict"/>.</summary>
    public int Count(Verdict verdict) => Findings.Count(finding => finding.IsOpen && finding.Verdict == verdict);
}

/// <summary>From which verdict on findings fail a command. The values are those of <see cref="Verdict"/>.</summary>
internal enum FailOn
{
    /// <summary>Any finding.</summary>
    Compatible = Verdict.Compatible,

    /// <summary>Warnings and breaks.</summary>
    Warning = Verdict.Warning,

    /// <summary>Breaks.</summary>
    Breaking = Verdict.Breaking,

    /// <summary>None.</summary>
    Never,
}
