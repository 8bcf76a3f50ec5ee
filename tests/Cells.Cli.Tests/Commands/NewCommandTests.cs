using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.CommandLine;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Commands;

/// <summary>With a home of its own for <c>dotnet new</c>, so that the templates of whoever runs the tests count for nothing.</summary>
public sealed class NewCommandTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Template_is_made_once_it_is_installed_and_before_that_the_way_is_told()
    {
        string directory = Path.Combine(_folder.Root, "made", "catalog");
        ToolRun missing = await RunAsync("new", "cell", directory, "--json");
        string template = Directory.CreateDirectory(Path.Combine(_folder.Root, "template", ".template.config")).Parent!.FullName;
        await File.WriteAllTextAsync(
            Path.Combine(template, ".template.config", "template.json"),
            """{ "identity": "Test.Cell", "name": "Cell", "shortName": "cell", "author": "Test", "sourceName": "Cell1", "preferNameDirectory": true, "tags": { "type": "project" } }""");
        await File.WriteAllTextAsync(Path.Combine(template, "cell.toml"), "[cell]\nname = \"Cell1\"\n");
        await File.WriteAllTextAsync(Path.Combine(template, "Cell1.cs"), "");
        ToolRun install = await RunAsync(Start("dotnet", "new", "install", template));
        Assert.True(install.ExitCode == 0, install.Output + install.Error);

        ToolRun made = await RunAsync("new", "cell", directory, "--json");
        ToolRun again = await RunAsync("new", "cell", directory);

        Assert.Equal(ExitCode.NotFound, missing.ExitCode);
        Assert.Equal("Install the templates with `dotnet new install Cells.Templates`.", (string)JsonNode.Parse(missing.Output)!["error"]!["hint"]!);
        Assert.True(made.ExitCode == ExitCode.Ok, made.Output + made.Error);
        Assert.Equal(["catalog.cs", "cell.toml"], JsonNode.Parse(made.Output)!["files"]!.AsArray().Select(static file => (string)file!));
        Assert.Contains("name = \"catalog\"", await File.ReadAllTextAsync(Path.Combine(directory, "cell.toml")), StringComparison.Ordinal);
        Assert.Equal(ExitCode.No, again.ExitCode);
        Assert.Contains("is not empty", again.Error, StringComparison.Ordinal);
    }

    private async Task<ToolRun> RunAsync(params string[] args)
    {
        ToolRun run = await RunAsync(Start("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Cells.Cli.dll"), .. args]));
        ToolContract.Verify(args, run);
        return run;
    }

    private ProcessStartInfo Start(string program, params string[] args)
    {
        ProcessStartInfo start = new(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_HOME"] = _folder.Root;
        start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return start;
    }

    private static async Task<ToolRun> RunAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ToolRun(process.ExitCode, await output, error);
    }
}
