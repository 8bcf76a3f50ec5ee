namespace Cells.Schema;

/// <summary>The text form of a time span in a manifest: a whole number and a unit, <c>250ms</c>, <c>30s</c>, <c>10m</c>, <c>12h</c>, <c>30d</c>.</summary>
public static class Duration
{
    /// <summary>The units, largest first.</summary>
    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads <paramref name="text"/>; false when it is no duration or too long for a <see cref="TimeSpan"/>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        bool isRead = Quantity.TryParse(text, Units, TimeSpan.MaxValue.Ticks, out long ticks);
        duration = new TimeSpan(ticks);
        return isRead;
    }

    /// <summary>The duration in the largest unit that loses nothing; below a millisecond it is cut off.</summary>
    public static string Format(TimeSpan duration) => Quantity.Format(duration.Ticks, Units);
}
