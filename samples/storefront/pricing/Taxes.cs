using System.Collections.Frozen;

namespace Shop;

/// <summary>Value-added tax by country of delivery.</summary>
internal static class Taxes
{
    public static FrozenDictionary<string, Rate> Rates { get; } = new Dictionary<string, Rate>
    {
        ["AT"] = new(0.20m, 0.10m),
        ["BE"] = new(0.21m, 0.06m),
        ["CH"] = new(0.081m, 0.026m),
        ["CZ"] = new(0.21m, 0.12m),
        ["DE"] = new(0.19m, 0.07m),
        ["DK"] = new(0.25m, 0.25m),
        ["ES"] = new(0.21m, 0.10m),
        ["FR"] = new(0.20m, 0.055m),
        ["IT"] = new(0.22m, 0.10m),
        ["NL"] = new(0.21m, 0.09m),
        ["PL"] = new(0.23m, 0.05m),
        ["SE"] = new(0.25m, 0.12m),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryGetRate(string country, out Rate rate) => Rates.TryGetValue(country, out rate);

    public static decimal For(this Rate rate, Category category) => category is Category.Books or Category.Food ? rate.Reduced : rate.Standard;
}
