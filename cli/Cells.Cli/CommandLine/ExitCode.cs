namespace Cells.Cli.CommandLine;

/// <summary>The exit codes of every command, documented in docs/cli.md. <c>run</c> passes its program's own code on.</summary>
internal static class ExitCode
{
    /// <summary>Done, or yes.</summary>
    public const int Ok = 0;

    /// <summary>Not done, or no: a build failed, a cell did not start, a call answered with an error.</summary>
    public const int No = 1;

    /// <summary>The command line, a manifest or an argument is wrong.</summary>
    public const int Usage = 2;

    /// <summary>There is no such cell, call or file, or the cell is not running.</summary>
    public const int NotFound = 3;

    /// <summary>Of commands that compare schemas: one is missing, unreadable or of a newer format, so nothing was decided. Neither a break nor a pass.</summary>
    public const int Undecided = 3;

    /// <summary>The word for <see cref="Undecided"/> in JSON.</summary>
    public const string UndecidedName = "undecided";

    /// <summary>The time was over.</summary>
    public const int Timeout = 4;

    /// <summary>Two schemas, or two versions of the protocol, do not fit.</summary>
    public const int Incompatible = 5;

    /// <summary>A bug in the tool itself.</summary>
    public const int Bug = 70;

    /// <summary>Interrupted by Ctrl+C or a signal.</summary>
    public const int Interrupted = 130;

    /// <summary>What the codes mean to commands that compare schemas.</summary>
    public static IReadOnlyDictionary<int, string> OfComparisons { get; } = new Dictionary<int, string>
    {
        [Ok] = "nothing found at or above --fail-on",
        [No] = "findings at or above --fail-on",
        [Usage] = "the command line or a manifest is wrong",
        [Undecided] = "could not decide: a schema is missing, unreadable or of a newer format",
    };

    /// <summary>Every code with the word that stands for it in JSON.</summary>
    public static IReadOnlyDictionary<int, string> Names { get; } = new Dictionary<int, string>
    {
        [Ok] = "ok",
        [No] = "failed",
        [Usage] = "usage",
        [NotFound] = "not-found",
        [Timeout] = "timeout",
        [Incompatible] = "incompatible",
        [Bug] = "bug",
        [Interrupted] = "interrupted",
    };
}
