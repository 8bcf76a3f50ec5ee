namespace Cells.Schema.Tests;

/// <summary>Compares and says what was found in one line.</summary>
internal static class Comparing
{
    /// <summary>The findings as <c>Breaking CELL2201 Order.Lines</c>, the worst first, at level source, without CELL2004.</summary>
    public static string[] Source(CellSchema before, CellSchema after, params string[] usage) => Lines(before, after, ComparisonLevel.Source, usage);

    /// <summary>The findings at level wire.</summary>
    public static string[] Wire(CellSchema before, CellSchema after, params string[] usage) => Lines(before, after, ComparisonLevel.Wire, usage);

    /// <summary>The whole comparison, without CELL2004.</summary>
    public static SchemaComparison Full(CellSchema before, CellSchema after, ComparisonOptions? options = null) =>
        SchemaComparer.Compare(before, after, (options ?? new ComparisonOptions()) with { ChecksVersion = false });

    private static string[] Lines(CellSchema before, CellSchema after, ComparisonLevel level, string[] usage)
    {
        ContractUsage used = usage.Length == 0 ? ContractUsage.Everything : ContractUsage.Of(usage);
        SchemaComparison comparison = Full(before, after, new ComparisonOptions { Level = level, Usage = used });
        return [.. comparison.Findings.Select(static finding => $"{finding.Verdict} {finding.Rule.Id} {finding.Path}")];
    }
}
