using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Commands;

public sealed class SchemaDiffCommandTests : IDisposable
{
    private readonly CellFolder _folder = new();
    private readonly string _baseline;
    private readonly string _extended;
    private readonly string _broken;
    private readonly string _hurried;

    public SchemaDiffCommandTests()
    {
        _baseline = OrdersSchemas.Save(OrdersSchemas.Baseline, _folder.Root, "baseline.json");
        _extended = OrdersSchemas.Save(OrdersSchemas.Extended, _folder.Root, "extended.json");
        _broken = OrdersSchemas.Save(OrdersSchemas.Broken, _folder.Root, "broken.json");
        _hurried = OrdersSchemas.Save(OrdersSchemas.Hurried, _folder.Root, "hurried.json");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("breaking", ExitCode.Ok, ExitCode.Ok, ExitCode.Ok, ExitCode.No)]
    [InlineData("warning", ExitCode.Ok, ExitCode.Ok, ExitCode.No, ExitCode.No)]
    [InlineData("compatible", ExitCode.Ok, ExitCode.No, ExitCode.No, ExitCode.No)]
    [InlineData("never", ExitCode.Ok, ExitCode.Ok, ExitCode.Ok, ExitCode.Ok)]
    public async Task Exit_code_says_whether_something_is_found_at_or_above_fail_on(string failOn, int same, int extended, int hurried, int broken)
    {
        Assert.Equal(same, (await DiffAsync(_baseline, "--fail-on", failOn)).ExitCode);
        Assert.Equal(extended, (await DiffAsync(_extended, "--fail-on", failOn)).ExitCode);
        Assert.Equal(hurried, (await DiffAsync(_hurried, "--fail-on", failOn)).ExitCode);
        Assert.Equal(broken, (await DiffAsync(_broken, "--fail-on", failOn)).ExitCode);
    }

    [Fact]
    public async Task Break_is_shown_with_rule_path_declarations_direction_remedy_and_the_command_that_accepts_it()
    {
        ToolRun run = await DiffAsync(_broken);

        Assert.Equal((ExitCode.No, ""), (run.ExitCode, run.Error));
        Assert.Contains("✗ CELL2204 Order.Note  breaking, response", run.Output, StringComparison.Ordinal);
        Assert.Contains("before  required string Note", run.Output, StringComparison.Ordinal);
        Assert.Contains("Make it optional first", run.Output, StringComparison.Ordinal);
        Assert.Matches("accept  cells schema accept [0-9a-f]{12}\n", run.Output.ReplaceLineEndings("\n"));
        Assert.Contains("Orders is 1.4.1 after 1.4.0; these changes need 2.0.0.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format", "yaml")]
    [InlineData("--json", "--format", "text")]
    [InlineData("--fail-on", "3")]
    [InlineData("--level", "il")]
    public async Task Wrong_option_is_a_usage_error(params string[] options)
    {
        ToolRun run = await DiffAsync(_broken, options);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    private Task<ToolRun> DiffAsync(string after, params string[] options) => CellFolder.RunAsync(["schema", "diff", _baseline, after, .. options]);
}
