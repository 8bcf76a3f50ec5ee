namespace Cells.Benchmarks.Written;

/// <summary>An order in the writer's schema.</summary>
public sealed record Order(string Number, string Customer, int Quantity, string Note, List<int> Amounts, Priority Priority);

/// <summary>How soon an order is needed.</summary>
public enum Priority
{
    /// <summary>Some day.</summary>
    Normal,

    /// <summary>Now.</summary>
    High,
}

/// <summary>A memory image in the writer's schema.</summary>
public readonly record struct Position(int X, int Y);
