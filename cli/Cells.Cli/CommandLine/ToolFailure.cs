using System.Text.Json.Nodes;

namespace Cells.Cli.CommandLine;

/// <summary>Ends a command: what is wrong, where, what to do, and the exit code. Printed once, in <see cref="CellsTool"/>; docs/schema/tool/error.json is its form in JSON.</summary>
internal sealed class ToolFailure(int exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do, as a sentence, where the message alone does not say it.</summary>
    public string? Hint { get; init; }

    /// <summary>Where it is wrong; the first place of several.</summary>
    public SourcePlace? Place { get; init; }

    /// <summary>Lines shown below the message: a compiler's errors, the end of a log.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>Facts for the JSON document, beside message and details.</summary>
    public JsonObject Facts { get; init; } = [];
}
