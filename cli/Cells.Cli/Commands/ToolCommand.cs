using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;

namespace Cells.Cli.Commands;

/// <summary>One command of the tool.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(ToolTerminal terminal, string name, string description, params string[] examples)
        : base(name, description)
    {
        Examples = examples;
        SetAction((parsed, cancellationToken) => RunAsync(parsed, ToolOutput.Of(terminal, parsed), cancellationToken));
    }

    /// <summary>Command lines that do something useful, for the help.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>What <c>--json</c> prints on stdout.</summary>
    public abstract JsonOutput Json { get; }

    /// <summary>What the exit codes mean, for the help; null where they mean what they do everywhere.</summary>
    public virtual IReadOnlyDictionary<int, string>? ExitCodes => null;

    /// <summary>Runs the command and returns the exit code.</summary>
    /// <exception cref="ToolFailure">The command failed.</exception>
    protected abstract Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken);
}
