using System.Globalization;

namespace Cells.Schema;

/// <summary>Until when a break is accepted: up to a version of the cell, or through a day.</summary>
public sealed record BreakExpiry
{
    private const string DayFormat = "yyyy-MM-dd";

    private BreakExpiry(SemanticVersion? version, DateTime? day)
    {
        Version = version;
        Day = day;
    }

    /// <summary>The version of the cell from which on the break is no longer accepted; null when a day ends it.</summary>
    public SemanticVersion? Version { get; }

    /// <summary>The last day, in UTC, on which the break is accepted; null when a version ends it.</summary>
    public DateTime? Day { get; }

    /// <summary>Reads a version as <c>2.0.0</c> or a day as <c>2026-03-31</c>; false for anything else.</summary>
    public static bool TryParse(string text, out BreakExpiry? expiry)
    {
        expiry = SemanticVersion.TryParse(text, out SemanticVersion version) ? new BreakExpiry(version, null)
            : ParseDay(text) is { } day ? new BreakExpiry(null, day)
            : null;
        return expiry is not null;
    }

    internal static DateTime? ParseDay(string? text)
        => DateTime.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day) ? day : null;

    internal static string Format(DateTime day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>Whether the break is no longer accepted.</summary>
    /// <param name="version">The cell's version.</param>
    /// <param name="now">The time, in UTC.</param>
    public bool HasPassed(SemanticVersion version, DateTime now) => Version is not null ? version >= Version : now.Date > Day;

    /// <summary>The version or the day, as it is written.</summary>
    public override string ToString() => Version?.ToString() ?? Format(Day!.Value);
}
