using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Directories;

namespace Cells.Cli.Tests.Commands;

public sealed class RestartCommandTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Clients_that_the_build_does_not_fit_are_named_and_not_waited_for()
    {
        string cell = _folder.AddCell("greeter");
        // Nobody waits for the end of this.
        await AppendAsync(cell, "\n[life_cycle]\ndrain_timeout = \"1h\"\n");
        await CellFolder.RunAsync("start", cell);
        await using GreeterClient client = await GreeterClient.ConnectAsync(cell);
        Assert.Equal("Hello, Ada!", await client.GreetAsync("Ada"));

        await ChangeAsync(cell, "serve", "later");
        ToolRun restart = await CellFolder.RunAsync("restart", cell);

        Assert.Equal(ExitCode.Ok, restart.ExitCode);
        Assert.Contains("greeter: restarted (pid", restart.Error, StringComparison.Ordinal);
        Assert.Contains("greeter: tester 0.0.0 does not fit it, and is served by the process before for at most 1h: CELL2100 Greeter.Find: ", restart.Error, StringComparison.Ordinal);
        Assert.Equal("Hello, Ada!", await client.GreetAsync("Ada"));

        await using GreeterClient later = await GreeterClient.ConnectAsync(cell);
        Assert.Equal("Good day, Ada.", await later.GreetAsync("Ada"));
        await ChangeAsync(cell, "later", "serve");
        JsonNode facts = JsonNode.Parse((await CellFolder.RunAsync("restart", cell, "--json")).Output)!;

        JsonNode served = Assert.Single(facts["servedOn"]!.AsArray())!;
        Assert.Equal(("tester", 1, 3600), ((string)served["name"]!, (int)served["connections"]!, (int)facts["drainSeconds"]!));
        Assert.Equal(3, facts["processes"]!.AsArray().Count);
        Assert.Equal("Good day, Ada.", await later.GreetAsync("Ada"));
        ToolRun stop = await CellFolder.RunAsync("stop", cell, "--timeout", "1h");
        Assert.Equal(ExitCode.Ok, stop.ExitCode);
    }

    [Fact]
    public async Task Commands_that_wait_for_nothing_return_and_what_they_ordered_is_done()
    {
        string cell = _folder.AddCell("greeter");
        CellDirectory directory = CellDirectory.At(cell);

        ToolRun start = await CellFolder.RunAsync("start", cell, "--no-wait", "--json");
        Assert.Contains((string)JsonNode.Parse(start.Output)!["state"]!, (string[])["starting", "running"]);
        int first = await WaitAsync(directory, static state => state is { Condition: "running" });
        ToolRun restart = await CellFolder.RunAsync("restart", cell, "--no-wait");
        Assert.Equal(ExitCode.Ok, restart.ExitCode);
        await WaitAsync(directory, state => state is { Condition: "running" } && state.ProcessId != first && state.Processes.Count == 1);
        ToolRun stop = await CellFolder.RunAsync("stop", cell, "--no-wait", "--json");

        JsonNode stopping = JsonNode.Parse(stop.Output)!;
        Assert.Null(stopping["drained"]);
        Assert.NotEqual(0, (int)stopping["pid"]!);
        await WaitAsync(directory, _ => !CellState.IsRunning(directory));
        Assert.Equal(ExitCode.NotFound, (await CellFolder.RunAsync("rollback", cell, "--no-wait")).ExitCode);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("restart")]
    [InlineData("rollback")]
    public async Task Both_ways_to_wait_at_once_are_refused(string command)
    {
        ToolRun run = await CellFolder.RunAsync(command, _folder.AddCell("greeter"), "--wait", "--no-wait");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--wait and --no-wait exclude each other", run.Error, StringComparison.Ordinal);
    }

    private static Task AppendAsync(string cell, string text) => File.AppendAllTextAsync(Path.Combine(cell, "cell.toml"), text);

    private static async Task ChangeAsync(string cell, string before, string after)
    {
        string path = Path.Combine(cell, "cell.toml");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace($"TEST_CELL = \"{before}\"", $"TEST_CELL = \"{after}\"", StringComparison.Ordinal));
    }

    private static async Task<int> WaitAsync(CellDirectory directory, Func<CellState?, bool> isMet)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            CellState? state = CellState.Read(directory);
            if (isMet(state))
            {
                return state?.ProcessId ?? 0;
            }

            await Task.Delay(10, limit.Token);
        }
    }
}
