namespace Cells.Cli.Output;

/// <summary>Breaks text into lines.</summary>
internal static class WrappedText
{
    /// <summary>No narrower: a word a line is worse than a line that the terminal breaks.</summary>
    private const int MinWidth = 20;

    /// <summary>Lines of at most <paramref name="width"/> UTF-16 units, broken at spaces; a longer word has a line of its own.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        width = Math.Max(width, MinWidth);
        int start = 0;
        while (text.Length - start > width)
        {
            int space = text.LastIndexOf(' ', start + width, width);
            space = space > start ? space : text.IndexOf(' ', start + width);
            if (space < 0)
            {
                break;
            }

            yield return text[start..space];
            start = space + 1;
        }

        yield return text[start..];
    }
}
