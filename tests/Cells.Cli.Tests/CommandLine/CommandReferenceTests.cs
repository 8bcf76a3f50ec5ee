using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using Cells.Cli.CommandLine;
using Cells.Cli.Commands;

namespace Cells.Cli.Tests.CommandLine;

/// <summary>Holds the reference in docs/cli.md and docs/schema-cli.md to the commands. CELLS_ACCEPT_SNAPSHOTS=1 writes it.</summary>
public sealed partial class CommandReferenceTests
{
    private static readonly string[] Pages = ["cli.md", "schema-cli.md"];

    [Fact]
    public void Reference_is_that_of_the_commands()
    {
        foreach (string page in Pages)
        {
            string path = Path.Combine(RepositoryFiles.Root, "docs", page);
            string text = File.ReadAllText(path);
            string current = Block().Replace(text, static block => $"<!-- {block.Groups[1]} -->\n\n{Content(block.Groups[1].Value)}\n<!-- /{block.Groups[1]} -->");
            if (Environment.GetEnvironmentVariable("CELLS_ACCEPT_SNAPSHOTS") == "1")
            {
                File.WriteAllText(path, current);
            }
            else
            {
                Assert.True(current == text, $"The reference in docs/{page} is not that of the commands; write it with CELLS_ACCEPT_SNAPSHOTS=1.");
            }
        }
    }

    [Fact]
    public void Every_command_has_its_part_of_the_reference()
    {
        string[] blocks = [.. Pages.SelectMany(static page => Block().Matches(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", page)))).Select(static block => block.Groups[1].Value)];

        Assert.Equal(ToolCommands.All.Keys.Select(static words => $"cells {words}").Concat(["commands", "exit codes"]).Order(), blocks.Order());
    }

    private static string Content(string block) => block switch
    {
        "commands" => Commands(),
        "exit codes" => ExitCodes(),
        _ => Reference(block["cells ".Length..], ToolCommands.All[block["cells ".Length..]]),
    };

    private static string Commands()
    {
        StringBuilder table = new("| command | does |\n|---|---|\n");
        foreach ((string words, ToolCommand command) in ToolCommands.All)
        {
            string link = words.StartsWith("schema ", StringComparison.Ordinal) ? $"schema-cli.md#{command.Name}" : $"#{command.Name}";
            table.Append($"| [`{Cell(Synopsis(words, command, withOptions: false))}`]({link}) | {Prose(command.Description!.Split(". ")[0].TrimEnd('.'))} |\n");
        }

        return table.ToString();
    }

    private static string ExitCodes()
    {
        StringBuilder table = new("| code | in JSON | meaning |\n|---|---|---|\n");
        foreach (ExitCodeMeaning code in ExitCode.All)
        {
            table.Append($"| {code.Code} | `{code.Name}` | {code.Meaning} |\n");
        }

        return table.ToString();
    }

    private static string Reference(string words, ToolCommand command)
    {
        StringBuilder text = new($"```text\n{Synopsis(words, command, withOptions: true)}\n```\n\n{Prose(command.Description!)}\n");
        if (command.Aliases.Count > 0)
        {
            text.Append($"\nAlso {string.Join(", ", command.Aliases.Select(static alias => $"`cells {alias}`"))}.\n");
        }

        text.Append("\n| | |\n|---|---|\n");
        foreach (Argument argument in command.Arguments)
        {
            text.Append($"| `<{argument.Name}>` | {Prose(argument.Description!)} |\n");
        }

        foreach (Option option in command.Options)
        {
            text.Append($"| `{Cell(string.Join(", ", [option.Name, .. option.Aliases]) + Value(option))}` | {Prose(option.Description!)} |\n");
        }

        if (command.Json.Schema is { } schema)
        {
            string form = command.Json.Form == JsonForm.Lines ? "a document a line" : "one document";
            text.Append($"\n`--json` prints {form}: [schema/{schema}](schema/{schema}).\n");
        }

        return text.ToString();
    }

    private static string Synopsis(string words, Command command, bool withOptions)
    {
        IEnumerable<string> options = withOptions ? command.Options.Select(static option => option.Required ? option.Name + Value(option) : $"[{option.Name}{Value(option)}]") : [];
        IEnumerable<string> arguments = command.Arguments.Where(static argument => argument.Name != "args").Select(static argument => (argument.Arity.MinimumNumberOfValues, argument.Arity.MaximumNumberOfValues) switch
        {
            (0, > 1) => $"[<{argument.Name}>…]",
            (0, _) => $"[<{argument.Name}>]",
            _ => argument.HasDefaultValue ? $"[<{argument.Name}>]" : $"<{argument.Name}>",
        });
        IEnumerable<string> rest = command.Arguments.Any(static argument => argument.Name == "args") ? ["[-- <args>]"] : [];
        return string.Join(' ', ["cells", words, .. arguments, .. options, .. rest]);
    }

    private static string Value(Option option)
        => option.Arity.MinimumNumberOfValues == 0 ? "" : $" <{option.HelpName ?? option.Name.TrimStart('-')}>";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    // What is no tag is none.
    private static string Prose(string text) => Cell(text).Replace("<", "\\<", StringComparison.Ordinal);

    [GeneratedRegex("<!-- (commands|exit codes|cells [a-z ]+) -->\n.*?<!-- /\\1 -->", RegexOptions.Singleline)]
    private static partial Regex Block();
}
