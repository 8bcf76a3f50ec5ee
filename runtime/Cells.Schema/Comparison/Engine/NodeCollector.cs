namespace Cells.Schema;

/// <summary>Collects the changes of a direction from the payloads of the calls downwards.</summary>
internal static class NodeCollector
{
    /// <summary>The changes that the payloads carry, each with whether a used and whether a stable call carries it.</summary>
    public static IEnumerable<FoundChange> Collect(
        IReadOnlyList<CallComparison> calls, Func<CallComparison, ComparisonNode?> payload, Func<CallSchema, bool> isUsed, PayloadDirection direction)
    {
        HashSet<ComparisonNode> all = Reach(calls.Select(payload));
        HashSet<ComparisonNode> used = Reach(calls.Where(call => isUsed(call.Plan.Consumer)).Select(payload));
        HashSet<ComparisonNode> stable = Reach(calls.Where(static call => call.Plan.Consumer.Experimental is null).Select(payload));
        return all.SelectMany(node => Changes(node, direction).Select(change => new FoundChange(change, used.Contains(node), stable.Contains(node))));
    }

    /// <summary>The changes that one payload carries.</summary>
    public static IEnumerable<FoundChange> Collect(ComparisonNode payload, PayloadDirection direction) =>
        Reach([payload]).SelectMany(node => Changes(node, direction)).Select(static change => new FoundChange(change, IsUsed: true, IsStable: true));

    private static IEnumerable<Change> Changes(ComparisonNode node, PayloadDirection direction)
    {
        foreach (ComparisonEdge edge in node.Edges)
        {
            if (edge.Replacement is not ReplacedType replaced)
            {
                continue;
            }

            if (edge.Target.IsUnreadable)
            {
                yield return replaced.Unreadable;
            }
            else if (replaced.Readable is Change readable)
            {
                PlanEffect effect = Reach([edge.Target])
                    .SelectMany(static target => target.Changes)
                    .Select(change => change.EffectOn(direction) ?? PlanEffect.Yes)
                    .DefaultIfEmpty(PlanEffect.Yes)
                    .Max();
                yield return direction == PayloadDirection.Request ? readable with { Request = effect } : readable with { Response = effect };
            }
        }

        foreach (Change change in node.Changes)
        {
            yield return change;
        }
    }

    private static HashSet<ComparisonNode> Reach(IEnumerable<ComparisonNode?> roots)
    {
        HashSet<ComparisonNode> reached = [];
        Queue<ComparisonNode> queue = new();
        foreach (ComparisonNode? root in roots)
        {
            if (root is not null && reached.Add(root))
            {
                queue.Enqueue(root);
            }
        }

        while (queue.Count > 0)
        {
            foreach (ComparisonEdge edge in queue.Dequeue().Edges)
            {
                if (edge.Replacement is null && reached.Add(edge.Target))
                {
                    queue.Enqueue(edge.Target);
                }
            }
        }

        return reached;
    }
}
