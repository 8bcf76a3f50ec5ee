using Cells;

namespace Shop;

/// <summary>What a depot holds, first version.</summary>
[Cell]
public sealed partial class Depot
{
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);

    /// <summary>Stores an item and gives it back as it is stored.</summary>
    [Call]
    public Item Put(Item item)
    {
        _items[item.Sku] = item;
        return item;
    }

    /// <summary>Finds a stored item.</summary>
    [Call]
    [Throws<ItemMissing>]
    public Item Get(string sku) => _items.TryGetValue(sku, out Item? item) ? item : throw new ItemMissing($"no {sku} here") { Sku = sku, Shelf = 7 };

    /// <summary>Every stored item, by its place.</summary>
    [Call]
    public Dictionary<string, List<Item>> Stock() => new() { ["all"] = [.. _items.Values.OrderBy(static item => item.Sku, StringComparer.Ordinal)] };

    /// <summary>Says what it was given.</summary>
    [Call]
    public string Describe(string text) => $"v1 got '{text}'";

    /// <summary>A note, or none.</summary>
    [Call]
    public string? FindNote(bool any) => any ? "v1 note" : null;

    /// <summary>Gives back the color.</summary>
    [Call]
    public Color Paint(Color color) => color;

    /// <summary>The color that this version likes.</summary>
    [Call]
    public Color Favourite() => Color.Red;

    /// <summary>Gives back the permissions.</summary>
    [Call]
    public Access Grant(Access access) => access;

    /// <summary>Gives back the shape.</summary>
    [Call]
    public Shape Draw(Shape shape) => shape;

    /// <summary>The largest shape that this version has.</summary>
    [Call]
    public Shape Largest() => new Square(9);

    /// <summary>Will be removed; no consumer makes the call.</summary>
    [Call]
    public string Scrap() => "v1 scrapped";
}

/// <summary>An item.</summary>
public sealed record Item(string Sku, int Count, string? Note)
{
    /// <summary>Where it lies.</summary>
    public Place Place { get; init; }

    /// <summary>What it is worth.</summary>
    public decimal Worth { get; init; }
}

/// <summary>A place.</summary>
public readonly record struct Place(int Row, short Level);

/// <summary>A closed enum.</summary>
public enum Color
{
    /// <summary>Red.</summary>
    Red,

    /// <summary>Green.</summary>
    Green,
}

/// <summary>An open enum.</summary>
[Flags]
public enum Access
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading.</summary>
    Read = 1,

    /// <summary>Writing.</summary>
    Write = 2,
}

/// <summary>A union.</summary>
[Union]
public abstract record Shape;

/// <summary>A circle.</summary>
public sealed record Circle(int Radius) : Shape;

/// <summary>A square.</summary>
public sealed record Square(int Side) : Shape;

/// <summary>No such item.</summary>
public sealed class ItemMissing(string message) : CellException(CellStatus.NotFound, message)
{
    /// <summary>What was asked for.</summary>
    public required string Sku { get; init; }

    /// <summary>Where it should be.</summary>
    public int Shelf { get; init; }
}
