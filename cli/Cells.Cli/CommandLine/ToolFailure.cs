using System.Text.Json.Nodes;

namespace Cells.Cli.CommandLine;

/// <summary>Ends a command: what is wrong, what to do, and the exit code. Printed once, in <see cref="CellsTool"/>.</summary>
internal sealed class ToolFailure(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Lines shown below the message: a compiler's errors, the end of a log.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>Facts for the JSON document, beside message and details.</summary>
    public JsonObject Facts { get; init; } = [];
}
