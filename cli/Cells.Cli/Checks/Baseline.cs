using Cells.Build;
using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.Checks;

/// <summary>A schema that a cell is held to.</summary>
/// <param name="Consumer">
/// For whom: a consumer by its name, <c>history:1.2.0</c> for whoever holds a client of that version, else the side as typed. An acceptance names it.
/// </param>
/// <param name="Schema">The schema, or why it is not to be had.</param>
internal sealed record Baseline(string Consumer, SideSchema Schema)
{
    /// <summary>The consumer as a build knows it, with what it uses; null for everything else, which counts as using everything.</summary>
    public GatheredConsumer? Gathered { get; init; }

    /// <summary>What counts as used.</summary>
    public ContractUsage Usage => Gathered?.Record?.ToUsage() ?? ContractUsage.Everything;

    /// <summary>Baselines with the same key are compared as one.</summary>
    public (string Document, string? Usage, bool IsNeighbor) ComparisonKey => (
        Schema.Schema is { } schema ? SchemaDocument.Write(schema) : Schema.Origin,
        Gathered?.Record?.ComputeUsageFingerprint(),
        Gathered?.Standing == GateStanding.Neighbor);
}

/// <summary>Everything that a cell is held to.</summary>
/// <param name="All">The baselines.</param>
/// <param name="Notes">What was passed over or taken for something else, each as a sentence.</param>
internal sealed record Baselines(IReadOnlyList<Baseline> All, IReadOnlyList<string> Notes);
