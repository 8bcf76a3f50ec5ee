using System.Globalization;

namespace Shop.Storefront;

/// <summary>One line of an order, and where it stands in the file.</summary>
internal readonly record struct OrderLine(int FileLine, string Order, string Country, string Sku, int Quantity);

/// <summary>The orders: CSV with a header, one order line a line.</summary>
internal sealed record OrderFile(string Path, IReadOnlyList<OrderLine> Lines)
{
    private const string Header = "order,country,sku,quantity";

    /// <summary>Reads and validates the whole file.</summary>
    /// <exception cref="OrderFileException">The file or a line is wrong; the message names it.</exception>
    public static OrderFile Read(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        string[] lines;
        try
        {
            lines = File.ReadAllLines(full);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OrderFileException($"{full}: {error.Message}", error);
        }

        if (lines.Length == 0 || lines[0] != Header)
        {
            throw new OrderFileException($"{full}(1): the first line must be '{Header}'");
        }

        List<OrderLine> orders = new(lines.Length - 1);
        for (int i = 1; i < lines.Length; i++)
        {
            string[] fields = lines[i].Split(',');
            if (fields.Length != 4)
            {
                throw new OrderFileException($"{full}({i + 1}): 4 fields expected ({Header}), found {fields.Length}");
            }

            if (!int.TryParse(fields[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int quantity))
            {
                throw new OrderFileException($"{full}({i + 1}): quantity: '{fields[3]}' is not a whole number");
            }

            orders.Add(new OrderLine(i + 1, fields[0], fields[1], fields[2], quantity));
        }

        return new OrderFile(full, orders);
    }
}

/// <summary>An order file that cannot be read; the message names file, line and what is wrong.</summary>
internal sealed class OrderFileException(string message, Exception? innerException = null) : Exception(message, innerException);
