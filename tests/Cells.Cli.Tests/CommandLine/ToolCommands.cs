using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Commands;
using Cells.Cli.Output;

namespace Cells.Cli.Tests.CommandLine;

/// <summary>The commands of the tool, as it defines them itself: a command that is added is under test.</summary>
internal static class ToolCommands
{
    /// <summary>The tool's command line.</summary>
    public static Command Root { get; } = CellsTool.CreateRoot(ToolTerminal.Plain(TextWriter.Null, TextWriter.Null));

    /// <summary>Every command that does something, with its words: <c>schema pull</c>.</summary>
    public static IReadOnlyDictionary<string, ToolCommand> All { get; } = Find(Root, "").ToDictionary(static found => found.Words, static found => found.Command);

    /// <summary>The words of every command, for theories.</summary>
    public static TheoryData<string> Words => [.. All.Keys];

    private static IEnumerable<(string Words, ToolCommand Command)> Find(Command parent, string words)
        => parent.Subcommands.Where(static command => !command.Hidden).SelectMany(command => command is ToolCommand tool
            ? [(words + command.Name, tool)]
            : Find(command, $"{words}{command.Name} "));
}
