using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Completion;

public sealed class WordCompleterTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sch", "schema")]
    [InlineData("schema f", "freeze")]
    [InlineData("start --no", "--no-build --no-wait")]
    [InlineData("start --js", "--json")]
    [InlineData("start --json --js", "")]
    [InlineData("schema diff --format g", "github")]
    [InlineData("completion z", "zsh")]
    [InlineData("start -c ", "")]
    [InlineData("run . -- --js", "")]
    [InlineData("comple", "completion")]
    public async Task Word_becomes_what_the_commands_have(string line, string expected)
        => Assert.Equal(expected, string.Join(' ', await CompleteAsync(line.Split(' '))));

    [Fact]
    public async Task Words_that_follow_the_tool_are_its_commands_with_what_they_do()
    {
        ToolRun run = await CellFolder.RunAsync("complete", "--next");

        Assert.Contains("start\tBuilds a cell", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("complete\t", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_becomes_that_of_a_cell_below_it()
    {
        _folder.AddCell("catalog");
        _folder.AddCell("shop/pricing");
        Directory.CreateDirectory(Path.Combine(_folder.Root, "catalog", "bin", "stale"));
        File.WriteAllText(Path.Combine(_folder.Root, "catalog", "bin", "stale", "cell.toml"), "");

        Assert.Equal([$"{_folder.Root}/catalog", $"{_folder.Root}/shop/pricing"], await CompleteAsync("start", $"{_folder.Root}/"));
        Assert.Equal([$"{_folder.Root}/shop/pricing"], await CompleteAsync("start", $"{_folder.Root}/sh"));
    }

    [Fact]
    public async Task Call_becomes_one_of_the_cell_and_its_arguments_the_parameters_that_are_left()
    {
        string cell = _folder.AddManifest("orders", "");
        OrdersSchemas.Save(OrdersSchemas.Baseline, cell, "cache", "schema.json");
        string[] calls = [.. OrdersSchemas.Baseline.Calls.Select(static call => call.Name)];

        Assert.Equal(calls, await CompleteAsync("call", cell, ""));
        Assert.Equal([$"{OrdersSchemas.Baseline.Calls[0].Parameters[0].Name}="], await CompleteAsync("use", cell, calls[0], ""));
        Assert.Empty(await CompleteAsync("call", cell, calls[0], $"{OrdersSchemas.Baseline.Calls[0].Parameters[0].Name}=1", ""));
    }

    [Fact]
    public async Task Nothing_is_offered_where_nothing_is_known()
    {
        Assert.Empty(await CompleteAsync("call", "/nowhere/at/all", ""));
        Assert.Empty(await CompleteAsync("start", "/nowhere/at/all/"));
        Assert.Empty(await CompleteAsync("frob", ""));
    }

    private static async Task<string[]> CompleteAsync(params string[] words)
    {
        ToolRun run = await CellFolder.RunAsync(["complete", "--", .. words]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t')[0])];
    }
}
