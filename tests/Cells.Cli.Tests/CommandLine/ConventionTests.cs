using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Commands;
using Cells.Cli.Output;
using Cells.Cli.Tests.TestCells;
using NJsonSchema;

namespace Cells.Cli.Tests.CommandLine;

/// <summary>What every command has, whoever wrote it. What holds for each of their runs: <see cref="ToolContract"/>.</summary>
public sealed class ConventionTests
{
    [Theory]
    [MemberData(nameof(ToolCommands.Words), MemberType = typeof(ToolCommands))]
    public async Task Help_has_examples_that_parse_and_the_schema_of_its_json(string words)
    {
        ToolCommand command = ToolCommands.All[words];

        ToolRun help = await CellFolder.RunAsync([.. words.Split(' '), "--help"]);

        Assert.Equal((ExitCode.Ok, ""), (help.ExitCode, help.Error));
        Assert.Contains("--json", help.Output, StringComparison.Ordinal);
        Assert.Contains($"Examples:\n  cells {words}", help.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.All(command.Examples, example =>
        {
            Assert.Contains(command.Aliases.Append(words), name => example.StartsWith($"cells {name}", StringComparison.Ordinal));
            Assert.Empty(ToolCommands.Root.Parse(example["cells ".Length..].Split([">", "&&"], StringSplitOptions.None)[0].Replace("'", "\"", StringComparison.Ordinal)).Errors.Select(static error => error.Message));
        });
        Assert.True(command.Json.Link is null == (command.Json.Form == JsonForm.Program));
        Assert.True(command.Json.Link is not { } link || help.Output.Contains(link, StringComparison.Ordinal), help.Output);
    }

    [Theory]
    [MemberData(nameof(ToolCommands.Words), MemberType = typeof(ToolCommands))]
    public void Everything_on_the_command_line_is_described(string words)
    {
        ToolCommand command = ToolCommands.All[words];

        Assert.All<Symbol>([command, .. command.Arguments, .. command.Options], static symbol => Assert.EndsWith(".", symbol.Description, StringComparison.Ordinal));
        Assert.All(command.Options, static option => Assert.Matches("^--[a-z]+(-[a-z]+)*$", option.Name));
    }

    [Theory]
    [MemberData(nameof(ToolCommands.Words), MemberType = typeof(ToolCommands))]
    public async Task Wrong_option_is_a_usage_error_with_the_way_out(string words)
    {
        ToolRun prose = await CellFolder.RunAsync([.. words.Split(' '), "--frob"]);
        ToolRun json = await CellFolder.RunAsync([.. words.Split(' '), "--frob", "--json"]);

        Assert.Equal((ExitCode.Usage, ""), (prose.ExitCode, prose.Output));
        Assert.StartsWith("error: ", prose.Error, StringComparison.Ordinal);
        Assert.Contains($"hint: See: cells {words} --help", prose.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Usage, ""), (json.ExitCode, json.Error));
        ToolContract.AssertValid(JsonOutput.ErrorSchema, json.Output);
    }

    [Fact]
    public void Published_schemas_are_those_of_the_commands()
    {
        string[] used = [.. ToolCommands.All.Values.Select(static command => command.Json.Schema).OfType<string>(), new CompleteCommand(ToolTerminal.Plain(TextWriter.Null, TextWriter.Null)).Json.Schema!, JsonOutput.ErrorSchema, JsonOutput.EventSchema];
        string[] published = [.. Directory.GetFiles(Path.Combine(RepositoryFiles.Schemas, "tool")).Select(static file => $"tool/{Path.GetFileName(file)}")];

        Assert.All(used, static schema => Assert.True(File.Exists(Path.Combine(RepositoryFiles.Schemas, schema)), $"docs/schema/{schema} is missing"));
        Assert.Empty(published.Except(used));
    }

    [Fact]
    public async Task Schema_of_errors_knows_the_exit_codes_and_no_others()
    {
        JsonSchema error = (await JsonSchema.FromFileAsync(Path.Combine(RepositoryFiles.Schemas, JsonOutput.ErrorSchema))).Properties["error"];
        ExitCodeMeaning[] failures = [.. ExitCode.All.Where(static code => code.Code != ExitCode.Ok)];

        Assert.Equal(failures.Select(static code => code.Name).Order(), error.Properties["code"].Enumeration.Cast<string>().Order());
        Assert.Equal(failures.Select(static code => (long)code.Code).Distinct().Order(), error.Properties["exitCode"].Enumeration.Select(Convert.ToInt64).Order());
    }
}
