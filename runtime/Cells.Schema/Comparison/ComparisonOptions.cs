namespace Cells.Schema;

/// <summary>What a comparison asks, and for whom.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Whether the next compile counts too, or only running peers.</summary>
    public ComparisonLevel Level { get; init; } = ComparisonLevel.Source;

    /// <summary>Who compares.</summary>
    public ComparisonSide Side { get; init; } = ComparisonSide.Producer;

    /// <summary>What the known consumers use. At the consumer's side: its own usage, whose calls alone are compared.</summary>
    public ContractUsage Usage { get; init; } = ContractUsage.Everything;

    /// <summary>Whether the producer's version must tell of the changes (CELL2004). Never at the consumer's side.</summary>
    public bool ChecksVersion { get; init; } = true;
}
