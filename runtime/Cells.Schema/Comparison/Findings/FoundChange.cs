namespace Cells.Schema;

/// <summary>A change with what is known about the calls that carry it.</summary>
/// <param name="Change">The change.</param>
/// <param name="IsUsed">Whether a used call carries it.</param>
/// <param name="IsStable">Whether a call that is not experimental carries it.</param>
internal sealed record FoundChange(Change Change, bool IsUsed, bool IsStable);

/// <summary>Makes findings of changes: one for each root cause, with the worse verdict of its directions.</summary>
internal sealed class FindingBuilder(string cell, ComparisonOptions options)
{
    public List<CompatibilityFinding> Build(IEnumerable<FoundChange> changes)
    {
        List<CompatibilityFinding> findings = changes
            .GroupBy(static found => new RootCause(Cause(found.Change.Rule), found.Change.Path, found.Change.Before, found.Change.After))
            .Select(group => Build(group.ToList()))
            .ToList();
        FindingOrder.Sort(findings);
        return findings;
    }

    // A member that is removed is one cause, whatever its readers make of it.
    private static string Cause(CompatibilityRule rule) =>
        rule == CompatibilityRules.RequiredMemberRemoved ? CompatibilityRules.MemberRemoved.Id : rule.Id;

    private CompatibilityFinding Build(List<FoundChange> group)
    {
        FoundChange worst = group.OrderByDescending(static found => found.Change.Rule.Id, StringComparer.Ordinal)
            .ThenByDescending(static found => Worse(found.Change.Request, found.Change.Response))
            .First();
        CompatibilityRule rule = worst.Change.Rule;
        DirectedVerdict? request = Judge(rule, PayloadDirection.Request, group);
        DirectedVerdict? response = Judge(rule, PayloadDirection.Response, group);
        bool isRequest = response is null || (request is not null && request.Verdict >= response.Verdict);
        DirectedVerdict? verdict = isRequest ? request : response;
        return new CompatibilityFinding
        {
            Rule = rule,
            Path = worst.Change.Path,
            Verdict = verdict?.Verdict ?? Verdict.Compatible,
            UnfilteredVerdict = (Verdict)Math.Max((int)(request?.Unfiltered ?? default), (int)(response?.Unfiltered ?? default)),
            Direction = request?.Verdict == response?.Verdict ? null : isRequest ? PayloadDirection.Request : PayloadDirection.Response,
            Request = request?.Effect,
            Response = response?.Effect,
            Usage = verdict?.Usage ?? UsageKey.None,
            Bump = (VersionBump)Math.Max((int)(request?.Bump ?? default), (int)(response?.Bump ?? default)),
            Before = worst.Change.Before,
            After = worst.Change.After,
            Why = worst.Change.Why,
            Cell = cell,
            DeclaringType = worst.Change.DeclaringType,
            DeclaredName = worst.Change.DeclaredName,
            Place = worst.Change.Place,
        };
    }

    private DirectedVerdict? Judge(CompatibilityRule rule, PayloadDirection direction, List<FoundChange> group)
    {
        List<FoundChange> found = group.Where(change => change.Change.EffectOn(direction) is not null).ToList();
        if (found.Count == 0 || rule.Of(direction) is not RuleColumn column)
        {
            return null;
        }

        PlanEffect effect = found.Max(change => change.Change.EffectOn(direction) ?? PlanEffect.Yes);
        Verdict unfiltered = rule.VerdictAt(options.Level, direction, effect);
        UsageKey usage = found.Select(static change => change.Change.Usage).FirstOrDefault(static key => key is not null) ?? column.Usage;
        bool isUsed = found.Exists(change => change.Change.Place.IsUsed(usage, options.Usage, change.IsUsed));
        bool isStable = found.Exists(static change => change.IsStable);

        // An experimental call owes nobody its next compile; that running peers cannot connect stays true.
        bool isForgiven = !isStable && options.Level == ComparisonLevel.Source;
        bool isLowered = unfiltered == Verdict.Breaking && (!isUsed || isForgiven);
        return new DirectedVerdict(
            effect, unfiltered, isLowered ? Verdict.Warning : unfiltered, usage, isStable || column.Bump == VersionBump.None ? column.Bump : VersionBump.Patch);
    }

    private static PlanEffect Worse(PlanEffect? request, PlanEffect? response) =>
        (PlanEffect)Math.Max((int)(request ?? PlanEffect.Yes), (int)(response ?? PlanEffect.Yes));

    private sealed record RootCause(string Cause, string Path, string Before, string After);

    private sealed record DirectedVerdict(PlanEffect Effect, Verdict Unfiltered, Verdict Verdict, UsageKey Usage, VersionBump Bump);
}
