using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Directories;

namespace Cells.Cli.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private const int Terminate = 15;

    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Program_runs_in_the_foreground_among_its_cells_and_they_stop_after_it()
    {
        _folder.AddCell("catalog");
        _folder.AddCell("pricing", "serve", "catalog");
        string shop = _folder.AddCell("shop", "program", "pricing", "catalog");

        ToolRun run = await CellFolder.RunProcessAsync("run", shop, "--", "--json", "a b");

        Assert.Equal(7, run.ExitCode);
        Assert.Equal(
            $"arguments: --json|a b\nworking directory: {Environment.CurrentDirectory}\ncell directory: {shop}\n",
            run.Output.ReplaceLineEndings("\n"));
        string[] lines = run.Error.ReplaceLineEndings("\n").Split('\n');
        Assert.True(IndexOf(lines, "catalog: running") < IndexOf(lines, "pricing: building"), run.Error);
        Assert.True(IndexOf(lines, "pricing: running") < IndexOf(lines, "shop: building"), run.Error);
        Assert.True(IndexOf(lines, "pricing: stopped") < IndexOf(lines, "catalog: stopped"), run.Error);
        Assert.False(IsRunning("catalog") || IsRunning("pricing"));
        Assert.DoesNotContain('\u001B', run.Error);
    }

    [Fact]
    public async Task Limits_of_the_manifest_are_those_of_the_programs_runtime()
    {
        string shop = _folder.AddCell("shop", "limits");
        await File.AppendAllTextAsync(Path.Combine(shop, "cell.toml"), "\n[limits]\nmemory = \"256MiB\"\ncpu = 10.5\n");

        ToolRun run = await CellFolder.RunProcessAsync("run", shop);

        // More processors than there may be here: they are counted, not asked for.
        Assert.Equal((0, "heap: 201326592, processors: 11\n"), (run.ExitCode, run.Output.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task Cell_that_runs_already_is_used_and_left_running()
    {
        string catalog = _folder.AddCell("catalog");
        string shop = _folder.AddCell("shop", "program", "catalog");
        await CellFolder.RunAsync("start", catalog);

        ToolRun run = await CellFolder.RunProcessAsync("run", shop);

        Assert.Equal(7, run.ExitCode);
        Assert.Contains("catalog: was running", run.Error, StringComparison.Ordinal);
        Assert.True(IsRunning("catalog"));
    }

    [Fact]
    public async Task Cells_that_depend_on_each_other_run_together()
    {
        _folder.AddCell("a", "serve", "b");
        _folder.AddCell("b", "serve", "a");
        string shop = _folder.AddCell("shop", "program", "a");

        ToolRun run = await CellFolder.RunProcessAsync("run", shop);

        Assert.Equal(7, run.ExitCode);
        Assert.False(IsRunning("a") || IsRunning("b"));
    }

    [Fact]
    public async Task Cell_that_fails_ends_the_run_and_stops_the_others()
    {
        _folder.AddCell("catalog");
        _folder.AddCell("pricing", "crash", "catalog");
        string shop = _folder.AddCell("shop", "program", "pricing");

        ToolRun run = await CellFolder.RunAsync("run", shop, "--json");

        Assert.Equal(ExitCode.No, run.ExitCode);
        JsonNode error = JsonNode.Parse(run.Output)!["error"]!;
        Assert.Equal(("pricing", 9), ((string)error["cell"]!, (int)error["processExitCode"]!));
        Assert.False(IsRunning("catalog"));
        Assert.All(
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.NotNull(JsonNode.Parse(line)));
    }

    [Fact]
    public async Task Signal_ends_the_program_and_stops_the_cells()
    {
        _folder.AddCell("catalog");
        string shop = _folder.AddCell("shop", "wait", "catalog");
        using Process tool = CellFolder.StartTool("run", shop);
        Task<string> error = tool.StandardError.ReadToEndAsync();
        await CellFolder.WaitForFileAsync(Path.Combine(shop, Greeter.WaitingFile));
        Assert.True(IsRunning("catalog"));

        using Process signal = Process.Start("kill", [$"-{Terminate}", $"{tool.Id}"]);
        await tool.WaitForExitAsync();

        Assert.Equal(ExitCode.Interrupted, tool.ExitCode);
        Assert.Contains("catalog: stopped", await error, StringComparison.Ordinal);
        Assert.False(IsRunning("catalog"));
    }

    private static int IndexOf(string[] lines, string start)
    {
        int index = Array.FindIndex(lines, line => line.StartsWith(start, StringComparison.Ordinal));
        Assert.True(index >= 0, $"no line begins with '{start}' in:\n{string.Join('\n', lines)}");
        return index;
    }

    private bool IsRunning(string name) => CellState.IsRunning(CellDirectory.At(Path.Combine(_folder.Root, name)));
}
