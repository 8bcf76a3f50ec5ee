using System.Globalization;
using System.Text;
using Cells.Schema;

namespace Cells.Cli.Output;

/// <summary>Foreign text for people: a schema's strings may hold what a terminal would obey or a page would hide.</summary>
internal static class PrintableText
{
    /// <summary><paramref name="text"/> with every control, line end and invisible character as <c>\uXXXX</c>.</summary>
    public static string Of(string text)
    {
        int first = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (first < 0)
        {
            return text;
        }

        StringBuilder builder = new(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                builder.Append(text, i++, 2);
            }
            else if (JsonWriter.MustEscape(text[i]) || text[i] >= '\uFFFE')
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
            else
            {
                builder.Append(text[i]);
            }
        }

        return builder.ToString();
    }
}
