using Cells;
using Shop;

/// <summary>Prints what a call gave. Compiled into both versions of the clerk.</summary>
internal static class Line
{
    public static async Task PrintAsync(string name, Func<Task<object?>> call)
    {
        try
        {
            Console.WriteLine($"{name}: {await call() ?? "null"}");
        }
        catch (ItemMissing error)
        {
            Console.WriteLine($"{name}: {error.Status} {error.Sku} {error.Shelf} {error.Message}");
        }
        catch (UnmappableValueException error)
        {
            Console.WriteLine($"{name}: {error.Outcome} {error.Path}");
        }
        catch (CellException error)
        {
            Console.WriteLine($"{name}: {error.Status} {error.Outcome} {error.Message}");
        }
    }
}
