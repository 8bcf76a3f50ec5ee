using Cells.Cli.CommandLine;

namespace Cells.Cli.Schemas;

/// <summary>A side of a comparison as a user names it.</summary>
/// <param name="Text">As typed.</param>
internal abstract record SchemaSide(string Text)
{
    /// <summary>The forms of a side, for help texts.</summary>
    public const string Forms = "a cell's directory, a schema file, live[:<dir>], git:<ref>[:<dir or file>], history:<version>, retained or all";

    /// <summary>The cell's directory that the side names, whose history and process the other side may mean; else null.</summary>
    public virtual string? CellDirectory => null;

    /// <summary>Whether the side may be several schemas, and so only a baseline.</summary>
    public virtual bool IsSeveral => false;

    /// <summary>Reads a side.</summary>
    /// <exception cref="ToolFailure">A usage error: a form without its version or reference.</exception>
    public static SchemaSide Parse(string text)
    {
        (string form, string? rest) = text.IndexOf(':') is var colon && colon >= 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
        return (form, rest) switch
        {
            ("all", null) => new BaselinesSide(text, IncludesLive: true),
            ("retained", null) => new BaselinesSide(text, IncludesLive: false),
            ("live", null) => new LiveSide(text, null),
            ("live", { Length: > 0 }) => new LiveSide(text, rest),
            ("history", { Length: > 0 }) => HistorySide.Parse(text, rest),
            ("git", { Length: > 0 }) => GitSide.Parse(text, rest),
            ("live" or "history" or "git", not null) => throw new ToolFailure(ExitCode.Usage, $"'{text}' names nothing after the colon. A side is {Forms}."),
            _ when text.Length == 0 => throw new ToolFailure(ExitCode.Usage, $"A side is empty. A side is {Forms}."),
            _ => new PathSide(text),
        };
    }

    /// <summary>Gets the schemas that the side means; what cannot be had is a <see cref="SideSchema"/> with a problem, so at least one is returned.</summary>
    public abstract Task<IReadOnlyList<SideSchema>> ResolveAsync(SideContext context, CancellationToken cancellationToken);
}

/// <summary>What a side may need besides its text.</summary>
/// <param name="CellDirectory">The directory of the cell that the comparison is about.</param>
/// <param name="Timeout">How long a running cell may take to answer.</param>
internal sealed record SideContext(string CellDirectory, TimeSpan Timeout);
