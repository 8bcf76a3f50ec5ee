using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Terminals;
using Cells.Cli.Tests.TestCells;
using Cells.Directories;

namespace Cells.Cli.Tests.Commands;

public sealed class UpDownTests : IDisposable
{
    private const int Terminate = 15;

    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tree_comes_up_after_its_dependencies_and_goes_down_before_them()
    {
        _folder.AddCell("catalog");
        _folder.AddCell("pricing", "serve", "catalog", "ring");
        _folder.AddCell("ring", "serve", "pricing");
        _folder.AddCell("other");

        ToolRun up = await CellFolder.RunAsync("up", _folder.Root);
        ToolRun again = await CellFolder.RunAsync("up", _folder.Root, "--json");
        ToolRun down = await CellFolder.RunAsync("down", _folder.Root);
        ToolRun downAgain = await CellFolder.RunAsync("down", _folder.Root, "--json");

        Assert.Equal((ExitCode.Ok, ""), (up.ExitCode, up.Output));
        Assert.True(IndexOf(up, "catalog: running") < IndexOf(up, "pricing: building"), up.Error);
        Assert.Contains("4 started, 0 ran already", up.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, again.ExitCode);
        Assert.Equal(["catalog was-running", "other was-running", "pricing was-running", "ring was-running"], Outcomes(again));
        Assert.Equal(ExitCode.Ok, down.ExitCode);
        Assert.True(IndexOf(down, "pricing: stopped") < IndexOf(down, "catalog: stopping"), down.Error);
        Assert.True(IndexOf(down, "ring: stopped") < IndexOf(down, "catalog: stopping"), down.Error);
        Assert.Equal(ExitCode.Ok, downAgain.ExitCode);
        Assert.Equal(["catalog not-running", "other not-running", "pricing not-running", "ring not-running"], Outcomes(downAgain));
    }

    [Fact]
    public async Task Cells_that_do_not_depend_on_each_other_are_started_side_by_side()
    {
        _folder.AddCell("left", "meet");
        _folder.AddCell("right", "meet");

        ToolRun up = await CellFolder.RunAsync("up", _folder.Root, "--json");

        Assert.Equal(["left started", "right started"], Outcomes(up));
    }

