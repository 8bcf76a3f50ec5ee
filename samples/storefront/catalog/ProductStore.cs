using System.Collections.Frozen;

namespace Shop;

/// <summary>The products in memory. Calls run concurrently, so each product's stock is taken atomically.</summary>
public sealed class ProductStore
{
    private readonly FrozenDictionary<string, Entry> _products;

    internal ProductStore(IEnumerable<Product> products)
        => _products = products.ToFrozenDictionary(static product => product.Sku, static product => new Entry(product), StringComparer.Ordinal);

    internal Product? Find(string sku) => _products.TryGetValue(sku, out Entry? entry) ? entry.Current : null;

    internal List<Product> Search(string text)
        => [.. _products.Values
            .Where(entry => entry.Product.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(static entry => entry.Product.Name, StringComparer.Ordinal)
            .ThenBy(static entry => entry.Product.Sku, StringComparer.Ordinal)
            .Select(static entry => entry.Current)];

    internal Reservation Reserve(string sku, int quantity)
    {
        if (!_products.TryGetValue(sku, out Entry? entry))
        {
            throw new ProductNotFound(sku);
        }

        return entry.TryTake(quantity, out int left)
            ? new Reservation(Guid.NewGuid(), sku, quantity, left)
            : throw new OutOfStock(sku, quantity, left);
    }

    private sealed class Entry(Product product)
    {
        private int _stock = product.Stock;

        public Product Product { get; } = product;

        public Product Current => Product with { Stock = Volatile.Read(ref _stock) };

        public bool TryTake(int quantity, out int left)
        {
            left = Volatile.Read(ref _stock);
            while (left >= quantity)
            {
                int seen = Interlocked.CompareExchange(ref _stock, left - quantity, left);
                if (seen == left)
                {
                    left -= quantity;
                    return true;
                }

                left = seen;
            }

            return false;
        }
    }
}
