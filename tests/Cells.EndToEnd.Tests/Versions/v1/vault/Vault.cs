using Cells;

namespace Shop;

/// <summary>A call for each change that cannot be planned in at least one direction, first version.</summary>
[Cell]
public sealed partial class Vault
{
    /// <summary>Unchanged.</summary>
    [Call]
    public int Keep() => 1;

    /// <summary>Will take a wider number.</summary>
    [Call]
    public string Scale(int value) => $"v1 scaled {value}";

    /// <summary>Will answer with a wider number.</summary>
    [Call]
    public int Weigh() => 11;

    /// <summary>Will answer without a member that consumers require.</summary>
    [Call]
    public Label Print() => new("v1", "large");

    /// <summary>Will take a member that consumers do not have.</summary>
    [Call]
    public string Store(Box box) => $"v1 stored {box.Id}";

    /// <summary>Will answer with another type.</summary>
    [Call]
    public int Count() => 12;

    /// <summary>Will be removed.</summary>
    [Call]
    public string Retire() => "v1 retired";

    /// <summary>A member of what it takes will be renamed without saying so.</summary>
    [Call]
    public string Sign(Card card) => $"v1 signed {card.Name}";

    /// <summary>Will take a parameter more.</summary>
    [Call]
    public string Move(string to) => $"v1 moved to {to}";
}

/// <summary>A label.</summary>
public sealed record Label(string Text, string Size);

/// <summary>A box.</summary>
public sealed record Box(int Id);

/// <summary>A card.</summary>
public sealed record Card(string Name);
