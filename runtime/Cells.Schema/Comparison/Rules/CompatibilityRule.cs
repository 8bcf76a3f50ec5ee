namespace Cells.Schema;

/// <summary>One rule of compatibility: what a change does to running peers, to the next compile, and to the version.</summary>
/// <param name="Id">The diagnostic id: <c>CELL2204</c>.</param>
/// <param name="Title">The change in one line.</param>
/// <param name="Remedy">What to do about it in one sentence; empty where nothing needs doing.</param>
/// <param name="Request">What it does to requests; null where it cannot occur in one.</param>
/// <param name="Response">What it does to responses; null where it cannot occur in one.</param>
public sealed record CompatibilityRule(string Id, string Title, string Remedy, RuleColumn? Request, RuleColumn? Response)
{
    /// <summary>Whether the rule is about a tool, a baseline or a policy, and not about a change of a contract.</summary>
    public bool IsPolicy => string.CompareOrdinal(Id, "CELL2100") < 0;

    /// <summary>Whether the rule is about a promise of behaviour, which no plan knows.</summary>
    public bool IsPromise => string.CompareOrdinal(Id, "CELL2500") >= 0;

    /// <summary>The page that explains the rule.</summary>
    public string HelpLink => RulePages.LinkOf(Id);

    /// <summary>The column of <paramref name="direction"/>, or null where the rule cannot occur there.</summary>
    public RuleColumn? Of(PayloadDirection direction) => direction == PayloadDirection.Request ? Request : Response;

    /// <summary>The verdict of <paramref name="level"/> when the change has <paramref name="effect"/> on the plan of <paramref name="direction"/>.</summary>
    public Verdict VerdictAt(ComparisonLevel level, PayloadDirection direction, PlanEffect effect)
    {
        Verdict promised = Of(direction)?.Verdict ?? Verdict.Compatible;
        if (level == ComparisonLevel.Source)
        {
            return promised;
        }

        if (IsPromise)
        {
            return promised == Verdict.Compatible ? Verdict.Compatible : Verdict.Warning;
        }

        return effect switch
        {
            PlanEffect.No => Verdict.Breaking,
            PlanEffect.Check or PlanEffect.Drop => Verdict.Warning,
            _ => Verdict.Compatible,
        };
    }
}

/// <summary>What a rule says about one direction.</summary>
/// <param name="Plan">The usual effect on the plan; null where the rule says that it depends, or that there is nothing to plan.</param>
/// <param name="Source">The effect on the consumer's next compile.</param>
/// <param name="Verdict">The verdict at level source.</param>
/// <param name="Usage">The entry of a manifest that makes it matter.</param>
/// <param name="Bump">The step of the version that it demands.</param>
public sealed record RuleColumn(PlanEffect? Plan, SourceEffect Source, Verdict Verdict, UsageKey Usage, VersionBump Bump);
