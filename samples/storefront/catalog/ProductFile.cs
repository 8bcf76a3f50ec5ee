using System.Globalization;

namespace Shop;

/// <summary>Reads products from CSV: a header, then one product a line; a field with a comma or a quote is quoted.</summary>
internal static class ProductFile
{
    private const string Header = "sku,name,category,price,stock";

    /// <summary>Reads and validates the whole file.</summary>
    /// <exception cref="ProductFileException">A line is wrong; the message names it.</exception>
    public static List<Product> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (IOException error)
        {
            throw new ProductFileException($"{Path.GetFullPath(path)}: {error.Message}", error);
        }

        if (lines.Length == 0 || lines[0] != Header)
        {
            throw At(path, 1, $"the first line must be '{Header}'");
        }

        List<Product> products = new(lines.Length - 1);
        Dictionary<string, int> firstLines = new(StringComparer.Ordinal);
        for (int i = 1; i < lines.Length; i++)
        {
            int line = i + 1;
            Product product = ParseLine(path, line, lines[i]);
            if (!firstLines.TryAdd(product.Sku, line))
            {
                throw At(path, line, $"the SKU '{product.Sku}' stands on line {firstLines[product.Sku]} already");
            }

            products.Add(product);
        }

        return products;
    }

    private static Product ParseLine(string path, int line, string text)
    {
        List<string> fields = Split(path, line, text);
        if (fields.Count != 5)
        {
            throw At(path, line, $"5 fields expected ({Header}), found {fields.Count}");
        }

        if (fields[0].Length == 0 || fields[1].Length == 0)
        {
            throw At(path, line, "sku and name must not be empty");
        }

        if (!Enum.TryParse(fields[2], out Category category) || !Enum.IsDefined(category))
        {
            throw At(path, line, $"category: '{fields[2]}' is none of {string.Join(", ", Enum.GetNames<Category>())}");
        }

        if (!decimal.TryParse(fields[3], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal price) || price <= 0)
        {
            throw At(path, line, $"price: '{fields[3]}' is not an amount such as 12.50");
        }

        if (!int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out int stock))
        {
            throw At(path, line, $"stock: '{fields[4]}' is not a whole number of pieces");
        }

        return new Product(fields[0], fields[1], category, price, stock);
    }

    private static List<string> Split(string path, int line, string text)
    {
        List<string> fields = [];
        int position = 0;
        while (true)
        {
            int end;
            if (position < text.Length && text[position] == '"')
            {
                int close = ClosingQuote(text, position + 1);
                if (close < 0)
                {
                    throw At(path, line, $"the quote in column {position + 1} is never closed");
                }

                fields.Add(text[(position + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal));
                end = close + 1;
                if (end < text.Length && text[end] != ',')
                {
                    throw At(path, line, $"a comma is expected in column {end + 1}, after the quoted field");
                }
            }
            else
            {
                int comma = text.IndexOf(',', position);
                end = comma < 0 ? text.Length : comma;
                fields.Add(text[position..end]);
            }

            if (end == text.Length)
            {
                return fields;
            }

            position = end + 1;
        }
    }

    private static int ClosingQuote(string text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == '"')
            {
                i++;
                continue;
            }

            return i;
        }

        return -1;
    }

    private static ProductFileException At(string path, int line, string problem) => new($"{Path.GetFullPath(path)}({line}): {problem}");
}

/// <summary>A product file that cannot be read; the message names file, line and what is wrong.</summary>
internal sealed class ProductFileException(string message, Exception? innerException = null) : Exception(message, innerException);
