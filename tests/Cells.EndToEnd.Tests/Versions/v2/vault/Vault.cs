using Cells;

namespace Shop;

/// <summary>A call for each change that cannot be planned in at least one direction, second version.</summary>
[Cell]
public sealed partial class Vault
{
    /// <summary>Unchanged.</summary>
    [Call]
    public int Keep() => 2;

    /// <summary>Takes a wider number.</summary>
    [Call]
    public string Scale(long value) => $"v2 scaled {value}";

    /// <summary>Answers with a wider number.</summary>
    [Call]
    public long Weigh() => 21_000_000_000;

    /// <summary>Answers without a member that old consumers require.</summary>
    [Call]
    public Label Print() => new("v2");

    /// <summary>Takes a member that old consumers do not have.</summary>
    [Call]
    public string Store(Box box) => $"v2 stored {box.Id} of {box.Owner}";

    /// <summary>Answers with another type.</summary>
    [Call]
    public string Count() => "22";

    /// <summary>A member of what it takes was renamed without saying so.</summary>
    [Call]
    public string Sign(Card card) => $"v2 signed {card.Title}";

    /// <summary>Takes a parameter more.</summary>
    [Call]
    public string Move(string to, int floor) => $"v2 moved to {to}, floor {floor}";
}

/// <summary>A label.</summary>
public sealed record Label(string Text);

/// <summary>A box.</summary>
public sealed record Box(int Id)
{
    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }
}

/// <summary>A card.</summary>
public sealed record Card(string Title);
