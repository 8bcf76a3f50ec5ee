using System.Globalization;

namespace Cells.Schema;

/// <summary>A date, a time, or both, as written.</summary>
/// <remarks>Not a .NET date: TOML knows offsets of up to a day and a leap second.</remarks>
public sealed class TomlDateTime : TomlValue
{
    internal TomlDateTime(TomlPosition position, TomlDate? date, TomlTime? time, int? offsetMinutes)
        : base(position)
    {
        Date = date;
        Time = time;
        OffsetMinutes = offsetMinutes;
    }

    /// <summary>The date; null for a local time.</summary>
    public TomlDate? Date { get; }

    /// <summary>The time of day; null for a local date.</summary>
    public TomlTime? Time { get; }

    /// <summary>The offset from UTC in minutes; null for local values.</summary>
    public int? OffsetMinutes { get; }

    /// <inheritdoc/>
    public override string Description => (Date, Time, OffsetMinutes) switch
    {
        (_, null, _) => "a date",
        (null, _, _) => "a time",
        (_, _, null) => "a local date-time",
        _ => "an offset date-time",
    };

    /// <summary>The value in RFC 3339 form, with a <c>T</c> between date and time.</summary>
    public override string ToString()
    {
        string text = Date?.ToString() ?? "";
        if (Date is not null && Time is not null)
        {
            text += "T";
        }

        text += Time?.ToString();
        return OffsetMinutes switch
        {
            null => text,
            0 => text + "Z",
            int minutes => text + (minutes < 0 ? "-" : "+") + Two(Math.Abs(minutes) / 60) + ":" + Two(Math.Abs(minutes) % 60),
        };
    }

    internal static string Two(int number) => number.ToString("00", CultureInfo.InvariantCulture);
}

/// <summary>A day of the calendar.</summary>
/// <param name="Year">0 to 9999.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to the length of the month.</param>
public readonly record struct TomlDate(int Year, int Month, int Day)
{
    /// <summary>The date as <c>yyyy-MM-dd</c>.</summary>
    public override string ToString()
        => Year.ToString("0000", CultureInfo.InvariantCulture) + "-" + TomlDateTime.Two(Month) + "-" + TomlDateTime.Two(Day);
}

/// <summary>A time of day.</summary>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 60: a leap second.</param>
/// <param name="Nanosecond">0 to 999,999,999; finer digits are cut off.</param>
public readonly record struct TomlTime(int Hour, int Minute, int Second, int Nanosecond)
{
    /// <summary>The time as <c>HH:mm:ss</c> and, where there is one, the fraction in three, six or nine digits.</summary>
    public override string ToString()
    {
        string text = TomlDateTime.Two(Hour) + ":" + TomlDateTime.Two(Minute) + ":" + TomlDateTime.Two(Second);
        if (Nanosecond == 0)
        {
            return text;
        }

        string digits = Nanosecond.ToString("000000000", CultureInfo.InvariantCulture);
        int shown = Nanosecond % 1_000 != 0 ? 9 : Nanosecond % 1_000_000 != 0 ? 6 : 3;
        return $"{text}.{digits.Substring(0, shown)}";
    }
}
