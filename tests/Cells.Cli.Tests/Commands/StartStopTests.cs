using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Directories;

namespace Cells.Cli.Tests.Commands;

public sealed class StartStopTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cell_started_runs_until_it_is_stopped()
    {
        string cell = _folder.AddCell("greeter");

        ToolRun start = await CellFolder.RunAsync("start", cell, "--json");
        ToolRun again = await CellFolder.RunAsync("start", cell);
        ToolRun running = await CellFolder.RunAsync("ps", _folder.Root, "--json");
        ToolRun table = await CellFolder.RunAsync("ps", _folder.Root);
        ToolRun stop = await CellFolder.RunAsync("stop", cell);
        ToolRun stopped = await CellFolder.RunAsync("ps", _folder.Root, "--json");
        ToolRun stopAgain = await CellFolder.RunAsync("stop", cell);

        JsonNode facts = JsonNode.Parse(start.Output)!;
        Assert.Equal((ExitCode.Ok, "running", "1.2.3", false), (start.ExitCode, (string)facts["state"]!, (string)facts["version"]!, (bool)facts["wasRunning"]!));
        Assert.Equal(ExitCode.Ok, again.ExitCode);
        Assert.Contains("runs already", again.Error, StringComparison.Ordinal);
        JsonNode listed = Assert.Single(JsonNode.Parse(running.Output)!.AsArray())!;
        Assert.Equal(("running", (int)facts["pid"]!), ((string)listed["state"]!, (int)listed["pid"]!));
        Assert.Matches(@"greeter +running +\d+ +1\.2\.3 +\d+s +[0-9a-f]{12} ", table.Output);
        Assert.Equal(ExitCode.Ok, stop.ExitCode);
        Assert.Contains("stopped (pid", stop.Error, StringComparison.Ordinal);
        Assert.Equal("stopped", (string)JsonNode.Parse(stopped.Output)![0]!["state"]!);
        Assert.Equal(ExitCode.NotFound, stopAgain.ExitCode);
    }

    [Fact]
    public async Task Cell_that_crashes_at_start_fails_with_the_end_of_its_log()
    {
        string cell = _folder.AddCell("greeter", "crash");

        ToolRun run = await CellFolder.RunAsync("start", cell);

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.Contains("ended with exit code 9", run.Error, StringComparison.Ordinal);
        Assert.Contains("  products.csv(7): no price", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signal_ends_the_cell_that_is_being_started()
    {
        string cell = _folder.AddCell("a", "wait");
        using Process tool = CellFolder.StartTool("start", cell);
        await CellFolder.WaitForFileAsync(Path.Combine(cell, Greeter.WaitingFile));

        await InterruptAsync(tool);

        await Poll.UntilAsync(() => !CellState.IsRunning(CellDirectory.At(cell)));
    }

    [Fact]
    public async Task Signal_during_a_restart_leaves_what_serves()
    {
        string cell = _folder.AddCell("a");
        await CellFolder.RunAsync("start", cell);
        int serving = CellState.Read(CellDirectory.At(cell))!.ProcessId;
        _folder.AddCell("a", "wait");
        using Process tool = CellFolder.StartTool("restart", cell);
        await CellFolder.WaitForFileAsync(Path.Combine(cell, Greeter.WaitingFile));

        await InterruptAsync(tool);

        Assert.Equal("\"Hello, Ada!\"\n", (await CellFolder.RunAsync("call", cell, "Greet", "name=Ada")).Output.ReplaceLineEndings("\n"));
        Assert.Contains(CellState.Read(CellDirectory.At(cell))!.Processes, process => process.ProcessId == serving && !process.IsDraining);
    }

    [Fact]
    public async Task Cell_that_does_not_answer_is_ended_when_the_time_is_over()
    {
        string cell = _folder.AddCell("greeter", "silent");

        ToolRun run = await CellFolder.RunAsync("start", cell, "--timeout", "300ms", "--json");

        Assert.Equal(ExitCode.Timeout, run.ExitCode);
        Assert.Contains("did not answer", (string)JsonNode.Parse(run.Output)!["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_that_a_crash_left_is_noted_and_replaced()
    {
        string cell = _folder.AddCell("greeter");
        CellDirectory directory = CellDirectory.At(cell);
        Directory.CreateDirectory(directory.PublicPath);
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(directory.SocketPath));
        }

        // Closing removes the file; a crash does not.
        File.WriteAllText(directory.SocketPath, "");
        ToolRun before = await CellFolder.RunAsync("ps", _folder.Root);
        ToolRun start = await CellFolder.RunAsync("start", cell);

        Assert.Contains("left a stale socket", before.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, start.ExitCode);
    }

    [Fact]
    public async Task Cell_whose_nucleus_was_killed_ends_its_calls_and_starts_again_without_a_second_owner()
    {
        string cell = _folder.AddCell("greeter");
        CellDirectory directory = CellDirectory.At(cell);
        await CellFolder.RunAsync("start", cell);
        CellState before = CellState.Read(directory)!;
        using (Process nucleus = Process.GetProcessById(before.NucleusId))
        {
            nucleus.Kill();
            await nucleus.WaitForExitAsync();
        }

        ToolRun list = await CellFolder.RunAsync("ps", _folder.Root, "--json");
        ToolRun start = await CellFolder.RunAsync("start", cell);

        Assert.Equal("stopped", (string)JsonNode.Parse(list.Output)![0]!["state"]!);
        Assert.Contains("stale", (string)JsonNode.Parse(list.Output)![0]!["note"]!, StringComparison.Ordinal);
        Assert.True(start.ExitCode == ExitCode.Ok, start.Error);
        Assert.Contains("greeter: running (pid", start.Error, StringComparison.Ordinal);
        Assert.Single(CellState.Read(directory)!.Processes);
        Assert.NotEqual(before.ProcessId, CellState.Read(directory)!.ProcessId);
        await WaitForEndAsync(before.ProcessId);
    }

    [Fact]
    public async Task Cell_that_is_started_idle_is_started_by_its_first_caller_and_restarted_on_demand()
    {
        string cell = _folder.AddCell("greeter");

        ToolRun start = await CellFolder.RunAsync("start", cell, "--idle", "--json");
        ToolRun call = await CellFolder.RunAsync("call", cell, "Greet", """{"name":"Ada"}""");
        int first = CellState.Read(CellDirectory.At(cell))!.ProcessId;
        ToolRun restart = await CellFolder.RunAsync("restart", cell, "--wait", "--json");
        ToolRun rollback = await CellFolder.RunAsync("rollback", cell);

        Assert.All((ToolRun[])[start, call, restart], static run => Assert.True(run.ExitCode == ExitCode.Ok, run.Output + run.Error));
        Assert.Equal("idle", (string)JsonNode.Parse(start.Output)!["state"]!);
        Assert.Contains("Hello, Ada!", call.Output, StringComparison.Ordinal);
        JsonNode facts = JsonNode.Parse(restart.Output)!;
        Assert.Equal("running", (string)facts["state"]!);
        Assert.NotEqual(first, (int)facts["pid"]!);
        await WaitForEndAsync(first);
        Assert.Equal(ExitCode.No, rollback.ExitCode);
        Assert.Contains("no earlier build", rollback.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_and_stop_at_once_end_in_one_of_both()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell);

        ToolRun[] runs = await Task.WhenAll(CellFolder.RunAsync("stop", cell), CellFolder.RunAsync("start", cell, "--json"));

        Assert.True(runs[0].ExitCode == ExitCode.Ok, runs[0].Error);
        Assert.True(runs[1].ExitCode == ExitCode.Ok, runs[1].Error);
        // Started before the stop, which then ended it, or after.
        bool isRunning = (string)JsonNode.Parse((await CellFolder.RunAsync("ps", _folder.Root, "--json")).Output)![0]!["state"]! == "running";
        Assert.Equal(isRunning, CellState.IsRunning(CellDirectory.At(cell)));
    }

    [Fact]
    public async Task Two_starts_at_once_leave_one_process()
    {
        string cell = _folder.AddCell("greeter");

        ToolRun[] runs = await Task.WhenAll(CellFolder.RunAsync("start", cell, "--json"), CellFolder.RunAsync("start", cell, "--json"));

        Assert.All(runs, run => Assert.Equal(ExitCode.Ok, run.ExitCode));
        ToolRun list = await CellFolder.RunAsync("ps", _folder.Root, "--json");
        Assert.Equal("running", (string)JsonNode.Parse(list.Output)![0]!["state"]!);
    }

    [Fact]
    public async Task Calls_in_flight_beyond_the_timeout_do_not_keep_the_cell()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell);
        Task<ToolRun> call = CellFolder.RunAsync("call", cell, "Wait");
        await CellFolder.WaitForFileAsync(Path.Combine(cell, Greeter.WaitingFile));

        ToolRun stop = await CellFolder.RunAsync("stop", cell, "--timeout", "300ms", "--json");

        Assert.Equal(ExitCode.Ok, stop.ExitCode);
        Assert.False((bool)JsonNode.Parse(stop.Output)!["drained"]!);
        Assert.NotEqual(ExitCode.Ok, (await call).ExitCode);
        Assert.False(File.Exists(CellDirectory.At(cell).SocketPath));
    }

    [Fact]
    public async Task Stop_that_takes_longer_says_what_it_waits_for()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell);
        Task<ToolRun> call = CellFolder.RunAsync("call", cell, "Wait");
        await CellFolder.WaitForFileAsync(Path.Combine(cell, Greeter.WaitingFile));

        ToolRun stop = await CellFolder.RunAsync("stop", cell, "--timeout", "2s");

        Assert.Equal(ExitCode.Ok, stop.ExitCode);
        Assert.Equal(
            ["greeter: ends its calls in flight, for at most 2s", "greeter: did not end within 2s and was killed"],
            stop.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(" (pid")[0].TrimEnd('\r')));
        await call;
    }

    [Fact]
    public async Task Stop_of_a_nucleus_that_does_not_answer_names_it_and_ends_nothing()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell);
        CellState state = CellState.Read(CellDirectory.At(cell))!;
        await SignalAsync("STOP", state.NucleusId);

        ToolRun stop = await CellFolder.RunAsync("stop", cell);

        await SignalAsync("CONT", state.NucleusId);
        Assert.Equal(ExitCode.Timeout, stop.ExitCode);
        Assert.Contains($"(process {state.NucleusId}) does not answer", stop.Error, StringComparison.Ordinal);
        Assert.Contains($"`kill -9 {state.NucleusId}`", stop.Error, StringComparison.Ordinal);
        Assert.Equal("\"Hello, Ada!\"\n", (await CellFolder.RunAsync("call", cell, "Greet", "name=Ada")).Output.ReplaceLineEndings("\n"));
        Assert.Equal(state.ProcessId, CellState.Read(CellDirectory.At(cell))!.ProcessId);
    }

    [Fact]
    public async Task Stop_refuses_a_process_that_is_younger_than_the_state()
    {
        string cell = _folder.AddCell("greeter");
        CellDirectory directory = CellDirectory.At(cell);
        ProcessStartInfo byHand = new("dotnet", ["exec", typeof(CellFolder).Assembly.Location]);
        byHand.Environment[CellDirectory.Variable] = cell;
        using Process process = Process.Start(byHand)!;
        await CellFolder.WaitForFileAsync(directory.StatePath);
        CellState state = CellState.Read(directory)!;
        string original = await File.ReadAllTextAsync(directory.StatePath);
        JsonNode changed = JsonNode.Parse(original)!;
        changed["startTime"] = state.StartTime.AddHours(-1).UtcDateTime.ToString("O");
        await File.WriteAllTextAsync(directory.StatePath, changed.ToJsonString());

        ToolRun stop = await CellFolder.RunAsync("stop", cell);

        Assert.Equal(ExitCode.No, stop.ExitCode);
        Assert.Contains("is not the cell's any more", stop.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(directory.StatePath, original);
    }

    /// <summary>Interrupts the tool, and waits until it has said so and gone.</summary>
    private static async Task InterruptAsync(Process tool)
    {
        await SignalAsync("INT", tool.Id);
        string error = await tool.StandardError.ReadToEndAsync();
        await tool.WaitForExitAsync();

        Assert.Equal(ExitCode.Interrupted, tool.ExitCode);
        Assert.Contains("Interrupted.", error, StringComparison.Ordinal);
    }

    private static async Task SignalAsync(string signal, int processId)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{processId}"]);
        await kill.WaitForExitAsync();
    }

    // Whoever inherits the dead looks after them in its own time.
    private static async Task WaitForEndAsync(int processId)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (Process.GetProcesses().Any(process => process.Id == processId))
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
