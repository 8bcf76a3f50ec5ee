namespace Cells.Benchmarks.Read;

/// <summary>
/// An order in the reader's schema: <c>Quantity</c> is first and wider, <c>Customer</c> has another name, <c>Note</c> is gone, <c>Currency</c> and
/// <c>IsGift</c> are new, and a priority has another number.
/// </summary>
public sealed record Order(
    long Quantity, string Number, [property: Renamed("Customer")] string Buyer, List<int> Amounts, Priority Priority, string Currency = "EUR", bool IsGift = false);

/// <summary>How soon an order is needed.</summary>
public enum Priority
{
    /// <summary>Never.</summary>
    Low,

    /// <summary>Some day.</summary>
    Normal,

    /// <summary>Now.</summary>
    High,
}

/// <summary>A memory image in the reader's schema, with a wider member and a new one.</summary>
public readonly record struct Position(long X, int Y, int Z = 1);
