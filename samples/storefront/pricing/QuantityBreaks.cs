namespace Shop;

/// <summary>What buying more saves.</summary>
internal static class QuantityBreaks
{
    /// <summary>The discount on each piece, 0 to 1.</summary>
    public static decimal Discount(Category category, int quantity) => (category, quantity) switch
    {
        // Book prices are fixed by law in most of the countries.
        (Category.Books, _) => 0m,
        (_, >= 100) => 0.15m,
        (_, >= 25) => 0.10m,
        (_, >= 10) => 0.05m,
        _ => 0m,
    };
}
