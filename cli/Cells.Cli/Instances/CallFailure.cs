using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;

namespace Cells.Cli.Instances;

/// <summary>Turns the failure of a call or question into that of a command.</summary>
internal static class CallFailure
{
    /// <summary>The failure with the exit code that fits its status.</summary>
    public static ToolFailure Of(CellException error)
    {
        JsonObject facts = new() { ["status"] = error.Status.ToString(), ["outcome"] = error.Outcome.ToString() };
        if (error.ErrorId is not null)
        {
            facts["errorId"] = error.ErrorId;
        }

        return new ToolFailure(ExitCodeOf(error.Status), $"{error.Status}: {error.Message}", error) { Facts = facts };
    }

    private static int ExitCodeOf(CellStatus status) => status switch
    {
        CellStatus.Unavailable => ExitCode.NotFound,
        CellStatus.DeadlineExceeded => ExitCode.Timeout,
        CellStatus.Incompatible or CellStatus.Unimplemented => ExitCode.Incompatible,
        _ => ExitCode.No,
    };
}
