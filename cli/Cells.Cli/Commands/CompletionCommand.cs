using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Completion;
using Cells.Cli.Output;

namespace Cells.Cli.Commands;

/// <summary><c>cells completion</c>: the script with which a shell completes the tool's command lines.</summary>
internal sealed class CompletionCommand : ToolCommand
{
    private readonly Argument<string> _shell = new("shell") { Description = $"The shell: {string.Join(", ", ShellScripts.All.Keys)}." };

    public CompletionCommand(ToolTerminal terminal)
        : base(
            terminal,
            "completion",
            "Prints the script with which a shell completes commands, options, directories of cells, and calls with their parameters.",
            "cells completion bash >> ~/.bashrc",
            "cells completion zsh > ~/.zfunc/_cells",
            "cells completion fish > ~/.config/fish/completions/cells.fish",
            "cells completion pwsh >> $PROFILE")
    {
        _shell.AcceptOnlyFromAmong([.. ShellScripts.All.Keys]);
        Arguments.Add(_shell);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/completion.json");

    protected override Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        string shell = parsed.GetRequiredValue(_shell);
        if (output.IsJson)
        {
            output.WriteJson(new JsonObject { ["shell"] = shell, ["script"] = ShellScripts.All[shell] });
        }
        else
        {
            output.WriteData(ShellScripts.All[shell]);
        }

        return Task.FromResult(ExitCode.Ok);
    }
}
