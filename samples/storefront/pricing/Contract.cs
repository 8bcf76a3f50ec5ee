using Cells;

namespace Shop;

/// <summary>One line of an order with its price.</summary>
/// <param name="Product">The catalog's product.</param>
/// <param name="Text">What the invoice says.</param>
/// <param name="Quantity">How many pieces.</param>
/// <param name="UnitPrice">The price of one piece in euros after the quantity break, before tax.</param>
/// <param name="Discount">The quantity break, 0 to 1.</param>
/// <param name="Net">The price of all pieces in euros, before tax.</param>
/// <param name="Tax">The tax on <paramref name="Net"/> in euros.</param>
public sealed record PricedLine(Product Product, string Text, int Quantity, decimal UnitPrice, decimal Discount, decimal Net, decimal Tax);

/// <summary>What a country takes.</summary>
/// <param name="Standard">The rate for most products, 0 to 1.</param>
/// <param name="Reduced">The rate for books and food, 0 to 1.</param>
public readonly record struct Rate(decimal Standard, decimal Reduced);

/// <summary>The shop does not sell this product to this country.</summary>
/// <param name="sku">The stock-keeping unit.</param>
/// <param name="country">The country of delivery.</param>
/// <param name="reason">Why not.</param>
public sealed class NotSold(string sku, string country, string reason) : CellException(CellStatus.FailedPrecondition, reason)
{
    /// <summary>The stock-keeping unit.</summary>
    public string Sku { get; } = sku;

    /// <summary>The country of delivery.</summary>
    public string Country { get; } = country;

    /// <summary>Why not.</summary>
    public string Reason { get; } = reason;
}
