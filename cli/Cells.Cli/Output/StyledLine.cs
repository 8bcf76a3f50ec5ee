using Spectre.Console;

namespace Cells.Cli.Output;

/// <summary>A line of text in several styles.</summary>
/// <param name="Parts">The text, from the left.</param>
internal sealed record StyledLine(IReadOnlyList<(string Text, Style Style)> Parts)
{
    /// <summary>The line without what lies beyond <paramref name="width"/> columns.</summary>
    public StyledLine Cut(int width)
    {
        List<(string, Style)> parts = [];
        foreach ((string text, Style style) in Parts)
        {
            parts.Add((text[..Math.Clamp(width, 0, text.Length)], style));
            width -= text.Length;
        }

        return new StyledLine(parts);
    }
}
