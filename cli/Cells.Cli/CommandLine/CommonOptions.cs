using System.CommandLine;
using Cells.Cli.Completion;

namespace Cells.Cli.CommandLine;

/// <summary>The options and arguments that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON document on stdout, also for errors.",
        Recursive = true,
    };

    /// <summary>The argument <c>dir</c>: a cell's directory, which shells complete.</summary>
    public static Argument<string> Directory(string description) => new Argument<string>("dir") { Description = description }.CompletesCells();

    /// <summary>Makes shells complete the argument to the directories of cells.</summary>
    public static Argument<T> CompletesCells<T>(this Argument<T> argument)
    {
        argument.CompletionSources.Add(static context => CellDirectories.Of(context.WordToComplete));
        return argument;
    }

    public static Option<bool> NoBuild(string description) => new("--no-build") { Description = description };

    public static Option<string?> Configuration() => new("--configuration", "-c")
    {
        Description = "The build configuration, such as Release.",
    };
}
