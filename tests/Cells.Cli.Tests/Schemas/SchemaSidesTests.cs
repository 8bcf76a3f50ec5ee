using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Schema;

namespace Cells.Cli.Tests.Schemas;

public sealed class SchemaSidesTests : IDisposable
{
    private readonly CellFolder _folder = new();
    private readonly string _cell;

    public SchemaSidesTests()
    {
        _cell = _folder.AddManifest("orders", "[cell]\nversion = \"1.4.1\"\n\n[schema]\naccepts = \">=1.4 <2\"\n");
        OrdersSchemas.Save(OrdersSchemas.Broken, _cell, "cache", "schema.json");
        Freeze(OrdersSchemas.Baseline);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Directory_stands_for_what_its_last_build_exported()
    {
        JsonNode report = await DiffAsync(OrdersSchemas.Save(OrdersSchemas.Baseline, _folder.Root, "old.json"), _cell);

        Assert.Equal(("1.4.0", "1.4.1"), Versions(report));
        Assert.EndsWith("orders/cache/schema.json", (string)Comparison(report)["after"]!["origin"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_without_a_build_says_how_to_get_one()
    {
        File.Delete(Path.Combine(_cell, "cache", "schema.json"));

        string message = await UndecidedAsync("history:1.4.0", _cell);

        Assert.Contains("has not been built", message, StringComparison.Ordinal);
        Assert.Contains($"live:{_cell}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_is_that_of_the_cell_on_the_other_side()
        => Assert.Equal(("1.4.0", "1.4.1"), Versions(await DiffAsync("history:1.4.0", _cell)));

    [Fact]
    public async Task History_without_the_version_lists_those_there_are()
        => Assert.Contains("it has 1.4.0", await UndecidedAsync("history:1.3.0", _cell), StringComparison.Ordinal);

    [Fact]
    public async Task Kept_schema_of_another_version_than_its_name_decides_nothing()
    {
        OrdersSchemas.Save(OrdersSchemas.Baseline, _cell, "schemas", "1.4.7.json");

        Assert.Contains("1.4.7.json holds version 1.4.0", await UndecidedAsync("history:1.4.7", _cell), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_is_every_version_that_the_cell_accepts()
    {
        Freeze(OrdersSchemas.Baseline with { Version = "1.3.0" });
        Freeze(OrdersSchemas.Extended);
        File.WriteAllText(Path.Combine(_cell, "schemas", "notes.json"), "{}");

        JsonNode all = await DiffAsync("all", _cell);
        JsonNode retained = await DiffAsync("retained", _cell);

        string[] versions = [.. all["comparisons"]!.AsArray().Select(comparison => (string)comparison!["before"]!["version"]!)];
        Assert.Equal(["1.4.0", "1.5.0"], versions);
        Assert.Equal(2, retained["comparisons"]!.AsArray().Count);
    }

    [Fact]
    public async Task All_without_a_baseline_is_no_pass()
    {
        Directory.Delete(Path.Combine(_cell, "schemas"), recursive: true);

        string message = await UndecidedAsync("all", _cell);

        Assert.Contains("does not run", message, StringComparison.Ordinal);
        Assert.Contains("`cells schema freeze", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_unreadable_baseline_of_several_leaves_the_answer_undecided_and_shows_the_rest()
    {
        File.WriteAllText(Path.Combine(_cell, "schemas", "1.6.0.json"), "{");

        ToolRun run = await CellFolder.RunAsync("schema", "diff", "all", _cell, "--json");

        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.Equal((ExitCode.Undecided, "undecided"), (run.ExitCode, (string)report["outcome"]!));
        Assert.True((int)report["counts"]!["breaking"]! > 0);
        Assert.Equal(1, (int)report["counts"]!["undecided"]!);
    }

    [Fact]
    public async Task Live_asks_the_running_cell()
    {
        string greeter = _folder.AddCell("greeter");
        ToolRun start = await CellFolder.RunAsync("start", greeter);
        Assert.True(start.ExitCode == ExitCode.Ok, start.Error);

        JsonNode named = await DiffAsync($"live:{greeter}", Path.Combine(greeter, "run", "public", "cell.sock"));
        JsonNode all = await DiffAsync("all", $"live:{greeter}");

        Assert.Equal(("1.2.3", "1.2.3"), Versions(named));
        Assert.Equal($"live {greeter}", (string)Comparison(all)["before"]!["origin"]!);
    }

    [Fact]
    public async Task Live_of_a_cell_that_does_not_run_names_the_command_that_starts_it()
        => Assert.Contains($"`cells start '{_cell}'`", await UndecidedAsync("live", _cell), StringComparison.Ordinal);

    [Fact]
    public async Task Commit_stands_for_the_newest_schema_that_it_keeps()
    {
        GitTree tree = new(_folder.Root);
        Freeze(OrdersSchemas.Baseline with { Version = "1.10.0" });
        Freeze(OrdersSchemas.Baseline with { Version = "1.9.0" });
        string commit = tree.Commit();
        Freeze(OrdersSchemas.Baseline with { Version = "1.11.0" });

        JsonNode report = await DiffAsync("git:main", _cell);

        Assert.Equal("1.10.0", Versions(report).Before);
        Assert.EndsWith($"orders/schemas/1.10.0.json at git:main ({commit[..8]})", (string)Comparison(report)["before"]!["origin"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_keeps_a_cell_whose_directory_is_gone()
    {
        GitTree tree = new(_folder.Root);
        tree.Commit();
        string now = OrdersSchemas.Save(OrdersSchemas.Extended, _folder.Root, "now.json");
        Directory.Delete(_cell, recursive: true);

        Assert.Equal(("1.4.0", "1.5.0"), Versions(await DiffAsync($"git:HEAD:{_cell}", now)));
    }

    [Fact]
    public async Task Commit_and_file_stand_for_the_schema_in_it()
    {
        GitTree tree = new(_folder.Root);
        string file = OrdersSchemas.Save(OrdersSchemas.Baseline, _folder.Root, "a [b]", "orders.schema.json");
        tree.Commit();
        OrdersSchemas.Save(OrdersSchemas.Extended, file);
        tree.Commit();

        Assert.Equal(("1.4.0", "1.5.0"), Versions(await DiffAsync($"git:HEAD~1:{file}", $"git:HEAD:{file}")));
    }

    [Fact]
    public async Task Commit_without_a_schema_says_how_to_commit_one()
    {
        GitTree tree = new(_folder.Root);
        Directory.Delete(Path.Combine(_cell, "schemas"), recursive: true);
        tree.Commit();

        string message = await UndecidedAsync("git:main", _cell);

        Assert.Contains("orders/schemas has no <version>.json at git:main", message, StringComparison.Ordinal);
        Assert.Contains("`cells schema freeze", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git:nowhere", "knows no commit 'nowhere'")]
    [InlineData("git:--help", "knows no commit '--help'")]
    [InlineData("git:main^{tree}", "knows no commit 'main^{tree}'")]
    public async Task Commit_that_git_does_not_know_decides_nothing(string side, string message)
    {
        GitTree tree = new(_folder.Root);
        tree.Commit();

        Assert.Contains(message, await UndecidedAsync(side, _cell), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_outside_every_repository_decides_nothing()
        => Assert.Contains("not a git repository", await UndecidedAsync("git:main", _cell), StringComparison.Ordinal);

    [Theory]
    [InlineData("git:")]
    [InlineData("git::orders")]
    [InlineData("live:")]
    [InlineData("history:")]
    [InlineData("history:latest")]
    [InlineData("")]
    public async Task Side_that_names_nothing_is_a_usage_error(string side)
    {
        ToolRun run = await CellFolder.RunAsync("schema", "diff", side, _cell, "--json");

        Assert.Equal((ExitCode.Usage, "usage"), (run.ExitCode, (string)JsonNode.Parse(run.Output)!["error"]!["code"]!));
    }

    [Theory]
    [InlineData("all")]
    [InlineData("retained")]
    public async Task Several_schemas_cannot_be_the_second_side(string side)
        => Assert.Equal(ExitCode.Usage, (await CellFolder.RunAsync("schema", "diff", _cell, side)).ExitCode);

    [Theory]
    [InlineData("{\"a\":", "1,6")]
    [InlineData("[]", "not an object")]
    [InlineData("{\n  \"x-cells\": 2\n}", "2,14")]
    [InlineData("", "1,1")]
    [InlineData("\u0000\u0001", "1,1")]
    public async Task Document_that_is_no_schema_decides_nothing_and_is_named_with_its_place(string document, string place)
    {
        string file = Path.Combine(_folder.Root, "x.json");
        File.WriteAllText(file, document);

        string message = await UndecidedAsync(file, _cell);

        Assert.StartsWith(file, message, StringComparison.Ordinal);
        Assert.Contains(place, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_document_decides_nothing()
        => Assert.Contains("larger than", await UndecidedAsync("/dev/zero", _cell), StringComparison.Ordinal);

    [Fact]
    public async Task Document_that_is_not_there_decides_nothing()
        => Assert.Contains("There is no /nowhere/at/all", await UndecidedAsync("/nowhere/at/all", _cell), StringComparison.Ordinal);

    [Fact]
    public async Task Pipe_that_nobody_writes_to_ends_with_the_interruption()
    {
        string pipe = Path.Combine(_folder.Root, "pipe");
        using (System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            made.WaitForExit();
        }

        using CancellationTokenSource interruption = new();
        Task<ToolRun> running = CellFolder.RunAsync(["schema", "diff", _cell, pipe], interruption.Token);
        await interruption.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, (await running).ExitCode);

        // The thread that opens the pipe ends with a writer. Opened both ways, the pipe makes nobody wait for its reader.
        using FileStream writer = new(pipe, FileMode.Open, FileAccess.ReadWrite);
    }

    private void Freeze(CellSchema schema) => OrdersSchemas.Save(schema, _cell, "schemas", $"{schema.Version}.json");

    private static async Task<JsonNode> DiffAsync(string before, string after)
    {
        ToolRun run = await CellFolder.RunAsync("schema", "diff", before, after, "--json", "--all");
        Assert.True(run.ExitCode is ExitCode.Ok or ExitCode.No, run.Output + run.Error);
        return JsonNode.Parse(run.Output)!;
    }

    /// <summary>Compares sides that cannot be had, in two formats, and returns why not.</summary>
    private static async Task<string> UndecidedAsync(string before, string after)
    {
        ToolRun json = await CellFolder.RunAsync("schema", "diff", before, after, "--json", "--fail-on", "never");
        ToolRun text = await CellFolder.RunAsync("schema", "diff", before, after);

        JsonNode report = JsonNode.Parse(json.Output)!;
        Assert.Equal((ExitCode.Undecided, ExitCode.Undecided), (json.ExitCode, text.ExitCode));
        Assert.Equal("undecided", (string)report["error"]!["code"]!);
        Assert.Contains("Could not decide", text.Output, StringComparison.Ordinal);
        Assert.Equal("CELL2000", (string)Comparison(report)["findings"]![0]!["rule"]!);
        return (string)report["error"]!["message"]!;
    }

    private static JsonNode Comparison(JsonNode report) => report["comparisons"]![0]!;

    private static (string Before, string After) Versions(JsonNode report)
        => ((string)Comparison(report)["before"]!["version"]!, (string)Comparison(report)["after"]!["version"]!);
}
