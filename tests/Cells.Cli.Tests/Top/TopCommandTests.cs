using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;

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
        Assert.Matches(@"^CELL +PID +CALLS/S +P50 +P99 +ERRORS/S +IN FLIGHT +CONNECTIONS +MEMORY +CPU\r?\ngreeter +\d+ +0 +- +- +0 +0 +0 +\d+ MiB +\d+ %\r?\nidle +stopped\r?\n$", table.Output);
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

    private async Task<JsonNode> LookAsync()
    {
        ToolRun run = await CellFolder.RunAsync("top", _folder.Root, "--once", "--interval", "100ms", "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        return JsonNode.Parse(run.Output)!["cells"]![0]!;
    }
}
