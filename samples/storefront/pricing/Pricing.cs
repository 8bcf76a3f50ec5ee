using Cells;

namespace Shop;

/// <summary>Prices order lines: the catalog's price, a quantity break, the tax of the country.</summary>
[Cell]
public sealed partial class Pricing(ICatalog catalog)
{
    /// <summary>Prices one line of an order.</summary>
    /// <param name="sku">The stock-keeping unit.</param>
    /// <param name="quantity">How many pieces, at least 1.</param>
    /// <param name="country">The country of delivery, two letters as in ISO 3166-1.</param>
    /// <param name="cancel">Gives up waiting for the catalog.</param>
    [Call(Idempotent = true, DeadlineMs = 5_000)]
    [Throws<NotSold>]
    public async ValueTask<PricedLine> PriceAsync(string sku, int quantity, string country, CancellationToken cancel)
    {
        if (quantity < 1)
        {
            throw new CellException(CellStatus.InvalidArgument, $"quantity must be at least 1, got {quantity}");
        }

        if (!Taxes.TryGetRate(country, out Rate rate))
        {
            throw new NotSold(sku, country, $"nothing is sold to '{country}'");
        }

        Product product;
        try
        {
            product = await catalog.GetAsync(sku, cancel);
        }
        catch (ProductNotFound error)
        {
            throw new NotSold(error.Sku, country, $"'{error.Sku}' is not in the catalog");
        }

        decimal discount = QuantityBreaks.Discount(product.Category, quantity);
        decimal unit = decimal.Round(product.Price * (1 - discount), 2, MidpointRounding.ToEven);
        decimal net = unit * quantity;
        decimal tax = decimal.Round(net * rate.For(product.Category), 2, MidpointRounding.AwayFromZero);
        return new PricedLine(product, $"{quantity} x {product.Name}", quantity, unit, discount, net, tax);
    }

    /// <summary>The tax rates, by country.</summary>
    [Call(Idempotent = true)]
    public IReadOnlyDictionary<string, Rate> TaxRates() => Taxes.Rates;
}
