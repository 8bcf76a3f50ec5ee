using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Commands;

public sealed class UnitCommandTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Units_are_written_to_stdout()
    {
        string cell = _folder.AddCell("greeter");

        ToolRun run = await CellFolder.RunAsync("unit", cell);

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.Split('\n');
        Assert.Contains($"ListenStream={cell}/run/public/cell.sock", lines);
        Assert.Contains("DirectoryMode=0700", lines);
        Assert.Contains("Type=notify", lines);
        Assert.Contains($"WorkingDirectory={cell}", lines);
        Assert.Contains($"Environment=\"CELLS_DIRECTORY={cell}\"", lines);
        Assert.Contains("Environment=\"TEST_CELL=serve\"", lines);
        Assert.Contains("Restart=on-failure", lines);
        Assert.Contains("TimeoutStopSec=45s", lines);
        Assert.Contains(lines, static line => line.StartsWith("ExecStart=\"/", StringComparison.Ordinal) && line.EndsWith("Cells.Cli.Tests.dll\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.StartsWith("MemoryMax", StringComparison.Ordinal) || line.StartsWith("ProtectSystem", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Units_with_everything_in_them_are_found_right_by_systemd()
    {
        string cell = _folder.AddManifest("odd name, 100% of it", $"""
            [cell]
            name = "greeter"
            description = "Greets 100 % of $USER, \"politely\""
            binary = "{typeof(CellFolder).Assembly.Location}"
            replicas = 3
            [life_cycle]
            restart = "always"
            drain_timeout = "1500ms"
            [limits]
            memory = "256MiB"
            cpu = 1.5
            [sandbox]
            enabled = true
            [env]
            GREETING = "50 % \"off\" \\ $HOME\nsecond line"
            """);
        string units = Path.Combine(_folder.Root, "units");

        ToolRun run = await CellFolder.RunAsync("unit", cell, "--output", units);

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Output));
        Assert.Contains("replicas = 3, and systemd starts one process", run.Error, StringComparison.Ordinal);
        Assert.Contains($"wrote {units}/cell-greeter.socket", run.Error, StringComparison.Ordinal);
        string service = await File.ReadAllTextAsync(Path.Combine(units, "cell-greeter.service"));
        string[] lines = service.Split('\n');
        Assert.Contains("Restart=always", lines);
        Assert.Contains("TimeoutStopSec=17s", lines);
        Assert.Contains("MemoryMax=268435456", lines);
        Assert.Contains("CPUQuota=150%", lines);
        Assert.Contains("Environment=\"DOTNET_GCHeapHardLimit=C000000\"", lines, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("Environment=\"DOTNET_PROCESSOR_COUNT=2\"", lines);
        Assert.Contains("PrivateNetwork=yes", lines);
        Assert.Contains(@"Environment=""GREETING=50 %% \""off\"" \\ $HOME\nsecond line""", lines);
        await VerifyAsync(units);
    }

    [Fact]
    public async Task Units_of_a_user_name_nobody_to_run_as()
    {
        string cell = _folder.AddCell("greeter");
        await File.AppendAllTextAsync(Path.Combine(cell, "cell.toml"), "\n[sandbox]\nenabled = true\n");
        string units = Path.Combine(_folder.Root, "units");

        ToolRun own = await CellFolder.RunAsync("unit", cell, "--user", "--output", units, "--json");
        ToolRun system = await CellFolder.RunAsync("unit", cell, "--json");

        JsonArray files = JsonNode.Parse(own.Output)!.AsArray();
        Assert.Equal(["cell-greeter.socket", "cell-greeter.service"], files.Select(static file => (string)file!["unit"]!));
        Assert.All(files, static file => Assert.DoesNotContain("User=", (string)file!["text"]!, StringComparison.Ordinal));
        Assert.All(files, static file => Assert.Equal((string)file!["text"]!, File.ReadAllText((string)file!["path"]!)));
        Assert.All(JsonNode.Parse(system.Output)!.AsArray(), static file => Assert.Contains("User=", (string)file!["text"]!, StringComparison.Ordinal));
        Assert.Contains("PrivateUsers=yes\n", (string)files[1]!["text"]!, StringComparison.Ordinal);
        await VerifyAsync(units);
    }

    [Fact]
    public async Task Path_that_no_unit_can_name_is_refused()
    {
        string manifest = $"[cell]\nname = \"greeter\"\nbinary = \"{typeof(CellFolder).Assembly.Location}\"\n";
        string tooLong = _folder.AddManifest(new string('x', 100), manifest);
        string odd = _folder.AddManifest("line\nbreak", manifest);

        ToolRun ofLong = await CellFolder.RunAsync("unit", tooLong);
        ToolRun ofOdd = await CellFolder.RunAsync("unit", odd);

        Assert.Equal((ExitCode.No, ""), (ofLong.ExitCode, ofLong.Output));
        Assert.Contains("at most 107 bytes", ofLong.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.No, ""), (ofOdd.ExitCode, ofOdd.Output));
        Assert.Contains("that no systemd unit can hold", ofOdd.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cell_without_a_build_has_no_unit()
    {
        ToolRun run = await CellFolder.RunAsync("unit", _folder.AddManifest("shop", "[cell]\nbinary = \"bin/shop\"\n"));

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.Contains("which is not there", run.Error, StringComparison.Ordinal);
    }

    private static async Task VerifyAsync(string folder)
    {
        ProcessStartInfo start = new("systemd-analyze", ["verify", .. Directory.GetFiles(folder)]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        // It names what it does not know and passes: it must name nothing of ours.
        Assert.True(process.ExitCode == 0 && !errors.Contains("cell-", StringComparison.Ordinal), $"exit code {process.ExitCode}\n{await output}{errors}");
    }
}
