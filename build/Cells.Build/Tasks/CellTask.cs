using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>A task whose expected failures are <see cref="BuildProblem"/>s; anything else is a bug and keeps its stack trace.</summary>
public abstract class CellTask : Microsoft.Build.Utilities.Task
{
    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        try
        {
            Run();
        }
        catch (BuildProblemException exception)
        {
            LogError(exception.Problem);
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Does the work; fails by logging errors or by a <see cref="BuildProblemException"/>.</summary>
    protected private abstract void Run();

    private protected void LogError(BuildProblem problem) => Log.LogError(
        subcategory: null, problem.Id, helpKeyword: null, RulePages.LinkOf(problem.Id),
        problem.File, problem.Line, problem.Column, endLineNumber: 0, endColumnNumber: 0, problem.Message, messageArgs: []);

    private protected void LogWarning(BuildProblem problem) => Log.LogWarning(
        subcategory: null, problem.Id, helpKeyword: null, RulePages.LinkOf(problem.Id),
        problem.File, problem.Line, problem.Column, endLineNumber: 0, endColumnNumber: 0, problem.Message, messageArgs: []);

    /// <summary>Says a line at the verbosity that <c>dotnet build</c> prints by default.</summary>
    private protected void Say(string message) => Log.LogMessage(MessageImportance.High, message, messageArgs: []);
}
