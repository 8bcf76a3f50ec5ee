using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Commands;

public sealed class CallCommandTests : IAsyncLifetime, IDisposable
{
    private readonly CellFolder _folder = new();
    private string _cell = "";

    public async Task InitializeAsync()
    {
        _cell = _folder.AddCell("greeter");
        ToolRun start = await CellFolder.RunAsync("start", _cell);
        Assert.True(start.ExitCode == ExitCode.Ok, start.Error);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Greet", "name=Ada")]
    [InlineData("GreetAsync", "name=Ada")]
    [InlineData("Greet", "{\"name\":\"Ada\"}")]
    public async Task Result_is_printed_as_json(string call, string argument)
    {
        ToolRun run = await CellFolder.RunAsync("call", _cell, call, argument);

        Assert.Equal((ExitCode.Ok, "\"Hello, Ada!\"\n", ""), (run.ExitCode, run.Output.ReplaceLineEndings("\n"), run.Error));
    }

    [Fact]
    public async Task Declared_error_is_printed_with_its_members()
    {
        ToolRun prose = await CellFolder.RunAsync("call", _cell, "Find", "name=Ada");
        ToolRun json = await CellFolder.RunAsync("call", _cell, "Find", "name=Ada", "--json");

        Assert.Equal((ExitCode.No, ""), (prose.ExitCode, prose.Output));
        Assert.Contains("NotFound: nobody is called Ada", prose.Error, StringComparison.Ordinal);
        Assert.Contains("  Test.NobodyThere {\"", prose.Error, StringComparison.Ordinal);
        JsonNode error = JsonNode.Parse(json.Output)!["error"]!;
        Assert.Equal(("NotFound", "Test.NobodyThere"), ((string)error["status"]!, (string)error["name"]!));
        Assert.Equal("Ada", (string)Assert.Single(error["members"]!.AsObject()).Value!);
    }

    [Theory]
    [InlineData("nam=Ada", "$")]
    [InlineData("{\"name\":7}", "$.name")]
    [InlineData("{\"name\":", "$")]
    [InlineData("{}", "$")]
    public async Task Wrong_argument_names_its_json_path(string argument, string path)
    {
        ToolRun run = await CellFolder.RunAsync("call", _cell, "Greet", argument, "--json");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.StartsWith(path, (string)JsonNode.Parse(run.Output)!["error"]!["jsonPath"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_call_lists_those_there_are()
    {
        ToolRun run = await CellFolder.RunAsync("call", _cell, "Grete");

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.Contains("it has: Find, Greet, Greeted, Join, Shout, Wait, Watch.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_that_takes_too_long_times_out()
    {
        ToolRun run = await CellFolder.RunAsync("call", _cell, "Wait", "--timeout", "2s", "--json");

        Assert.Equal((ExitCode.Timeout, "DeadlineExceeded"), (run.ExitCode, (string)JsonNode.Parse(run.Output)!["error"]!["status"]!));
    }

    [Fact]
    public async Task Cell_that_is_not_running_is_named_with_the_command_that_starts_it()
    {
        string other = _folder.AddCell("other");

        ToolRun run = await CellFolder.RunAsync("call", other, "Greet", "name=Ada");

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.Contains($"`cells start '{other}'`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_is_shown_from_directory_socket_and_file()
    {
        string socket = Path.Combine(_cell, "run", "public", "cell.sock");
        string file = Path.Combine(_folder.Root, "greeter.schema.json");

        ToolRun prose = await CellFolder.RunAsync("schema", "show", _cell);
        ToolRun document = await CellFolder.RunAsync("schema", "show", socket, "--json");
        await File.WriteAllTextAsync(file, document.Output);
        ToolRun again = await CellFolder.RunAsync("schema", "show", file, "--json");

        Assert.Contains("  String Greet(String name)", prose.Output, StringComparison.Ordinal);
        Assert.Contains("  String Find(String name)  throws Test.NobodyThere", prose.Output, StringComparison.Ordinal);
        Assert.Contains("error Test.NobodyThere", prose.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, again.ExitCode);
        Assert.Equal(document.Output, again.Output);
    }

    [Fact]
    public async Task File_that_is_no_schema_says_why()
    {
        string file = Path.Combine(_folder.Root, "x.json");
        await File.WriteAllTextAsync(file, "{\"a\":");

        ToolRun run = await CellFolder.RunAsync("schema", "show", file);

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.Contains("holds no schema", run.Error, StringComparison.Ordinal);
    }
}
