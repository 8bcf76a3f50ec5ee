namespace Cells.Schema;

/// <summary>A rule that applies at a path, before verdicts are given.</summary>
internal sealed record Change
{
    /// <summary>The rule.</summary>
    public required CompatibilityRule Rule { get; init; }

    /// <summary>The path in the notation of the rules.</summary>
    public required string Path { get; init; }

    /// <summary>The place in the consumers' names.</summary>
    public required UsagePlace Place { get; init; }

    /// <summary>The effect on the plan of requests; null when no request is concerned.</summary>
    public PlanEffect? Request { get; init; }

    /// <summary>The effect on the plan of responses; null when no response is concerned.</summary>
    public PlanEffect? Response { get; init; }

    /// <summary>The usage key where it differs from the rule's.</summary>
    public UsageKey? Usage { get; init; }

    /// <summary>The consumer's declaration; empty where it has none.</summary>
    public string Before { get; init; } = "";

    /// <summary>The producer's declaration; empty where it has none.</summary>
    public string After { get; init; } = "";

    /// <summary>What happened and what follows, in one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The full name of the declaring type at the producer, else at the consumer; null when a call declares it.</summary>
    public string? DeclaringType { get; init; }

    /// <summary>The name of the member, value or parameter in that declaration, else null.</summary>
    public string? DeclaredName { get; init; }

    /// <summary>The effect on the plan of <paramref name="direction"/>.</summary>
    public PlanEffect? EffectOn(PayloadDirection direction) => direction == PayloadDirection.Request ? Request : Response;
}
