using Cells;

namespace Shop;

/// <summary>The products of the shop and their stock.</summary>
[Cell]
public sealed partial class Catalog(ProductStore products)
{
    /// <summary>The largest page that <see cref="Search"/> returns.</summary>
    public const int MaxPageSize = 100;

    /// <summary>The product with the given stock-keeping unit.</summary>
    /// <param name="sku">The stock-keeping unit, such as <c>TL-00042</c>.</param>
    [Call(Idempotent = true)]
    [Throws<ProductNotFound>]
    public Product Get(string sku) => products.Find(sku) ?? throw new ProductNotFound(sku);

    /// <summary>The products whose name contains a text, ordered by name.</summary>
    /// <param name="text">What to look for, ignoring case; empty for all products.</param>
    /// <param name="page">The page, from 0.</param>
    /// <param name="pageSize">Products on a page, 1 to 100.</param>
    [Call(Idempotent = true)]
    public Page<Product> Search(string text, int page = 0, int pageSize = 20)
    {
        if (page < 0 || pageSize is < 1 or > MaxPageSize)
        {
            throw new CellException(CellStatus.InvalidArgument, $"page must be at least 0 and pageSize 1 to {MaxPageSize}, got {page} and {pageSize}");
        }

        List<Product> found = products.Search(text);
        IEnumerable<Product> items = (long)page * pageSize < found.Count ? found.Skip(page * pageSize).Take(pageSize) : [];
        return new Page<Product>([.. items], page, found.Count);
    }

    /// <summary>Takes stock of a product for an order.</summary>
    /// <param name="sku">The stock-keeping unit.</param>
    /// <param name="quantity">How many, at least 1.</param>
    [Call]
    [Throws<ProductNotFound>]
    [Throws<OutOfStock>]
    public Reservation Reserve(string sku, int quantity)
    {
        if (quantity < 1)
        {
            throw new CellException(CellStatus.InvalidArgument, $"quantity must be at least 1, got {quantity}");
        }

        return products.Reserve(sku, quantity);
    }
}
