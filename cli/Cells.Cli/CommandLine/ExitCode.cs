namespace Cells.Cli.CommandLine;

/// <summary>The exit codes of every command; the table in docs/cli.md is written from <see cref="All"/>. <c>run</c> passes its program's own code on.</summary>
internal static class ExitCode
{
    /// <summary>Done, or yes.</summary>
    public const int Ok = 0;

    /// <summary>Not done, or no.</summary>
    public const int No = 1;

    /// <summary>The command line, a manifest or an argument is wrong.</summary>
    public const int Usage = 2;

    /// <summary>What was named is not there, or does not run.</summary>
    public const int NotFound = 3;

    /// <summary>Of commands that compare schemas: nothing was decided. Neither a break nor a pass.</summary>
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

    /// <summary>Every code that a command ends with.</summary>
    public static IReadOnlyList<ExitCodeMeaning> All { get; } =
    [
        new(Ok, "ok", "done"),
        new(No, "failed", "not done: a build failed, a cell did not start, a call answered with an error"),
        new(Usage, "usage", "the command line, an argument of a call or a manifest is wrong"),
        new(NotFound, "not-found", "no such cell, call or file, or the cell is not running"),
        new(Undecided, UndecidedName, "of commands that compare schemas: one is missing, unreadable or of a newer format; neither a break nor a pass"),
        new(Timeout, "timeout", "the time was over"),
        new(Incompatible, "incompatible", "the schemas or the versions of the protocol do not fit"),
        new(Bug, "bug", "a bug in the tool"),
        new(Interrupted, "interrupted", "Ctrl+C, SIGTERM or SIGHUP; what the command had started is stopped"),
    ];

    /// <summary>What the codes mean to commands that compare schemas.</summary>
    public static IReadOnlyDictionary<int, string> OfComparisons { get; } = new Dictionary<int, string>
    {
        [Ok] = "nothing found at or above --fail-on",
        [No] = "findings at or above --fail-on",
        [Usage] = "the command line or a manifest is wrong",
        [Undecided] = "could not decide: a schema is missing, unreadable or of a newer format",
    };

    /// <summary>Every code with the word that stands for it in JSON.</summary>
    public static IReadOnlyDictionary<int, string> Names { get; } =
        All.Where(static code => code.Name != UndecidedName).ToDictionary(static code => code.Code, static code => code.Name);
}

/// <summary>One row of the table of exit codes.</summary>
/// <param name="Code">The process's exit code.</param>
/// <param name="Name">The word that stands for it in JSON.</param>
/// <param name="Meaning">When a command ends with it.</param>
internal sealed record ExitCodeMeaning(int Code, string Name, string Meaning);
