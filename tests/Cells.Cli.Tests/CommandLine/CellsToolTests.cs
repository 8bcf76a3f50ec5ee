using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.CommandLine;

public sealed class CellsToolTests
{
    [Theory]
    [InlineData("")]
    [InlineData("frob")]
    [InlineData("start")]
    [InlineData("start a --frob")]
    [InlineData("start a --timeout 5")]
    [InlineData("start a --timeout 0s")]
    [InlineData("logs a --since yesterday")]
    [InlineData("unit")]
    [InlineData("schema")]
    public async Task Wrong_command_line_is_a_usage_error_that_names_the_help(string line)
    {
        ToolRun run = await CellFolder.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("See: cells", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strat shop", "There is no command 'strat'; did you mean 'start'?", "cells --help")]
    [InlineData("schema histroy", "There is no command 'histroy'; did you mean 'history'?", "cells schema --help")]
    [InlineData("quux", "There is no command 'quux'.", "cells --help")]
    [InlineData("start shop --no-biuld", "There is no option '--no-biuld'; did you mean '--no-build'?", "cells start --help")]
    [InlineData("up shop --jsn", "There is no option '--jsn'; did you mean '--json'?", "cells up --help")]
    [InlineData("up --confguration=Release", "There is no option '--confguration'; did you mean '--configuration'?", "cells up --help")]
    [InlineData("run shop --concurrency 16", "There is no option '--concurrency'. Options that are not the tool's own come after `--`.", "cells run --help")]
    [InlineData("new cell -o shop", "There is no option '-o'. Options that are not the tool's own come after `--`.", "cells new --help")]
    [InlineData("new", "new needs <template> and <dir>.", "cells new --help")]
    [InlineData("call", "call needs <dir> and <call>.", "cells call --help")]
    public async Task Misspelt_or_missing_word_is_told_with_what_may_be_meant(string line, string message, string help)
    {
        ToolRun run = await CellFolder.RunAsync(line.Split(' '));

        Assert.Equal((ExitCode.Usage, $"error: {message}\nhint: See: {help}\n"), (run.ExitCode, run.Error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task Help_of_the_tool_lists_the_exit_codes()
    {
        ToolRun run = await CellFolder.RunAsync("--help");

        Assert.All(ExitCode.All, code => Assert.Contains($"{code.Code,-4} {code.Name,-12} {code.Meaning}", run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("start --json", "usage", 2)]
    [InlineData("start --json /nowhere/at/all", "not-found", 3)]
    [InlineData("--json stop /nowhere/at/all", "not-found", 3)]
    [InlineData("ps /nowhere/at/all --json", "not-found", 3)]
    [InlineData("logs /nowhere/at/all --json", "not-found", 3)]
    [InlineData("unit /nowhere/at/all --json", "not-found", 3)]
    [InlineData("doctor /nowhere/at/all --json", "not-found", 3)]
    [InlineData("call /nowhere/at/all Get --json", "not-found", 3)]
    [InlineData("schema show /nowhere/at/all --json", "not-found", 3)]
    [InlineData("schema check /nowhere/at/all --json", "not-found", 3)]
    [InlineData("schema history /nowhere/at/all --json", "not-found", 3)]
    [InlineData("schema freeze /nowhere/at/all --json", "not-found", 3)]
    [InlineData("schema pull /nowhere/at/all --json", "not-found", 3)]
    [InlineData("schema accept 000000000000 /nowhere/at/all --reason r --until 1.0.0 --json", "not-found", 3)]
    [InlineData("schema accept 000000000000 --json", "usage", 2)]
    [InlineData("run /nowhere/at/all --json", "not-found", 3)]
    public async Task Failure_with_json_is_one_document_on_stdout(string line, string code, int exitCode)
    {
        ToolRun run = await CellFolder.RunAsync(line.Split(' '));

        JsonNode error = JsonNode.Parse(run.Output)!["error"]!;
        Assert.Equal((code, exitCode, exitCode), ((string)error["code"]!, (int)error["exitCode"]!, run.ExitCode));
        Assert.NotEmpty((string)error["message"]!);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Cancelled_command_is_interrupted()
    {
        using CellFolder folder = new();
        folder.AddCell("a");

        ToolRun run = await CellFolder.RunAsync(["run", Path.Combine(folder.Root, "a")], new CancellationToken(canceled: true));

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
    }

    [Fact]
    public async Task Manifest_with_errors_fails_with_each_of_them()
    {
        using CellFolder folder = new();
        string cell = folder.AddManifest("a", "[cell]\nversoin = \"1\"\nreplicas = 0\n");

        ToolRun run = await CellFolder.RunAsync("start", cell);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("cell.toml(2,1): error CELL0002: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("cell.toml(3,12): error CELL0009: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("1", false)]
    [InlineData("0", false)]
    public async Task Terminal_gets_colors_unless_NO_COLOR_is_set(string? noColor, bool isColored)
    {
        // util-linux's script gives the tool a terminal.
        ProcessStartInfo start = new("script", ["-qec", $"dotnet exec '{Path.Combine(AppContext.BaseDirectory, "Cells.Cli.dll")}' stop /nowhere/at/all", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["NO_COLOR"] = noColor;
        start.Environment["TERM"] = "xterm-256color";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(ExitCode.NotFound, process.ExitCode);
        Assert.Contains("There is no directory", output, StringComparison.Ordinal);
        // .NET itself sets up a terminal's keys; colors end with m.
        Assert.Equal(isColored, Regex.IsMatch(output, "\u001B\\[[0-9;]*m"));
    }

    [Fact]
    public async Task Redirected_output_has_no_escapes()
    {
        ToolRun run = await CellFolder.RunProcessAsync("stop", "/nowhere/at/all");

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.DoesNotContain('\u001B', run.Error + run.Output);
    }
}
