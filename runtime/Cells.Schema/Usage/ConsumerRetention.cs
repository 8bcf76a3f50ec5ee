namespace Cells.Schema;

/// <summary>How long a consumer counts that is not connected: <c>[schema] forget_after</c>.</summary>
public static class ConsumerRetention
{
    /// <summary>Whether a consumer still holds the cell to what it uses.</summary>
    /// <param name="lastSeen">When it was last connected, or last built.</param>
    /// <param name="forgetAfter">The manifest's <c>forget_after</c>.</param>
    /// <param name="now">The time.</param>
    /// <remarks>A consumer from the future, as a clock that was wrong leaves it, counts.</remarks>
    public static bool StillCounts(DateTimeOffset lastSeen, TimeSpan forgetAfter, DateTimeOffset now) => now - lastSeen < forgetAfter;
}
