namespace Cells.Schema;

/// <summary>One change of a contract and its verdict.</summary>
public sealed record CompatibilityFinding
{
    /// <summary>The rule.</summary>
    public required CompatibilityRule Rule { get; init; }

    /// <summary>
    /// Where: <c>Orders.Get</c> a call, <c>Orders.Find(limit)</c> a parameter, <c>Orders.Get:result</c>, <c>Orders.Get!NotFound</c> an error, <c>Order.Note</c> a member,
    /// <c>[]</c> an element, <c>{}</c> a map's value, <c>{key}</c> its key, <c>Color.Red</c> a value, <c>Shape.Circle</c> a case, <c>Order</c> a type.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The verdict, after the usage filter.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The verdict if every consumer used everything.</summary>
    public required Verdict UnfilteredVerdict { get; init; }

    /// <summary>The direction that the verdict comes from; null when both agree or the change is about no payload.</summary>
    public PayloadDirection? Direction { get; init; }

    /// <summary>The effect on the plan of requests; null when no request is concerned.</summary>
    public PlanEffect? Request { get; init; }

    /// <summary>The effect on the plan of responses; null when no response is concerned.</summary>
    public PlanEffect? Response { get; init; }

    /// <summary>The entry of a manifest that makes the change matter, in the direction that the verdict comes from.</summary>
    public UsageKey Usage { get; init; }

    /// <summary>The step of the version that the change demands, whoever uses it.</summary>
    public required VersionBump Bump { get; init; }

    /// <summary>The consumer's declaration; empty where it has none.</summary>
    public required string Before { get; init; }

    /// <summary>The producer's declaration; empty where it has none.</summary>
    public required string After { get; init; }

    /// <summary>What happened and what follows, in one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The simple name of the cell.</summary>
    public required string Cell { get; init; }

    /// <summary>The full name of the declaring type at the producer, else at the consumer; null when a call declares it.</summary>
    public string? DeclaringType { get; init; }

    /// <summary>The name of the member, value or parameter in that declaration, else null.</summary>
    public string? DeclaredName { get; init; }

    /// <summary>Where it stands in the names that consumers use in their manifests.</summary>
    internal UsagePlace Place { get; init; }

    /// <summary>What a consumer does with what changed, and where; null when its record says nothing of it.</summary>
    /// <param name="record">The consumer's record.</param>
    public RecordedUse? FindUse(ConsumerRecord record) => Place.FindUse(record, Usage);

    /// <summary>The finding in one line: what happened, then the remedy.</summary>
    public string Message => Rule.Remedy.Length == 0 ? Why : Why + " " + Rule.Remedy;

    /// <summary>The number of digits of a <see cref="Fingerprint"/>.</summary>
    internal const int FingerprintLength = 12;

    /// <summary>Twelve hexadecimal digits that stand for rule, path and both declarations, but not for text or line: what a suppression names.</summary>
    public string Fingerprint => ContentHash.Of(string.Join("\n", Rule.Id, Path, Before, After), FingerprintLength);

    /// <summary>A finding about a tool, a baseline or a policy, with the rule's own verdict.</summary>
    /// <param name="rule">A rule with <see cref="CompatibilityRule.IsPolicy"/>.</param>
    /// <param name="cell">The simple name of the cell.</param>
    /// <param name="path">What it is about: the cell, or a path in its contract.</param>
    /// <param name="why">What happened and what follows, in one sentence.</param>
    /// <param name="before">What was there before, such as the baseline's version.</param>
    /// <param name="after">What is there now.</param>
    public static CompatibilityFinding OfPolicy(CompatibilityRule rule, string cell, string path, string why, string before = "", string after = "")
    {
        Verdict verdict = rule.Request?.Verdict ?? Verdict.Breaking;
        return new CompatibilityFinding
        {
            Rule = rule,
            Path = path,
            Verdict = verdict,
            UnfilteredVerdict = verdict,
            Bump = VersionBump.None,
            Before = before,
            After = after,
            Why = why,
            Cell = cell,
        };
    }
}
