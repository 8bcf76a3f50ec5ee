using System.Globalization;
using System.Text;

namespace Cells.Generators;

/// <summary>Values as C# literals. No text of a schema reaches generated code by another way.</summary>
internal static class Literal
{
    /// <summary>A regular string literal in which everything but printable ASCII, letters and digits is escaped.</summary>
    public static string String(string value)
    {
        StringBuilder literal = new(value.Length + 2);
        literal.Append('"');
        foreach (char character in value)
        {
            AppendEscaped(literal, character, '"');
        }

        return literal.Append('"').ToString();
    }

    /// <summary>A string literal, or <c>null</c>.</summary>
    public static string StringOrNull(string? value) => value is null ? "null" : String(value);

    /// <summary>A character literal.</summary>
    public static string Char(char value)
    {
        StringBuilder literal = new("'");
        AppendEscaped(literal, value, '\'');
        return literal.Append('\'').ToString();
    }

    /// <summary>An integer in invariant decimal digits.</summary>
    public static string Int32(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The lines of a raw string literal whose value is <paramref name="value"/>, or null when a raw literal cannot hold it legibly
    /// (control characters, or line ends other than <c>\n</c>).
    /// </summary>
    public static string[]? RawLines(string value)
    {
        int quotes = 0;
        int longestRun = 2;
        foreach (char character in value)
        {
            // Nearly all of a schema document: asking Unicode about each character takes longer than writing them.
            if (character is >= ' ' and <= '~' and not '"')
            {
                quotes = 0;
                continue;
            }

            if (character is '\u0085' or '\u2028' or '\u2029' || (char.IsControl(character) && character != '\n') || char.IsSurrogate(character))
            {
                return null;
            }

            quotes = character == '"' ? quotes + 1 : 0;
            longestRun = Math.Max(longestRun, quotes);
        }

        string fence = new('"', longestRun + 1);
        return [fence, .. value.Split('\n'), fence];
    }

    private static void AppendEscaped(StringBuilder literal, char character, char quote)
    {
        switch (character)
        {
            case '\\':
                literal.Append("\\\\");
                break;
            case '\n':
                literal.Append("\\n");
                break;
            case '\r':
                literal.Append("\\r");
                break;
            case '\t':
                literal.Append("\\t");
                break;
            case var c when c == quote:
                literal.Append('\\').Append(c);
                break;
            case >= ' ' and <= '~':
                literal.Append(character);
                break;
            case var c when char.IsLetterOrDigit(c):
                literal.Append(c);
                break;
            default:
                literal.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
                break;
        }
    }
}
