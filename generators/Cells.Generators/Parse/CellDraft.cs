using Cells.Schema;

namespace Cells.Generators;

/// <summary>A <c>[Cell]</c> class as its own project declares it. Names that only a dependency can explain are not resolved yet.</summary>
internal sealed record CellDraft
{
    /// <summary>The model; its schema may hold <see cref="UnresolvedReference"/>s.</summary>
    public required CellModel Model { get; init; }

    /// <summary>What the contract does wrong, in order of discovery.</summary>
    public EquatableArray<ContractProblem> Problems { get; init; }
}
