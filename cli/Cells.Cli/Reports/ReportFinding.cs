using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>A finding of a report.</summary>
/// <param name="Finding">What was found; its verdict is the one that counts.</param>
internal sealed record ReportFinding(CompatibilityFinding Finding)
{
    /// <summary>Where it stands; null where nobody knows. A line is never guessed.</summary>
    public ReportLocation? Location { get; init; }

    /// <summary>The entry of <c>cells.breaks.json</c> that accepts it for all whom it concerns; null for an open finding.</summary>
    public AcceptedBreak? Acceptance { get; init; }

    /// <summary>The verdict.</summary>
    public Verdict Verdict => Finding.Verdict;

    /// <summary>Whether it says that nothing was decided.</summary>
    public bool IsUndecided => Finding.Rule == CompatibilityRules.Undecided;

    /// <summary>Whether it counts: neither accepted nor undecided.</summary>
    public bool IsOpen => Acceptance is null && !IsUndecided;

    /// <summary>Whether <c>cells schema accept</c> can accept it.</summary>
    public bool CanBeAccepted => Acceptance is null && Verdict == Verdict.Breaking && !Finding.Rule.IsPolicy;
}

/// <summary>A place in a file.</summary>
/// <param name="File">The full path.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
/// <param name="Column">The column in UTF-16 units, from 1; 0 for the file as a whole.</param>
internal sealed record ReportLocation(string File, int Line, int Column);
