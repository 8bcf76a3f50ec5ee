using System.Globalization;

namespace Cells.Schema;

/// <summary>The text form that durations and byte sizes share: a whole number and a unit, nothing between.</summary>
internal static class Quantity
{
    /// <summary>Reads <paramref name="text"/> in the smallest unit; false when it has another form, or does not fit <paramref name="largest"/>.</summary>
    public static bool TryParse(string text, (string Suffix, long Factor)[] units, long largest, out long value)
    {
        value = 0;
        int length = 0;
        while (length < text.Length && text[length] is >= '0' and <= '9')
        {
            length++;
        }

        string digits = text.Substring(0, length);
        string unit = text.Substring(length);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return false;
        }

        foreach ((string suffix, long factor) in units)
        {
            if (unit == suffix && number <= largest / factor)
            {
                value = number * factor;
                return true;
            }
        }

        return false;
    }

    /// <summary>The value in the largest unit that loses nothing, else cut off to the smallest.</summary>
    public static string Format(long value, (string Suffix, long Factor)[] units)
    {
        (string Suffix, long Factor) chosen = units[units.Length - 1];
        foreach ((string suffix, long factor) in units)
        {
            if (value != 0 && value % factor == 0)
            {
                chosen = (suffix, factor);
                break;
            }
        }

        return (value / chosen.Factor).ToString(CultureInfo.InvariantCulture) + chosen.Suffix;
    }
}
