namespace Cells.Build;

/// <summary>Ends a task with one problem; the task turns it into an MSBuild error.</summary>
internal sealed class BuildProblemException(BuildProblem problem) : Exception(problem.Message)
{
    public BuildProblemException(string id, string message, string? file = null)
        : this(new BuildProblem(id, message, file))
    {
    }

    public BuildProblem Problem { get; } = problem;
}