    [Fact]
    public async Task Build_that_fails_is_shown_and_the_others_come_up()
    {
        _folder.AddCell("catalog");
        string broken = _folder.AddManifest("broken", "[cell]\nversion = \"1.0.0\"\n");
        await File.WriteAllTextAsync(
            Path.Combine(broken, "broken.csproj"),
            """
            <Project>
              <Target Name="Restore" />
              <Target Name="Build"><Error File="Broken.cs" Code="CS0103" Text="The name 'nothing' does not exist" /></Target>
              <Target Name="GetTargetPath" />
            </Project>
            """);

        ToolRun json = await CellFolder.RunAsync("up", _folder.Root, "--json");
        ToolRun prose = await CellFolder.RunAsync("up", _folder.Root);

        Assert.Equal(ExitCode.No, json.ExitCode);
        Assert.Equal(["broken failed", "catalog started"], Outcomes(json));
        Assert.Contains(JsonNode.Parse(json.Output)!["error"]!["details"]!.AsArray(), static line => ((string)line!).Contains("error CS0103: The name 'nothing' does not exist", StringComparison.Ordinal));
        Assert.Equal(ExitCode.No, prose.ExitCode);
        Assert.Contains("error CS0103: The name 'nothing' does not exist", prose.Error, StringComparison.Ordinal);
        Assert.Contains("catalog: was running", prose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_on_a_terminal_is_drawn_in_place_and_ctrl_c_stops_what_was_started_and_leaves_the_terminal_as_it_was()
    {
        _folder.AddCell("catalog");
        _folder.AddCell("pricing", "silent", "catalog");
        await using PseudoTerminal terminal = PseudoTerminal.Start(50, 20, new Dictionary<string, string?>(), "up", _folder.Root);
        await terminal.WaitAsync(static screen => screen.Lines.Any(static line => line.Contains("pricing starting", StringComparison.Ordinal)) && screen.Lines.Any(static line => line.Contains("catalog running", StringComparison.Ordinal)));

        await terminal.TypeAsync(PseudoTerminal.CtrlC);
        await terminal.WaitForEndAsync();

        Assert.Equal(ExitCode.Interrupted, terminal.ExitCode);
        Assert.True(terminal.Look(static screen => screen is { HasCursor: true, IsSecond: false }));
        string[] lines = terminal.Look(static screen => screen.Lines);
        Assert.Single(lines, static line => line.Contains("catalog running", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("Interrupted", StringComparison.Ordinal));
        Assert.False(IsRunning("catalog"));
        await Poll.UntilAsync(() => !IsRunning("pricing"));
    }

    [Fact]
    public async Task Failure_keeps_back_what_depends_on_it_and_names_what_was_started()
    {
        string catalog = _folder.AddCell("catalog");
        _folder.AddCell("pricing", "crash", "catalog");
        _folder.AddCell("shop", "serve", "pricing");

        ToolRun json = await CellFolder.RunAsync("up", _folder.Root, "--json");
        ToolRun prose = await CellFolder.RunAsync("up", Path.Combine(_folder.Root, "shop"));

        Assert.Equal(ExitCode.No, json.ExitCode);
        Assert.Equal(["catalog started", "pricing failed", "shop skipped"], Outcomes(json));
        JsonNode error = JsonNode.Parse(json.Output)!["error"]!;
        Assert.Equal("pricing did not start, and so shop was not started.", (string)error["message"]!);
        Assert.Contains($"cells down '{catalog}'", (string)error["hint"]!, StringComparison.Ordinal);
        Assert.Contains("products.csv(7): no price", error["details"]!.AsArray().Select(static line => (string)line!));
        Assert.True(IsRunning("catalog"));
        Assert.Equal((ExitCode.No, ""), (prose.ExitCode, prose.Output));
        Assert.Contains("catalog: was running", prose.Error, StringComparison.Ordinal);
        Assert.Contains("error: pricing did not start", prose.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hint:", prose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signal_stops_what_was_started()
    {
        _folder.AddCell("catalog");
        _folder.AddCell("pricing", "silent", "catalog");
        using Process tool = CellFolder.StartTool("up", _folder.Root);
        while (await tool.StandardError.ReadLineAsync() is { } line && line != "pricing: starting")
        {
        }

        using Process signal = Process.Start("kill", [$"-{Terminate}", $"{tool.Id}"]);
        string rest = await tool.StandardError.ReadToEndAsync();
        await tool.WaitForExitAsync();

        Assert.Equal(ExitCode.Interrupted, tool.ExitCode);
        Assert.Contains("catalog: stopped", rest, StringComparison.Ordinal);
        Assert.False(IsRunning("catalog"));
    }

    [Fact]
    public async Task Dependency_that_others_are_connected_to_stays_until_they_have_left()
    {
        string catalog = _folder.AddCell("catalog");
        string pricing = _folder.AddCell("pricing", "serve", "catalog");
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("up", pricing)).ExitCode);
        ToolRun down;
        await using (GreeterClient other = await GreeterClient.ConnectAsync(catalog))
        {
            await other.GreetAsync("Ada");
            down = await CellFolder.RunAsync("down", pricing, "--json");
        }

        ToolRun unused = await CellFolder.RunAsync("down", pricing, "--json");

        Assert.Equal(["catalog in-use", "pricing stopped"], Outcomes(down));
        Assert.Equal(["catalog stopped", "pricing not-running"], Outcomes(unused));
    }

    [Fact]
    public async Task Directory_without_a_cell_is_not_found()
    {
        ToolRun run = await CellFolder.RunAsync("up", _folder.Root);

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.Contains("There is no cell in", run.Error, StringComparison.Ordinal);
    }

    private static string[] Outcomes(ToolRun run)
        => [.. JsonNode.Parse(run.Output)!["cells"]!.AsArray().Select(static cell => $"{cell!["cell"]} {cell["outcome"]}")];

    private static int IndexOf(ToolRun run, string line)
    {
        int index = run.Error.IndexOf(line, StringComparison.Ordinal);
        Assert.True(index >= 0, $"no '{line}' in:\n{run.Error}");
        return index;
    }

    private bool IsRunning(string name) => CellState.IsRunning(CellDirectory.At(Path.Combine(_folder.Root, name)));
}
