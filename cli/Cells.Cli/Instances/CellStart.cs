using Cells.Cli.CommandLine;

namespace Cells.Cli.Instances;

/// <summary>What became of a cell that was to be started.</summary>
internal enum StartOutcome
{
    /// <summary>It was started.</summary>
    Started,

    /// <summary>It ran already.</summary>
    WasRunning,

    /// <summary>It offers no calls: a program that somebody runs.</summary>
    Program,

    /// <summary>It did not build, or did not start.</summary>
    Failed,

    /// <summary>What it depends on did not start.</summary>
    Skipped,
}

/// <summary>What became of a cell that was to be started.</summary>
/// <param name="Outcome">In a word.</param>
/// <param name="Instance">The cell as it runs; null when it does not.</param>
/// <param name="Failure">Why it does not; null when nothing is wrong.</param>
internal sealed record CellStart(StartOutcome Outcome, CellInstance? Instance, ToolFailure? Failure);
