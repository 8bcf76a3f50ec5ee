using Cells;

namespace Mesh;

/// <summary>What shares cost.</summary>
[Cell]
public sealed partial class Quotes
{
    private static readonly Dictionary<string, decimal> Prices = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ACME"] = 41.20m,
        ["GLOBEX"] = 187.05m,
        ["HOOLI"] = 9.99m,
    };

    /// <summary>The symbols that are traded, in order.</summary>
    [Call(Idempotent = true)]
    public IReadOnlyList<string> Symbols() => [.. Prices.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What a share costs.</summary>
    /// <param name="symbol">The share's symbol, such as <c>ACME</c>.</param>
    [Call(Idempotent = true)]
    [Throws<UnknownSymbol>]
    public Quote Get(string symbol) => Prices.TryGetValue(symbol, out decimal price)
        ? new Quote(symbol.ToUpperInvariant(), price, "EUR")
        : throw new UnknownSymbol(symbol);
}

/// <summary>What a share costs.</summary>
/// <param name="Symbol">The share's symbol.</param>
/// <param name="Price">The price of one share.</param>
/// <param name="Currency">The price's currency, by ISO 4217.</param>
public sealed record Quote(string Symbol, decimal Price, string Currency);

/// <summary>No share has this symbol.</summary>
/// <param name="symbol">The symbol that was asked for.</param>
public sealed class UnknownSymbol(string symbol) : CellException(CellStatus.NotFound, $"no share has the symbol '{symbol}'")
{
    /// <summary>The symbol that was asked for.</summary>
    public string Symbol { get; } = symbol;
}
