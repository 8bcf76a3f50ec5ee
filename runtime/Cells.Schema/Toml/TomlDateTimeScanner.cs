namespace Cells.Schema;

/// <summary>Reads the four kinds of dates and times from their token.</summary>
internal static class TomlDateTimeScanner
{
    /// <summary>Whether a token can only be meant as a date or time: <c>dddd-</c> or <c>dd:</c>.</summary>
    public static bool IsCandidate(string token)
        => (HasDigits(token, 0, 4) && token.Length > 4 && token[4] == '-') || (HasDigits(token, 0, 2) && token.Length > 2 && token[2] == ':');

    public static TomlDateTime Read(string token, TomlPosition position)
    {
        int index = 0;
        TomlDate? date = null;
        TomlTime? time = null;
        int? offset = null;
        bool isValid = true;
        if (token[2] != ':')
        {
            isValid = TryReadDate(token, ref index, out TomlDate readDate);
            date = readDate;
        }

        if (isValid && (date is null || index < token.Length))
        {
            isValid = date is null || TryReadSeparator(token, ref index);
            isValid = TryReadTime(token, ref index, out TomlTime readTime) && isValid;
            time = readTime;
        }

        if (isValid && date is not null && time is not null && index < token.Length)
        {
            isValid = TryReadOffset(token, ref index, out int minutes);
            offset = minutes;
        }

        return isValid && index == token.Length
            ? new TomlDateTime(position, date, time, offset)
            : throw TomlCursor.Fail(
                $"'{token}' is no valid date or time: write 2024-02-29, 07:32:00, 2024-02-29T07:32:00 or 2024-02-29T07:32:00Z (or +01:00).", position);
    }

    private static bool TryReadDate(string token, ref int index, out TomlDate date)
    {
        date = default;
        if (!HasDigits(token, 0, 4) || !HasDigits(token, 5, 2) || !HasDigits(token, 8, 2) || token[4] != '-' || token[7] != '-')
        {
            return false;
        }

        date = new TomlDate(Number(token, 0, 4), Number(token, 5, 2), Number(token, 8, 2));
        index = 10;

        // The calendar of .NET begins with year 1; year 0 is a leap year like 2000.
        return date.Month is >= 1 and <= 12
            && date.Day >= 1
            && date.Day <= DateTime.DaysInMonth(date.Year == 0 ? 2000 : date.Year, date.Month);
    }

    private static bool TryReadSeparator(string token, ref int index) => token[index++] is 'T' or 't' or ' ';

    private static bool TryReadTime(string token, ref int index, out TomlTime time)
    {
        time = default;
        int start = index;
        if (!HasDigits(token, start, 2) || !HasDigits(token, start + 3, 2) || !HasDigits(token, start + 6, 2)
            || token[start + 2] != ':' || token[start + 5] != ':')
        {
            return false;
        }

        index = start + 8;
        int nanosecond = 0;
        if (index < token.Length && token[index] == '.')
        {
            index++;
            int scale = 100_000_000;
            int first = index;
            for (; index < token.Length && TomlScalarScanner.IsDigit(token[index]); index++)
            {
                nanosecond += (token[index] - '0') * scale;
                scale /= 10;
            }

            if (index == first)
            {
                return false;
            }
        }

        time = new TomlTime(Number(token, start, 2), Number(token, start + 3, 2), Number(token, start + 6, 2), nanosecond);
        return time.Hour <= 23 && time.Minute <= 59 && time.Second <= 60;
    }

    private static bool TryReadOffset(string token, ref int index, out int minutes)
    {
        minutes = 0;
        if (token[index] is 'Z' or 'z')
        {
            index++;
            return true;
        }

        int start = index;
        if (token[start] is not ('+' or '-') || !HasDigits(token, start + 1, 2) || !HasDigits(token, start + 4, 2) || token[start + 3] != ':')
        {
            return false;
        }

        index = start + 6;
        int hour = Number(token, start + 1, 2);
        int minute = Number(token, start + 4, 2);
        minutes = ((hour * 60) + minute) * (token[start] == '-' ? -1 : 1);
        return hour <= 23 && minute <= 59;
    }

    private static bool HasDigits(string token, int start, int count)
    {
        if (start + count > token.Length)
        {
            return false;
        }

        for (int index = start; index < start + count; index++)
        {
            if (!TomlScalarScanner.IsDigit(token[index]))
            {
                return false;
            }
        }

        return true;
    }

    private static int Number(string token, int start, int count)
    {
        int value = 0;
        for (int index = start; index < start + count; index++)
        {
            value = (value * 10) + (token[index] - '0');
        }

        return value;
    }
}
