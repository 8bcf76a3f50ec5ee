namespace Cells.Cli.Output;

/// <summary>Where the tool writes, and what the far ends are.</summary>
/// <param name="Out">Data.</param>
/// <param name="Error">Prose and progress.</param>
/// <param name="IsOutStyled">Whether <paramref name="Out"/> is a terminal that may be sent escape sequences.</param>
/// <param name="IsErrorStyled">Whether <paramref name="Error"/> is one.</param>
internal sealed record ToolTerminal(TextWriter Out, TextWriter Error, bool IsOutStyled, bool IsErrorStyled)
{
    private const string NoColor = "NO_COLOR";

    /// <summary>What the user, or another program, gives; nothing unless set.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>The process's own streams.</summary>
    public static ToolTerminal OfProcess()
    {
        // no-color.org: any value but the empty one counts. Spectre.Console takes that for a value, too.
        bool hasColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(NoColor));
        if (hasColor)
        {
            Environment.SetEnvironmentVariable(NoColor, null);
        }

        bool mayStyle = hasColor && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new ToolTerminal(Console.Out, Console.Error, mayStyle && !Console.IsOutputRedirected, mayStyle && !Console.IsErrorRedirected) { In = Console.In };
    }

    /// <summary>Plain text into two writers.</summary>
    public static ToolTerminal Plain(TextWriter output, TextWriter error) => new(output, error, false, false);
}
