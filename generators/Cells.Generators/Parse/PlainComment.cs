namespace Cells.Generators;

/// <summary>Takes the text of a documentation comment as it stands, where reading it as XML and writing it again would change nothing: nearly always, at a tenth of the cost.</summary>
internal static class PlainComment
{
    private const string End = "</member>";
    private const string Parameter = "param";

    /// <summary>The inner XML of <paramref name="comment"/>, as the compiler gives a symbol's comment; null when it takes an XML reader to tell.</summary>
    public static string? TryRead(string comment)
    {
        // <member name="…"> has no '>' in its name: the compiler escapes it.
        int start = comment.IndexOf('>') + 1;
        int end = comment.LastIndexOf(End, StringComparison.Ordinal);
        if (start == 0 || end < start)
        {
            return null;
        }

        int depth = 0;
        for (int i = start; i < end; i++)
        {
            char character = comment[i];
            if (character == '<')
            {
                int close = EndOfTag(comment, i + 1, end);
                if (close < 0)
                {
                    return null;
                }

                depth += comment[i + 1] == '/' ? -1 : 1;
                i = close;
            }
            else if (!IsPlain(character) && !(character == '\r' && comment[i + 1] == '\n'))
            {
                return null;
            }
        }

        return depth == 0 ? comment.Substring(start, end - start) : null;
    }

    private static bool IsPlain(char character) => character is '\n' or '\t' or (>= ' ' and <= '~' and not ('>' or '&'));

    // The end of <name> or </name> without attributes and white space; -1 for everything else, and for a parameter's, which may have to be left out.
    private static int EndOfTag(string text, int start, int end)
    {
        int i = text[start] == '/' ? start + 1 : start;
        int name = i;
        while (i < end && text[i] is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
        {
            i++;
        }

        bool isParameter = i - name == Parameter.Length && string.CompareOrdinal(text, name, Parameter, 0, Parameter.Length) == 0;
        return i > name && i < end && text[i] == '>' && !isParameter ? i : -1;
    }
}
