namespace Cells.Schema;

/// <summary>What holding a producer's code to its consumers gave.</summary>
public sealed record GateReport
{
    /// <summary>What is not accepted for everyone whom it concerns, each once, the worst first.</summary>
    public EquatableArray<GateFinding> Findings { get; init; }

    /// <summary>What could not be decided (CELL2000), and consumers whose usage is not known (CELL2001).</summary>
    public EquatableArray<CompatibilityFinding> Policy { get; init; }

    /// <summary>What is wrong with acceptances (CELL2002, CELL2003), in the order of their file.</summary>
    public EquatableArray<SuppressionFinding> Entries { get; init; }

    /// <summary>CELL2004, when the version tells less than the changes since the newest release demand; else null.</summary>
    public CompatibilityFinding? VersionTooLow { get; init; }

    /// <summary>The smallest version that tells enough; null when the present one does.</summary>
    public SemanticVersion? DemandedVersion { get; init; }
}

/// <summary>One change of the contract, and everyone whom it concerns.</summary>
/// <param name="Finding">The change, with its worst verdict among them.</param>
/// <param name="Consumers">Those for whom it is not accepted, the worst concerned first.</param>
/// <param name="AcceptedFor">The names of those for whom it is accepted, ordered.</param>
public sealed record GateFinding(CompatibilityFinding Finding, EquatableArray<HeldConsumer> Consumers, EquatableArray<string> AcceptedFor)
{
    /// <summary>The finding in one line: what changed and what follows, who uses it and where, and what to do.</summary>
    public string Message => GateMessage.Of(this);
}

/// <summary>A consumer that a change concerns.</summary>
/// <param name="Consumer">The consumer.</param>
/// <param name="Verdict">What the change means for it.</param>
/// <param name="HasUsage">Whether it said what it uses.</param>
/// <param name="Use">Its use of what changed; null when it has none, or did not say.</param>
public sealed record HeldConsumer(GateConsumer Consumer, Verdict Verdict, bool HasUsage, RecordedUse? Use)
{
    internal static HeldConsumer Of(GateConsumer consumer, ConsumerRecord? record, CompatibilityFinding finding)
        => new(consumer, finding.Verdict, record is not null, record is null ? null : finding.FindUse(record));
}
