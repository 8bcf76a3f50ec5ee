namespace Cells.Schema;

/// <summary>What a producer's schema means for one of its consumers.</summary>
/// <param name="Consumer">The consumer: a cell's name, or what else the baseline stands for, such as <c>history:1.2.0</c>.</param>
/// <param name="Findings">What the comparison of the consumer's schema with the producer's found.</param>
public sealed record ConsumerFindings(string Consumer, IReadOnlyCollection<CompatibilityFinding> Findings);

/// <summary>A finding with the consumers that it concerns.</summary>
/// <param name="Finding">The finding, with its worst verdict among them.</param>
/// <param name="Consumers">The consumers that it is still open for, ordered by name; empty when it is accepted for all.</param>
/// <param name="AcceptedFor">The consumers that it is accepted for, ordered by name.</param>
/// <param name="Acceptance">The entry that accepts it; null when none does.</param>
public sealed record ConsumerFinding(
    CompatibilityFinding Finding, EquatableArray<string> Consumers, EquatableArray<string> AcceptedFor, AcceptedBreak? Acceptance)
{
    /// <summary>Whether the finding is accepted for everyone whom it concerns.</summary>
    public bool IsAccepted => Consumers.IsEmpty;
}

/// <summary>A finding about an entry of <c>cells.breaks.json</c>: CELL2002 or CELL2003.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Finding">What is wrong with it.</param>
public sealed record SuppressionFinding(AcceptedBreak Entry, CompatibilityFinding Finding);
