using System.Globalization;
using Cells.Schema;

namespace Cells.Generators;

/// <summary>A <c>[Cell]</c> class as its own project declares it. Names that only a dependency can explain are not resolved yet.</summary>
internal sealed record CellDraft
{
    /// <summary>The model without services and without the facts of <c>cell.toml</c>; its schema may hold <see cref="UnresolvedReference"/>s.</summary>
    public required CellModel Model { get; init; }

    /// <summary>What the constructor asks for.</summary>
    public EquatableArray<ServiceDraft> Services { get; init; }

    /// <summary>The declared errors that are not the project's own.</summary>
    public EquatableArray<UnresolvedError> UnresolvedErrors { get; init; }

    /// <summary>What the contract does wrong, in order of discovery.</summary>
    public EquatableArray<ContractProblem> Problems { get; init; }

    /// <summary>Whether source may be emitted.</summary>
    public bool IsSound => !Problems.Any(static problem => ContractRules.IsError(problem.Id));
}

/// <summary>A service whose type may name what only another generator's output explains.</summary>
/// <param name="Parameter">The service; its type holds a placeholder for each unresolved name.</param>
/// <param name="Names">The unresolved names.</param>
internal sealed record ServiceDraft(ServiceParameterModel Parameter, EquatableArray<UnresolvedName> Names)
{
    /// <summary>What stands in a type for the unresolved name numbered <paramref name="index"/>.</summary>
    public static string Placeholder(int index) => string.Format(CultureInfo.InvariantCulture, "\u0001{0}\u0002", index);
}

/// <summary>A declared error that is not the project's own.</summary>
/// <param name="Call">The call that declares it.</param>
/// <param name="Error">The error.</param>
internal sealed record UnresolvedError(string Call, UnresolvedReference Error);
