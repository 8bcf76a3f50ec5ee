using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Directories;

namespace Cells.Cli.Tests.Top;

public sealed class TopCommandTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Calls_of_clients_are_counted_with_their_errors_also_after_they_have_left()
    {
        string cell = _folder.AddCell("greeter");
        _folder.AddCell("idle");
        await CellFolder.RunAsync("start", cell);
        JsonNode connected;
        await using (GreeterClient client = await GreeterClient.ConnectAsync(cell))
        {
            for (int i = 0; i < 20; i++)
            {
                await client.GreetAsync("Ada");
            }

            for (int i = 0; i < 3; i++)
            {
                await Assert.ThrowsAnyAsync<CellException>(async () => await client.FindAsync("Ada"));
            }

            connected = await LookAsync();
        }

        JsonNode left = await LookAsync();
        for (int attempt = 0; attempt < 500 && (int)left["replicas"]![0]!["connections"]! > 0; attempt++)
        {
            // The cell sees the end of the connection a moment after the client.
            left = await LookAsync();
        }

        JsonNode replica = connected["replicas"]![0]!;
        Assert.Equal(("running", 23, 3, 1, 0), ((string)connected["state"]!, (int)replica["calls"]!, (int)replica["errors"]!, (int)replica["connections"]!, (int)replica["inflight"]!));
        Assert.Equal((0d, 0d), ((double)replica["callsPerSecond"]!, (double)replica["errorsPerSecond"]!));
        Assert.Null(replica["p50Ms"]);
        Assert.True((long)replica["memoryBytes"]! > 1 << 20);
        Assert.Equal((23, 3, 0), ((int)left["replicas"]![0]!["calls"]!, (int)left["replicas"]![0]!["errors"]!, (int)left["replicas"]![0]!["connections"]!));

        ToolRun table = await CellFolder.RunAsync("top", _folder.Root, "--once", "--interval", "100ms");
        Assert.Matches(@"^CELL +REPLICA +PID +CALLS/S +P50 +P99 +ERRORS/S +IN FLIGHT +CONNECTIONS +MEMORY +CPU\r?\ngreeter +0 +\d+ +0 +- +- +0 +0 +0 +\d+ MiB +\d+ %\r?\nidle +stopped\r?\n$", table.Output);
    }

    [Fact]
    public async Task Redirected_table_is_printed_until_it_is_interrupted()
    {
        _folder.AddCell("idle");
        using CancellationTokenSource enough = new();
        using StringWriter output = new();
        Task<int> top = CellsTool.RunAsync(["top", _folder.Root, "--interval", "100ms"], Output.ToolTerminal.Plain(TextWriter.Synchronized(output), TextWriter.Null), enough.Token);
        await Poll.UntilAsync(() => output.ToString().Split("CELL").Length > 2);

        await enough.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await top);
    }

    [Fact]
    public async Task Every_replica_has_a_line_of_its_own_also_when_some_are_replaced_or_do_not_answer()
    {
        const int Replicas = 3;
        string cell = _folder.AddCell("greeter", Replicas);
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("start", cell)).ExitCode);
        await using (GreeterClient client = await GreeterClient.ConnectToAsync(CellDirectory.At(cell).ReplicaSocketPath(2)))
        {
            for (int i = 0; i < 7; i++)
            {
                await client.GreetAsync("Ada");
            }
        }

        JsonNode all = await LookAsync();
        KeptProcessState[] kept = [.. CellState.Read(CellDirectory.At(cell))!.Processes.OrderBy(static process => process.Replica)];
        Assert.Equal("running", (string)all["state"]!);
        Assert.Equal(kept.Select(static process => (process.Replica, process.ProcessId, "running")), Processes(all));
        Assert.Equal([0, 0, 7], all["replicas"]!.AsArray().Select(static replica => (int)replica!["calls"]!));

        // One hangs, which nobody has noticed yet.
        using Process stopped = Process.GetProcessById(kept[1].ProcessId);
        await SignalAsync("STOP", stopped.Id);
        JsonNode hung = await LookAsync();
        await SignalAsync("CONT", stopped.Id);
        Assert.Equal(["running", "silent", "running"], Processes(hung).Select(static process => process.State));
        Assert.Contains("does not answer", (string)hung["replicas"]![1]!["note"]!, StringComparison.Ordinal);
        Assert.Null(hung["replicas"]![1]!["calls"]);

        // One is gone for good, and another has taken its place.
        using (Process killed = Process.GetProcessById(kept[0].ProcessId))
        {
            killed.Kill();
        }

        JsonNode replaced = hung;
        await Poll.UntilAsync(async () =>
        {
            replaced = await LookAsync();
            return Processes(replaced).Count(static process => process.State == "running") == Replicas;
        });
        Assert.Equal([0, 1, 2], Processes(replaced).Select(static process => process.Replica));
        Assert.Equal(kept[1..].Select(static process => process.ProcessId), Processes(replaced)[1..].Select(static process => process.ProcessId));
        Assert.NotEqual(kept[0].ProcessId, Processes(replaced)[0].ProcessId);
    }

    [Fact]
    public async Task Cell_that_is_idle_is_not_started_by_looking_at_it()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell, "--idle");

        JsonNode idle = await LookAsync();

        Assert.Equal(("idle", 0), ((string)idle["state"]!, idle["replicas"]!.AsArray().Count));
        Assert.True(CellState.Read(CellDirectory.At(cell)) is { IsIdle: true });
    }

    private static async Task SignalAsync(string signal, int process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
    }

    private static (int Replica, int ProcessId, string State)[] Processes(JsonNode cell)
        => [.. cell["replicas"]!.AsArray().Select(static replica => ((int)replica!["replica"]!, (int)replica["pid"]!, (string)replica["state"]!))];

    private async Task<JsonNode> LookAsync()
    {
        ToolRun run = await CellFolder.RunAsync("top", _folder.Root, "--once", "--interval", "100ms", "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        return JsonNode.Parse(run.Output)!["cells"]![0]!;
    }
}
