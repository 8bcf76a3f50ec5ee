using System.CommandLine;

namespace Cells.Cli.CommandLine;

/// <summary>The options and arguments that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON document on stdout, also for errors.",
        Recursive = true,
    };

    public static Argument<string> Directory(string description) => new("dir") { Description = description };

    public static Option<bool> NoBuild(string description) => new("--no-build") { Description = description };

    public static Option<string?> Configuration() => new("--configuration", "-c")
    {
        Description = "The build configuration, such as Release.",
    };
}
