using System.Globalization;
using System.Text;

namespace Cells.Schema;

/// <summary>Reads the four kinds of strings.</summary>
internal static class TomlStringScanner
{
    public static TomlString ReadString(TomlCursor cursor)
    {
        TomlPosition start = cursor.Position;
        char quote = cursor.Current;
        bool isMultiline = cursor.Peek(1) == quote && cursor.Peek(2) == quote;
        return new TomlString(start, isMultiline ? ReadMultiline(cursor, quote) : ReadLine(cursor, quote));
    }

    /// <summary>Reads <c>"…"</c> or <c>'…'</c>; the cursor stands on the quote.</summary>
    public static string ReadLine(TomlCursor cursor, char quote)
    {
        TomlPosition start = cursor.Position;
        StringBuilder value = new();
        cursor.Skip(1);
        while (cursor.Current != quote)
        {
            if (cursor.IsAtEnd || cursor.Current is '\n' or '\r')
            {
                throw TomlCursor.Fail($"The string is not closed: a {quote} is missing at the end of the line.", start);
            }

            ReadCharacter(cursor, quote, value);
        }

        cursor.Skip(1);
        return value.ToString();
    }

    private static string ReadMultiline(TomlCursor cursor, char quote)
    {
        TomlPosition start = cursor.Position;
        StringBuilder value = new();
        cursor.Skip(3);
        cursor.TrySkipLineBreak();
        while (true)
        {
            if (cursor.IsAtEnd)
            {
                throw TomlCursor.Fail($"The string is not closed: {new string(quote, 3)} is missing.", start);
            }

            if (cursor.Current == quote)
            {
                int count = CountQuotes(cursor, quote);
                cursor.Skip(count);

                // Up to two quotes may stand directly before the closing three.
                value.Append(quote, count >= 3 ? count - 3 : count);
                if (count >= 3)
                {
                    return value.ToString();
                }
            }
            else if (cursor.TrySkipLineBreak())
            {
                value.Append('\n');
            }
            else if (quote == '"' && cursor.Current == '\\' && TrySkipLineContinuation(cursor))
            {
                continue;
            }
            else
            {
                ReadCharacter(cursor, quote, value);
            }
        }
    }

    private static int CountQuotes(TomlCursor cursor, char quote)
    {
        int count = 0;
        while (count < 5 && cursor.Peek(count) == quote)
        {
            count++;
        }

        return count;
    }

    /// <summary>A backslash at the end of a line joins it with the next text.</summary>
    private static bool TrySkipLineContinuation(TomlCursor cursor)
    {
        int ahead = 1;
        while (cursor.Peek(ahead) is ' ' or '\t')
        {
            ahead++;
        }

        if (cursor.Peek(ahead) is not ('\n' or '\r'))
        {
            return false;
        }

        cursor.Skip(ahead);
        while (cursor.TrySkipLineBreak())
        {
            cursor.SkipSpace();
        }

        return true;
    }

    private static void ReadCharacter(TomlCursor cursor, char quote, StringBuilder value)
    {
        if (quote == '"' && cursor.Current == '\\')
        {
            ReadEscape(cursor, value);
            return;
        }

        value.Append(cursor.Current);
        cursor.Skip(1);
    }

    private static void ReadEscape(TomlCursor cursor, StringBuilder value)
    {
        char kind = cursor.Peek(1);
        int digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        if (digits > 0)
        {
            ReadCodePoint(cursor, digits, value);
            return;
        }

        value.Append(kind switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\\' => '\\',
            _ => throw cursor.Fail(
                "A backslash must begin one of \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX \\UXXXXXXXX; write \\\\ for a backslash, or use a 'literal string'."),
        });
        cursor.Skip(2);
    }

    private static void ReadCodePoint(TomlCursor cursor, int digits, StringBuilder value)
    {
        uint code = 0;
        for (int index = 0; index < digits; index++)
        {
            char digit = cursor.Peek(2 + index);
            if (!IsHexDigit(digit))
            {
                throw cursor.Fail($"\\{cursor.Peek(1)} must be followed by {digits} hexadecimal digits.");
            }

            code = (code << 4) | uint.Parse(digit.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        if (code is > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
        {
            throw cursor.Fail("The escape names no Unicode character: surrogates and numbers above 10FFFF are none.");
        }

        value.Append(char.ConvertFromUtf32((int)code));
        cursor.Skip(2 + digits);
    }

    private static bool IsHexDigit(char digit) => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
}
