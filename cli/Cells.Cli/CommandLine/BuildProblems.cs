using Cells.Build;
using Cells.Cli.Output;

namespace Cells.Cli.CommandLine;

/// <summary>What the build's rules report, as the tool reports it.</summary>
internal static class BuildProblems
{
    /// <summary>The problem as the end of a command.</summary>
    public static ToolFailure ToFailure(this BuildProblem problem, int exitCode) => new(exitCode, problem.ToText())
    {
        Place = problem.File is { } file ? new SourcePlace(file, problem.Line, problem.Column) : null,
    };

    /// <summary>The problem in one line, with its place where it has a line.</summary>
    public static string ToText(this BuildProblem problem)
        => problem is { File: { } file, Line: > 0 } ? $"{DisplayPath.Of(file)}({problem.Line},{problem.Column}): {problem.Message}" : problem.Message;
}
