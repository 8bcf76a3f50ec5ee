using System.Globalization;
using System.Text;

namespace Cells.Schema;

/// <summary>Foreign text as a message may show it: short, and with nothing that a terminal would obey or hide.</summary>
internal static class Excerpt
{
    private const int MaxLength = 80;

    public static string Of(string text)
    {
        StringBuilder builder = new();
        for (int i = 0; i < text.Length && i < MaxLength; i++)
        {
            if (JsonWriter.MustEscape(text[i]))
            {
                builder.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:X4}", (int)text[i]);
            }
            else
            {
                builder.Append(text[i]);
            }
        }

        return builder.Append(text.Length > MaxLength ? "…" : "").ToString();
    }
}
