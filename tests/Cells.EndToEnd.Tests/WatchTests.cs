using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>A consumer learns of its producer's new schema while it is edited: <c>cells watch</c> over real processes.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task Watch_lists_what_a_restarted_producer_breaks_and_rewrites_the_inputs_of_editors()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        await mesh.StartAsync("catalog");
        CommandResult build = await mesh.BuildAsync("pricing", TemporaryMesh.Patient);
        Assert.True(build.ExitCode == 0, build.Everything);
        await using Watch watch = Watch.Start(mesh, "pricing", "--no-build", "--json");
        JsonNode running = await watch.ReadAsync("running");
        Assert.Equal(("catalog", "1.0.0"), ((string)running["dependency"]!, (string)running["version"]!));

        mesh.BreakCatalogsPromise();
        mesh.Edit("catalog/cell.toml", "version = \"1.0.0\"", "version = \"2.0.0\"");
        mesh.Edit("catalog/Catalog.cs", "public Product Get(", "public Product Fetch(");
        CommandResult producer = await mesh.BuildAsync("catalog");
        Assert.True(producer.ExitCode == 0, producer.Everything);
        CommandResult stop = await mesh.CellsAsync("stop", "catalog");
        Assert.True(stop.ExitCode == 0, stop.Everything);
        Assert.Equal("2.0.0", (string)(await watch.ReadAsync("leaving"))["version"]!);
        await watch.ReadAsync("stopped");
        await mesh.StartAsync("catalog");

        JsonNode changed = await watch.ReadAsync("changed");
        Assert.Equal(("catalog", "2.0.0", "1.0.0"), ((string)changed["dependency"]!, (string)changed["version"]!, (string)changed["before"]!));
        JsonNode finding = Assert.Single(changed["findings"]!.AsArray(), static finding => (string)finding!["path"]! == "Catalog.Get")!;
        Assert.Equal(("CELL2100", "breaking"), ((string)finding["rule"]!, (string)finding["verdict"]!));
        JsonNode place = Assert.Single(finding["places"]!.AsArray())!;
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(mesh.Root, (string)place["file"]!));
        Assert.Contains(".Get", lines[(int)place["line"]! - 1], StringComparison.Ordinal);
        string input = await File.ReadAllTextAsync((string)changed["input"]!);
        Assert.StartsWith(Path.Combine(mesh.Pricing, "obj"), (string)changed["input"]!, StringComparison.Ordinal);
        Assert.Contains("\"Fetch\"", input, StringComparison.Ordinal);

        Assert.Equal(130, await watch.InterruptAsync());
        CommandResult consumers = await mesh.CellsAsync("consumers", "catalog", "--json");
        Assert.DoesNotContain("\"connected\"", consumers.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(mesh.Pricing, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Watch_builds_and_restarts_the_program_and_leaves_nothing_behind()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        await mesh.StartAsync("catalog");
        await using Watch watch = Watch.Start(mesh, "pricing", "--run", "--json");
        await watch.ReadAsync("started");
        int first = await WaitForProcessAsync(mesh.Pricing, other: 0);

        // Something new that nobody uses.
        const string Get = "    public Product Get(string sku) => products.Find(sku) ?? throw new ProductNotFound(sku);\n";
        mesh.Edit("catalog/cell.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
        mesh.Edit("catalog/Catalog.cs", Get, Get + "\n    /// <summary>New.</summary>\n    [Call]\n    public int Added() => 1;\n");
        CommandResult stop = await mesh.CellsAsync("stop", "catalog");
        Assert.True(stop.ExitCode == 0, stop.Everything);
        await mesh.StartAsync("catalog");

        Assert.DoesNotContain((await watch.ReadAsync("changed"))["findings"]!.AsArray(), static finding => (string)finding!["verdict"]! == "breaking");
        await watch.ReadAsync("built");
        await watch.ReadAsync("started");
        int second = await WaitForProcessAsync(mesh.Pricing, first);
        Assert.NotEqual(first, second);

        Assert.Equal(130, await watch.InterruptAsync());
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(second));
        Assert.False(File.Exists(Path.Combine(mesh.Pricing, "run", "public", "cell.sock")));
    }

    /// <summary>Waits until a process other than <paramref name="other"/> serves the cell.</summary>
    private static async Task<int> WaitForProcessAsync(string cell, int other)
    {
        string state = Path.Combine(cell, "run", "state.json");
        for (int waits = 0; waits < 6_000; waits++)
        {
            try
            {
                if ((int)JsonNode.Parse(await File.ReadAllTextAsync(state))!["processId"]! is var process && process != other)
                {
                    return process;
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // Between two processes, or before the first.
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"no process but {other} wrote {state}");
    }

    /// <summary>A <c>cells watch</c> that runs.</summary>
    private sealed class Watch : IAsyncDisposable
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

        private readonly Process _process;
        private readonly Channel<JsonNode> _events = Channel.CreateUnbounded<JsonNode>();
        private readonly List<string> _lines = [];

        private Watch(Process process)
        {
            _process = process;
            _ = ReadAllAsync(process.StandardOutput);
            _ = ReadAllAsync(process.StandardError);
        }

        public static Watch Start(TemporaryMesh mesh, params string[] arguments) => new(Command.Start(mesh.Root, [Repository.Tool, "watch", .. arguments]));

        /// <summary>Waits for the next event of a name; those before it are passed over.</summary>
        public async Task<JsonNode> ReadAsync(string name)
        {
            using CancellationTokenSource overdue = new(Limit);
            try
            {
                while (true)
                {
                    JsonNode seen = await _events.Reader.ReadAsync(overdue.Token);
                    if ((string?)seen["event"] == name)
                    {
                        return seen;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
            {
                throw new TimeoutException($"no '{name}' came:\n{Everything()}", e);
            }
        }

        /// <summary>Sends what Ctrl+C sends, and waits for the end.</summary>
        public async Task<int> InterruptAsync()
        {
            using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
            using CancellationTokenSource overdue = new(Limit);
            await _process.WaitForExitAsync(overdue.Token);
            return _process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
        }

        private async Task ReadAllAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (_lines)
                {
                    _lines.Add(line);
                }

                if (line.StartsWith("{\"event\"", StringComparison.Ordinal))
                {
                    _events.Writer.TryWrite(JsonNode.Parse(line)!);
                }
            }
        }

        private string Everything()
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }
}
