using Cells;

namespace Shop;

/// <summary>A product as it is sold.</summary>
/// <param name="Sku">The stock-keeping unit, such as <c>TL-00042</c>.</param>
/// <param name="Name">The name on the shelf.</param>
/// <param name="Category">What kind of product it is.</param>
/// <param name="Price">The price of one piece in euros, before tax.</param>
/// <param name="Stock">Pieces that are left.</param>
public sealed record Product(string Sku, string Name, Category Category, decimal Price, int Stock);

/// <summary>What kind of product it is.</summary>
public enum Category
{
    /// <summary>Hand and power tools.</summary>
    Tools,

    /// <summary>Everything that grows.</summary>
    Garden,

    /// <summary>Printed and bound.</summary>
    Books,

    /// <summary>To eat and drink.</summary>
    Food,

    /// <summary>To play with.</summary>
    Toys,
}

/// <summary>One page of a longer list.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
/// <param name="Items">The items of this page.</param>
/// <param name="Number">The page's number, from 0.</param>
/// <param name="Total">Items on all pages.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Number, int Total);

/// <summary>Stock that was taken for an order.</summary>
/// <param name="Id">Names the reservation.</param>
/// <param name="Sku">The stock-keeping unit.</param>
/// <param name="Quantity">How many pieces were taken.</param>
/// <param name="Left">Pieces that are left.</param>
public readonly record struct Reservation(Guid Id, string Sku, int Quantity, int Left);

/// <summary>No product has this stock-keeping unit.</summary>
/// <param name="sku">The stock-keeping unit that was asked for.</param>
public sealed class ProductNotFound(string sku) : CellException(CellStatus.NotFound, $"no product has the SKU '{sku}'")
{
    /// <summary>The stock-keeping unit that was asked for.</summary>
    public string Sku { get; } = sku;
}

/// <summary>There is less stock than was asked for.</summary>
/// <param name="sku">The stock-keeping unit.</param>
/// <param name="wanted">Pieces that were asked for.</param>
/// <param name="left">Pieces that are left.</param>
public sealed class OutOfStock(string sku, int wanted, int left)
    : CellException(CellStatus.FailedPrecondition, $"{wanted} of '{sku}' wanted, {left} left")
{
    /// <summary>The stock-keeping unit.</summary>
    public string Sku { get; } = sku;

    /// <summary>Pieces that were asked for.</summary>
    public int Wanted { get; } = wanted;

    /// <summary>Pieces that are left.</summary>
    public int Left { get; } = left;
}
