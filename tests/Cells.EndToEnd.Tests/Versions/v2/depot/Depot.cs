using Cells;

namespace Shop;

/// <summary>What a depot holds, second version.</summary>
[Cell]
public sealed partial class Depot
{
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);

    /// <summary>Counts what is stored: new, and first in the order of names, so that every other call has another number.</summary>
    [Call]
    public int Audit() => _items.Count;

    /// <summary>Stores an item and gives it back as it is stored.</summary>
    [Call]
    public Item Put(Item item)
    {
        _items[item.Sku] = item;
        return item;
    }

    /// <summary>Finds a stored item.</summary>
    [Call]
    [Renamed("Get")]
    [Throws<ItemMissing>]
    public Item Fetch(string sku) => _items.TryGetValue(sku, out Item? item) ? item : throw new ItemMissing($"no {sku} there") { Sku = sku, Shelf = 8 };

    /// <summary>Every stored item, by its place.</summary>
    [Call]
    public Dictionary<string, List<Item>> Stock() => new() { ["all"] = [.. _items.Values.OrderBy(static item => item.Sku, StringComparer.Ordinal)] };

    /// <summary>Says what it was given.</summary>
    [Call]
    public string Describe(string? text) => text is null ? "v2 got nothing" : $"v2 got '{text}'";

    /// <summary>A note.</summary>
    [Call]
    public string FindNote(bool any, string language = "en") => $"v2 note in {language}";

    /// <summary>Gives back the color.</summary>
    [Call]
    public Color Paint(Color color) => color;

    /// <summary>The color that this version likes.</summary>
    [Call]
    public Color Favourite() => Color.Blue;

    /// <summary>Gives back the permissions.</summary>
    [Call]
    public Access Grant(Access access) => access;

    /// <summary>Gives back the shape.</summary>
    [Call]
    public Shape Draw(Shape shape) => shape;

    /// <summary>The largest shape that this version has.</summary>
    [Call]
    public Shape Largest() => new Triangle(3, 4, 5);
}

/// <summary>An item: a member reordered, one renamed, one dropped, two added, one in another form.</summary>
public sealed record Item([property: Renamed("Count")] int Quantity, string Sku)
{
    /// <summary>What a piece is called.</summary>
    public string Unit { get; init; } = "piece";

    /// <summary>What it is worth.</summary>
    public decimal Worth { get; init; }

    /// <summary>Who made it.</summary>
    public string? Maker { get; init; }

    /// <summary>Where it lies.</summary>
    public Place Place { get; init; }
}

/// <summary>A place: a struct with other bytes.</summary>
public readonly record struct Place(short Level, int Row);

/// <summary>A closed enum with one value more, renumbered.</summary>
public enum Color
{
    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Red.</summary>
    Red,
}

/// <summary>An open enum with one value more, renumbered.</summary>
[Flags]
public enum Access
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Writing.</summary>
    Write = 1,

    /// <summary>Reading.</summary>
    Read = 2,

    /// <summary>Erasing.</summary>
    Erase = 8,
}

/// <summary>A union with one case more, and other tags.</summary>
[Union]
public abstract record Shape;

/// <summary>A square.</summary>
public sealed record Square(int Side) : Shape;

/// <summary>A triangle.</summary>
public sealed record Triangle(int A, int B, int C) : Shape;

/// <summary>A circle.</summary>
public sealed record Circle(int Radius) : Shape;

/// <summary>No such item.</summary>
public sealed class ItemMissing(string message) : CellException(CellStatus.NotFound, message)
{
    /// <summary>Where it should be.</summary>
    public int Shelf { get; init; }

    /// <summary>What was asked for.</summary>
    public required string Sku { get; init; }
}
