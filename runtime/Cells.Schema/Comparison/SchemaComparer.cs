namespace Cells.Schema;

/// <summary>Decides whether two schemas of a cell are compatible, and plans how the one side reads what the other writes.</summary>
/// <remarks>Analyzers, build, command line and handshake all ask here, so that a compiler's verdict and a running mesh cannot disagree.</remarks>
public static class SchemaComparer
{
    /// <summary>Compares the contract that a consumer was built against with the producer's own.</summary>
    /// <param name="consumer">The consumer's schema: the baseline.</param>
    /// <param name="producer">The producer's schema: the code being compiled, or what runs.</param>
    /// <param name="options">What is asked; null for everything at level source.</param>
    /// <returns>Plans and findings. Schemas too large to compare yield CELL2000.</returns>
    public static SchemaComparison Compare(CellSchema consumer, CellSchema producer, ComparisonOptions? options = null)
    {
        try
        {
            return new ContractComparison(consumer, producer, options ?? new ComparisonOptions()).Compare();
        }
        catch (ComparisonLimitException limit)
        {
            return new SchemaComparison([Undecided(consumer, limit)], [], VersionBump.None, null, null);
        }
    }

    /// <summary>Whether a reader can read one payload of a writer, and how.</summary>
    /// <param name="reader">The reader's schema.</param>
    /// <param name="readerType">The type that the reader expects.</param>
    /// <param name="writer">The writer's schema.</param>
    /// <param name="writerType">The type that the writer wrote.</param>
    /// <param name="direction">Which way the payload travels: of a request the producer reads, of a response the consumer.</param>
    public static PayloadReading CanRead(
        CellSchema reader, TypeReference readerType, CellSchema writer, TypeReference writerType, PayloadDirection direction = PayloadDirection.Request)
    {
        bool isRequest = direction == PayloadDirection.Request;
        CellSchema consumer = isRequest ? writer : reader;
        try
        {
            DirectedComparison comparison = new(new ComparedSchema(consumer), new ComparedSchema(isRequest ? reader : writer), direction);
            ComparisonNode node = comparison.NewNode();
            ComparisonPlace place = new(node, "value", new UsagePlace(UsagePlaceKind.Result, "", ""), IsInvariant: false, null, null);
            PlanNode? plan = comparison.Compare(place, isRequest ? writerType : readerType, isRequest ? readerType : writerType);
            comparison.Complete();
            ComparisonOptions options = new() { Level = ComparisonLevel.Wire };
            List<CompatibilityFinding> findings = new FindingBuilder(comparison.Before.Cell, options).Build(NodeCollector.Collect(node, direction));
            return new PayloadReading(node.IsUnreadable ? null : plan, findings);
        }
        catch (ComparisonLimitException limit)
        {
            return new PayloadReading(null, [Undecided(consumer, limit)]);
        }
    }

    private static CompatibilityFinding Undecided(CellSchema consumer, ComparisonLimitException limit)
    {
        string cell = TypeName.Simple(consumer.Contract);
        return CompatibilityFinding.OfPolicy(
            CompatibilityRules.Undecided, cell, cell, $"The schemas of '{cell}' could not be compared: {limit.Message}.", consumer.Version);
    }
}

/// <summary>Whether a payload can be read.</summary>
/// <param name="Plan">How; null when it cannot.</param>
/// <param name="Findings">What was found at level wire, the worst first.</param>
public sealed record PayloadReading(PlanNode? Plan, IReadOnlyList<CompatibilityFinding> Findings);
