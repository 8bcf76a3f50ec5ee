using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Diagnosis;
using Cells.Cli.Graph;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;
using Cells.Directories;
using Cells.Nucleus.Limits;
using Cells.Nucleus.Sandboxing;
using Cells.Schema;
using NJsonSchema;

namespace Cells.Cli.Tests.Diagnosis;

[SupportedOSPlatform("linux")]
public sealed class DoctorTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Healthy_cell_has_no_problem_and_its_process_is_named()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell);

        ToolRun run = await CellFolder.RunAsync("doctor", cell, "--json");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "doctor-report.json"));
        Assert.Empty(schema.Validate(run.Output));
        JsonNode[] findings = [.. JsonNode.Parse(run.Output)!["findings"]!.AsArray()!];
        Assert.Equal(["access", "manifest", "process", "socket-path"], findings.Where(static finding => finding["cell"] is not null).Select(static finding => (string)finding["check"]!).Order());
        Assert.All(findings.Where(static finding => finding["cell"] is not null), static finding => Assert.Equal("ok", (string)finding["severity"]!));
        string process = (string)findings.Single(static finding => (string)finding["check"]! == "process")["message"]!;
        Assert.Matches(@"^process \d+ \(.*Cells\.\w+(\.Tests)?\.dll.*\) holds run/lock, and the cell answers$", process);
        Assert.NotEmpty(schema.Validate(run.Output.Replace("\"ok\"", "\"fine\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Problems_come_with_what_mends_them()
    {
        string stale = _folder.AddCell("stale");
        Directory.CreateDirectory(CellDirectory.At(stale).PublicPath);
        File.SetUnixFileMode(CellDirectory.At(stale).RunPath, (UnixFileMode)0x1ED);
        await File.WriteAllTextAsync(CellDirectory.At(stale).SocketPath, "");
        string broken = _folder.AddManifest("broken", "[cell]\nversion = 1\n");
        string deep = _folder.AddManifest(new string('x', 100), "[cell]\nname = \"deep\"\n");

        ToolRun run = await CellFolder.RunAsync("doctor", _folder.Root);
        ToolRun json = await CellFolder.RunAsync("doctor", _folder.Root, "--json");

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.Contains("1 error, ", run.Error, StringComparison.Ordinal);
        string[] lines = run.Output.Split('\n');
        AssertProblem(lines, "warning", "access: run/ may be entered by others than its owner (mode 755)", $"chmod 700 '{stale}/run'");
        AssertProblem(lines, "warning", "process: a process that was killed left a stale socket", $"cells start '{stale}'");
        AssertProblem(lines, "error", $"manifest: {broken}/cell.toml has errors. {broken}/cell.toml(2,11): error CELL0003", $"${{EDITOR:-vi}} '{broken}/cell.toml'");
        AssertProblem(lines, "warning", "socket-path: ", $"mv '{deep}' /srv/");
        JsonNode report = JsonNode.Parse(json.Output)!;
        Assert.Equal(1, (int)report["errors"]!);
        Assert.All(report["findings"]!.AsArray(), static finding => Assert.Equal((string)finding!["severity"]! == "ok", finding["fix"] is null));
    }

    [Fact]
    public async Task Command_that_is_named_mends_what_was_found()
    {
        string cell = _folder.AddCell("greeter");
        Directory.CreateDirectory(CellDirectory.At(cell).PublicPath);
        File.SetUnixFileMode(CellDirectory.At(cell).RunPath, (UnixFileMode)0x1ED);
        await File.WriteAllTextAsync(CellDirectory.At(cell).SocketPath, "");
        string manifest = CellDirectory.At(cell).ManifestPath;
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("version = ", "versoin = ", StringComparison.Ordinal));

        // What was left of a process that is gone, what others may enter, and a typing error.
        Assert.Equal(["manifest", "access", "process"], await MendAsync(cell));
        Assert.Empty(await MendAsync(cell));

        // Neither nucleus nor process answers.
        CellState hung = CellState.Read(CellDirectory.At(cell))!;
        await SignalAsync("STOP", hung.ProcessId, hung.NucleusId);
        Assert.Equal(["process"], await MendAsync(cell));
        await SignalAsync("CONT", hung.ProcessId);
        await Poll.UntilAsync(() => !CellState.IsRunning(CellDirectory.At(cell)));
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("start", cell)).ExitCode);
        Assert.Empty(await MendAsync(cell));
    }

    [Fact]
    public async Task Cell_that_is_not_started_again_is_an_error_until_it_is_restarted_and_an_idle_one_is_none()
    {
        string cell = _folder.AddCell("greeter");
        await File.AppendAllTextAsync(CellDirectory.At(cell).ManifestPath, "\n[life_cycle]\nrestart = \"never\"\n");
        await CellFolder.RunAsync("start", cell, "--idle");
        Assert.Empty(await MendAsync(cell));
        await CellFolder.RunAsync("start", cell);
        using (Process process = Process.GetProcessById(CellState.Read(CellDirectory.At(cell))!.ProcessId))
        {
            process.Kill();
        }

        await Poll.UntilAsync(() => CellState.Read(CellDirectory.At(cell)) is { Condition: "failing" });

        Assert.Equal(["process"], await MendAsync(cell));
        Assert.Empty(await MendAsync(cell));
    }

    [Fact]
    public async Task Process_that_does_not_answer_is_named_with_its_number()
    {
        string cell = _folder.AddCell("greeter");
        CellDirectory directory = CellDirectory.At(cell);
        directory.CreateRunDirectory();
        using CellLock held = (await CellLock.TryAcquireAsync(directory, default))!;

        ToolRun run = await CellFolder.RunAsync("doctor", cell);

        Assert.Equal(ExitCode.No, run.ExitCode);
        AssertProblem(run.Output.Split('\n'), "error", $"process: process {Environment.ProcessId} (", $"kill -9 {Environment.ProcessId}");
    }

    [Fact]
    public async Task Holder_is_found_among_the_locks_of_others()
    {
        CellDirectory directory = CellDirectory.At(_folder.AddCell("greeter"));
        directory.CreateRunDirectory();
        Assert.Null(LockHolder.Find(directory));
        using CellLock held = (await CellLock.TryAcquireAsync(directory, default))!;
        Assert.Equal(Environment.ProcessId, LockHolder.Find(directory)!.ProcessId);

        // A process of another container has no number here.
        string proc = Directory.CreateDirectory(Path.Combine(_folder.Root, "proc")).FullName;
        string entry = File.ReadLines("/proc/locks").Single(line => line.Contains($" {Environment.ProcessId} ", StringComparison.Ordinal) && IsOf(line, directory));
        await File.WriteAllTextAsync(Path.Combine(proc, "locks"), entry.Replace($" {Environment.ProcessId} ", " 0 ", StringComparison.Ordinal));
        Assert.Null(LockHolder.Find(directory, proc));
        await File.WriteAllTextAsync(Path.Combine(proc, "locks"), $"1: POSIX ADVISORY WRITE 1 00:00:1 0 EOF\nodd\n{entry}\n");
        Assert.Equal(new LockHolder(Environment.ProcessId, ""), LockHolder.Find(directory, proc));
    }

    [Fact]
    public async Task Editor_inputs_are_compared_with_what_a_build_would_take()
    {
        string orders = _folder.AddManifest("orders", "[cell]\n");
        string shop = _folder.AddManifest("shop", "[cell]\n[deps]\norders = \"../orders\"\n");
        await File.WriteAllTextAsync(Path.Combine(shop, "shop.csproj"), "<Project />");
        await WriteAsync(Path.Combine(orders, "cache", "schema.json"), SchemaDocument.Write(OrdersSchemas.Baseline));
        CellNode cell = ManifestFile.Read(shop);

        Finding never = await CheckAsync();
        await WriteAsync(Path.Combine(shop, "obj", "Debug", "net10.0", "cells", "orders.schema.json"), SchemaDocument.Write(OrdersSchemas.Baseline));
        Finding same = await CheckAsync();
        await WriteAsync(Path.Combine(orders, "cache", "schema.json"), SchemaDocument.Write(OrdersSchemas.Broken));
        Finding changed = await CheckAsync();

        Assert.Equal((Severity.Warning, Severity.Ok, Severity.Warning), (never.Severity, same.Severity, changed.Severity));
        Assert.Contains("was never resolved", never.Message, StringComparison.Ordinal);
        Assert.Contains("has another schema than the last build saw", changed.Message, StringComparison.Ordinal);
        Assert.Equal($"dotnet build '{shop}'", changed.Fix);

        async Task<Finding> CheckAsync() => Assert.Single(await EditorInputs.CheckAsync(cell, CancellationToken.None));
    }

    [Fact]
    public async Task Machine_without_what_cells_need_is_told_what_to_install()
    {
        string sdk = Path.Combine(_folder.Root, "dotnet");
        await WriteProgramAsync(sdk, "echo '8.0.100 [/usr/share/dotnet/sdk]'");
        ControlGroups groups = new(_folder.Root, Path.Combine(_folder.Root, "nothing"), Environment.ProcessId);

        Cells.Cli.Diagnosis.Diagnosis machine = await new MachineChecks(sdk, new Bubblewrap(""), groups).RunAsync(CancellationToken.None);
        Cells.Cli.Diagnosis.Diagnosis bare = await new MachineChecks(Path.Combine(_folder.Root, "no-dotnet"), new Bubblewrap(""), groups).RunAsync(CancellationToken.None);

        Assert.Equal(
            [("sdk", Severity.Error), ("memfd", Severity.Ok), ("sandbox", Severity.Warning), ("cgroup", Severity.Warning)],
            machine.Findings.Select(static finding => (finding.Check, finding.Severity)));
        Assert.Contains("has the SDKs 8.0.100, and cells need 10.0 or later", machine.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(("apt-get install bubblewrap", "boot Linux with systemd.unified_cgroup_hierarchy=1"), (machine.Findings[2].Fix, machine.Findings[3].Fix));
        Assert.Contains("cannot be started", bare.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task This_machine_has_what_these_tests_need()
    {
        Cells.Cli.Diagnosis.Diagnosis machine = await MachineChecks.OfMachine.RunAsync(CancellationToken.None);

        Assert.All(machine.Findings.Where(static finding => finding.Check != "cgroup"), static finding => Assert.Equal((Severity.Ok, null), (finding.Severity, finding.Fix)));
    }

    /// <summary>Runs what the tool names for each finding of a cell, in a shell, and gives the checks.</summary>
    private async Task<string[]> MendAsync(string cell)
    {
        // A program of that name, and an editor for those who type with care.
        await WriteProgramAsync(Path.Combine(_folder.Root, "cells"), $"exec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "Cells.Cli.dll")}' \"$@\"");
        await WriteProgramAsync(Path.Combine(_folder.Root, "editor"), "sed -i s/versoin/version/ \"$1\"");
        ToolRun run = await CellFolder.RunAsync("doctor", cell, "--json");
        JsonNode[] problems = [.. JsonNode.Parse(run.Output)!["findings"]!.AsArray().Where(static finding => finding!["cell"] is not null && (string)finding["severity"]! != "ok")!];
        foreach (JsonNode problem in problems)
        {
            ProcessStartInfo start = new("sh", ["-c", (string)problem["fix"]!]) { RedirectStandardError = true };
            start.Environment["PATH"] = $"{_folder.Root}:{start.Environment["PATH"]}";
            start.Environment["EDITOR"] = "editor";
            using Process process = Process.Start(start)!;
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{problem}\n{error}");
        }

        return [.. problems.Select(static problem => (string)problem["check"]!)];
    }

    private static async Task SignalAsync(string signal, params int[] processes)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", .. processes.Select(static process => $"{process}")]);
        await kill.WaitForExitAsync();
    }

    private static bool IsOf(string line, CellDirectory directory)
        => line.Contains($":{Cells.Transports.LibC.Identify(directory.LockPath)!.Value.Inode} ", StringComparison.Ordinal);

    private static void AssertProblem(string[] lines, string severity, string message, string fix)
    {
        int index = Array.FindIndex(lines, line => line.StartsWith($"  {severity} ", StringComparison.Ordinal) && line.Contains(message, StringComparison.Ordinal));
        Assert.True(index >= 0, $"no {severity} '{message}' in\n{string.Join('\n', lines)}");
        Assert.Equal(fix, lines[index + 1].Trim());
    }

    private static async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }

    private static async Task WriteProgramAsync(string path, string script)
    {
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
