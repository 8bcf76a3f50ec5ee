namespace Shop.Web;

/// <summary>Prices over HTTP.</summary>
internal static class PriceEndpoints
{
    /// <summary>Maps <c>/prices</c> and <c>/taxes</c>.</summary>
    public static void MapPrices(this IEndpointRouteBuilder app)
    {
        app.MapGet("/prices/{sku}", static async (string sku, string country, IPricing pricing, CancellationToken cancel, int quantity = 1)
            => await pricing.PriceAsync(sku, quantity, country, cancel));
        app.MapGet("/taxes", static async (IPricing pricing, CancellationToken cancel) => await pricing.TaxRatesAsync(cancel));
    }
}
