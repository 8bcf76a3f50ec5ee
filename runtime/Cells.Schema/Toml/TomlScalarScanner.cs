using System.Globalization;

namespace Cells.Schema;

/// <summary>Reads booleans and numbers, and hands dates and times on.</summary>
internal static class TomlScalarScanner
{
    public static TomlValue ReadScalar(TomlCursor cursor)
    {
        TomlPosition position = cursor.Position;
        string token = ReadToken(cursor);
        switch (token)
        {
            case "":
                throw TomlCursor.Fail($"A value is missing: found {cursor.DescribeCurrent()}.", position);
            case "true":
                return new TomlBoolean(position, true);
            case "false":
                return new TomlBoolean(position, false);
            case "inf" or "+inf":
                return new TomlFloat(position, double.PositiveInfinity);
            case "-inf":
                return new TomlFloat(position, double.NegativeInfinity);
            case "nan" or "+nan" or "-nan":
                return new TomlFloat(position, double.NaN);
        }

        if (TomlDateTimeScanner.IsCandidate(token))
        {
            return TomlDateTimeScanner.Read(token, position);
        }

        if (token.Length > 1 && token[0] == '0' && token[1] is 'x' or 'o' or 'b')
        {
            return new TomlInteger(position, ReadPrefixed(token, position));
        }

        return ReadDecimal(token, position);
    }

    private static string ReadToken(TomlCursor cursor)
    {
        int start = cursor.Offset;
        while (IsTokenCharacter(cursor.Current))
        {
            cursor.Skip(1);
        }

        // RFC 3339 allows a space between date and time.
        if (cursor.Offset - start == 10 && cursor.Current == ' ' && IsDigit(cursor.Peek(1)) && TomlDateTimeScanner.IsCandidate(cursor.Slice(start)))
        {
            cursor.Skip(1);
            while (IsTokenCharacter(cursor.Current))
            {
                cursor.Skip(1);
            }
        }

        return cursor.Slice(start);
    }

    private static bool IsTokenCharacter(char character)
        => character is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '+' or '-' or '_' or '.' or ':';

    internal static bool IsDigit(char character) => character is >= '0' and <= '9';

    private static long ReadPrefixed(string token, TomlPosition position)
    {
        int bits = token[1] switch { 'x' => 4, 'o' => 3, _ => 1 };
        long value = 0;
        bool wasDigit = false;
        for (int index = 2; index < token.Length; index++)
        {
            char character = token[index];
            if (character == '_' && wasDigit)
            {
                wasDigit = false;
                continue;
            }

            int digit = DigitValue(character);
            if (digit < 0 || digit >= 1 << bits)
            {
                throw NotANumber(token, position);
            }

            if (value > long.MaxValue >> bits)
            {
                throw TooLarge(token, position);
            }

            value = (value << bits) | (long)digit;
            wasDigit = true;
        }

        return wasDigit ? value : throw NotANumber(token, position);
    }

    private static int DigitValue(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'a' and <= 'f' => character - 'a' + 10,
        >= 'A' and <= 'F' => character - 'A' + 10,
        _ => -1,
    };

    private static TomlValue ReadDecimal(string token, TomlPosition position)
    {
        int index = token[0] is '+' or '-' ? 1 : 0;
        bool isFloat = false;
        if (index < token.Length - 1 && token[index] == '0' && (IsDigit(token[index + 1]) || token[index + 1] == '_'))
        {
            throw TomlCursor.Fail($"'{token}' begins with a zero, which a number must not.", position);
        }

        bool isValid = SkipDigits(token, ref index);
        if (isValid && index < token.Length && token[index] == '.')
        {
            isFloat = true;
            index++;
            isValid = SkipDigits(token, ref index);
        }

        if (isValid && index < token.Length && token[index] is 'e' or 'E')
        {
            isFloat = true;
            index++;
            if (index < token.Length && token[index] is '+' or '-')
            {
                index++;
            }

            isValid = SkipDigits(token, ref index);
        }

        if (!isValid || index < token.Length)
        {
            throw NotANumber(token, position);
        }

        string digits = token.Replace("_", "");
        if (!isFloat)
        {
            return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer)
                ? new TomlInteger(position, integer)
                : throw TooLarge(token, position);
        }

        // .NET before Core 3.0 refuses what later ones read as an infinity; both end here as an error.
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsInfinity(number)
            ? new TomlFloat(position, number)
            : throw TomlCursor.Fail($"'{token}' does not fit a 64-bit float.", position);
    }

    /// <summary>Steps over digits with single underscores between them; false when there is none, or an underscore stands elsewhere.</summary>
    private static bool SkipDigits(string token, ref int index)
    {
        bool wasDigit = false;
        for (; index < token.Length; index++)
        {
            if (IsDigit(token[index]))
            {
                wasDigit = true;
            }
            else if (token[index] == '_' && wasDigit)
            {
                wasDigit = false;
            }
            else
            {
                break;
            }
        }

        return wasDigit;
    }

    private static TomlSyntaxException NotANumber(string token, TomlPosition position)
        => TomlCursor.Fail($"'{Shorten(token)}' is no value: write a string in quotes, a number, true, false, or a date.", position);

    private static TomlSyntaxException TooLarge(string token, TomlPosition position)
        => TomlCursor.Fail($"'{Shorten(token)}' does not fit a 64-bit integer.", position);

    private static string Shorten(string token) => token.Length <= 40 ? token : $"{token.Substring(0, 40)}…";
}
