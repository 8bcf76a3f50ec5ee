namespace Shop.Web;

/// <summary>The catalog over HTTP.</summary>
internal static class ProductEndpoints
{
    /// <summary>Maps <c>/products</c>.</summary>
    public static void MapProducts(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder products = app.MapGroup("/products");
        products.MapGet("/", static async (ICatalog catalog, CancellationToken cancel, string text = "", int page = 0, int pageSize = 20)
            => await catalog.SearchAsync(text, page, pageSize, cancel));
        products.MapGet("/{sku}", static async (string sku, ICatalog catalog, CancellationToken cancel)
            => await catalog.GetAsync(sku, cancel));
        products.MapPost("/{sku}/reservations", static async (string sku, ReservationRequest request, ICatalog catalog, CancellationToken cancel) =>
        {
            Reservation reservation = await catalog.ReserveAsync(sku, request.Quantity, cancel);
            return Results.Created($"/products/{Uri.EscapeDataString(sku)}/reservations/{reservation.Id}", reservation);
        });
    }
}

/// <summary>What a reservation is asked for with.</summary>
/// <param name="Quantity">How many pieces.</param>
internal sealed record ReservationRequest(int Quantity);
