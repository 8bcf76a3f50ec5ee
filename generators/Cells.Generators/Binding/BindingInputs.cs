using Cells.Schema;

namespace Cells.Generators;

/// <summary>The files that contracts are bound against.</summary>
internal sealed record BindingInputs
{
    /// <summary>The dependencies' schemas.</summary>
    public EquatableArray<DependencyFile> Files { get; init; }

    /// <summary>What <c>cell.toml</c> says about the dependencies.</summary>
    public EquatableArray<DependencySettings> Settings { get; init; }

    /// <summary>What <c>cell.toml</c> says about the cell; null without one that reads.</summary>
    public CellFacts? Facts { get; init; }
}
