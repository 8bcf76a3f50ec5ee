using System.Text;

namespace Cells.Schema;

/// <summary>The escapes of JSON strings (RFC 8259, section 7).</summary>
internal static class JsonEscapes
{
    /// <summary>What a string says whose escapes are known to be right.</summary>
    public static string Unescape(string text, int start, int length)
    {
        StringBuilder builder = new(length);
        int end = start + length;
        while (start < end)
        {
            int escape = text.IndexOf('\\', start, end - start);
            builder.Append(text, start, (escape < 0 ? end : escape) - start);
            if (escape < 0)
            {
                break;
            }

            bool isUnit = text[escape + 1] == 'u';
            builder.Append(isUnit ? ReadUnit(text, escape + 2) : Find(text[escape + 1]));
            start = escape + (isUnit ? 6 : 2);
        }

        return builder.ToString();
    }

    /// <summary>The character that <c>\</c> and <paramref name="letter"/> stand for; null when they stand for none.</summary>
    public static char? Find(char letter) => letter switch
    {
        '"' or '\\' or '/' => letter,
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => null,
    };

    /// <summary>The value of a hexadecimal digit, or -1.</summary>
    public static int Digit(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'a' and <= 'f' => digit - 'a' + 10,
        >= 'A' and <= 'F' => digit - 'A' + 10,
        _ => -1,
    };

    private static char ReadUnit(string text, int start)
        => (char)((Digit(text[start]) << 12) | (Digit(text[start + 1]) << 8) | (Digit(text[start + 2]) << 4) | Digit(text[start + 3]));
}
