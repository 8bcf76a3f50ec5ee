using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Directories;

namespace Cells.Cli.Tests.Operations;

/// <summary>What a nucleus does for a cell's process beside starting it: logs, limits and sandbox.</summary>
public sealed class KeptCellTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_process_prints_is_logged_with_its_time_its_replica_and_its_stream()
    {
        string cell = _folder.AddCell("greeter", "report");

        await StartAsync(cell);
        ToolRun logs = await WaitForLogAsync(cell, "listens at");

        string[] lines = Lines(logs.Output);
        Assert.Contains(lines, static line => line.Contains(" 0 out heap: ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains(" 0 err beside: ", StringComparison.Ordinal));
        Assert.All(lines, static line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z 0 (out|err) ", line));
        Assert.NotEmpty(await File.ReadAllTextAsync(Path.Combine(cell, "log", "nucleus.log")));
    }

    [Fact]
    public async Task Process_has_the_limits_of_its_manifest()
    {
        string cell = _folder.AddCell("greeter", "report");
        Append(cell, "[limits]\nmemory = \"256MiB\"\ncpu = 10.5");

        await StartAsync(cell);

        Assert.Contains(" 0 out heap: 201326592, processors: 11\n", (await WaitForLogAsync(cell, "heap: ")).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("\"Hello, Ada!\"\n", (await CallAsync(cell)).Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Process_in_a_sandbox_serves_and_sees_only_its_own_directory_and_what_it_depends_on()
    {
        _folder.AddCell("depot");
        _folder.AddCell("stranger");
        string cell = _folder.AddCell("greeter", "report", "depot");
        Append(cell, "[sandbox]\nenabled = true");

        await StartAsync(cell);

        Assert.Contains(" 0 err beside: depot greeter, interfaces: 1\n", (await WaitForLogAsync(cell, "beside: ")).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal("\"Hello, Ada!\"\n", (await CallAsync(cell)).Output.ReplaceLineEndings("\n"));
        ToolRun stop = await CellFolder.RunAsync("stop", cell, "--json");
        Assert.True((bool)JsonNode.Parse(stop.Output)!["drained"]!, stop.Output + stop.Error);
        Assert.Empty(ProcessesOf(cell));
    }

    [Fact]
    public async Task Process_in_a_sandbox_has_the_machines_network_where_it_asks_for_it()
    {
        string cell = _folder.AddCell("greeter", "report");
        Append(cell, "[sandbox]\nenabled = true\nnetwork = true");

        await StartAsync(cell);

        string expected = $", interfaces: {NetworkInterface.GetAllNetworkInterfaces().Length}\n";
        Assert.Contains(expected, (await WaitForLogAsync(cell, "beside: ")).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_in_a_sandbox_that_is_killed_leaves_nothing_behind_and_is_started_again()
    {
        string cell = _folder.AddCell("greeter", "report");
        Append(cell, "[sandbox]\nenabled = true");
        await StartAsync(cell);
        int[] before = ProcessesOf(cell);
        Assert.NotEmpty(before);

        foreach (int id in before)
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
        }

        Assert.Equal("\"Hello, Ada!\"\n", (await CallAsync(cell)).Output.ReplaceLineEndings("\n"));
        Assert.Empty(ProcessesOf(cell).Intersect(before));
    }

    [Fact]
    public async Task Log_that_cannot_be_written_keeps_no_cell_from_serving()
    {
        string cell = _folder.AddCell("greeter", "report");
        await File.WriteAllTextAsync(Path.Combine(cell, "log"), "where the folder should be");

        await StartAsync(cell);

        Assert.Equal("\"Hello, Ada!\"\n", (await CallAsync(cell)).Output.ReplaceLineEndings("\n"));
    }

    private static async Task StartAsync(string cell)
    {
        ToolRun start = await CellFolder.RunAsync("start", cell);
        Assert.True(start.ExitCode == ExitCode.Ok, start.Error);
    }

    private static Task<ToolRun> CallAsync(string cell) => CellFolder.RunAsync("call", cell, "Greet", "name=Ada");

    private static void Append(string cell, string tables) => File.AppendAllText(Path.Combine(cell, "cell.toml"), $"\n{tables}\n");

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A line is written after it was printed, by another process.</summary>
    private static async Task<ToolRun> WaitForLogAsync(string cell, string text)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            ToolRun run = await CellFolder.RunAsync("logs", cell);
            if (run.Output.Contains(text, StringComparison.Ordinal))
            {
                return run;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>The processes that serve a cell: those with its directory in their environment, the nucleus not among them.</summary>
    private static int[] ProcessesOf(string cell)
    {
        string variable = $"{CellDirectory.Variable}={cell}";
        List<int> found = [];
        foreach (string directory in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                continue;
            }

            try
            {
                bool isOfCell = File.ReadAllText(Path.Combine(directory, "environ")).Split('\0').Contains(variable);
                if (isOfCell && !File.ReadAllText(Path.Combine(directory, "cmdline")).Contains("Cells.Nucleus", StringComparison.Ordinal))
                {
                    found.Add(id);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone, or another user's.
                continue;
            }
        }

        return [.. found];
    }
}
