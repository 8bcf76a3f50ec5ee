namespace Cells.Schema;

/// <summary>
/// Compares the types of two schemas for payloads of one direction: the function that says whether a reader can read what a writer wrote,
/// and yields a plan or the changes that make one impossible.
/// </summary>
/// <remarks>
/// Each pair of types is compared once. A pair that is met again while it is being compared counts as readable, which is right for recursive types:
/// whatever makes the pair unreadable is found in the pair itself. Pairs wait in a queue, so that no schema is too deep for the stack.
/// </remarks>
internal sealed partial class DirectedComparison
{
    private readonly Dictionary<(NamedReference Before, NamedReference After), ComparisonNode> _pairs = [];
    private readonly Queue<Action> _queue = new();
    private readonly List<ComparisonNode> _nodes = [];

    public DirectedComparison(ComparedSchema before, ComparedSchema after, PayloadDirection direction)
    {
        Before = before;
        After = after;
        Direction = direction;
    }

    /// <summary>The consumer's schema.</summary>
    public ComparedSchema Before { get; }

    /// <summary>The producer's schema.</summary>
    public ComparedSchema After { get; }

    public PayloadDirection Direction { get; }

    public bool IsRequest => Direction == PayloadDirection.Request;

    /// <summary>The schema of the side that reads.</summary>
    public ComparedSchema Reader => IsRequest ? After : Before;

    /// <summary>A new node for a payload or pair.</summary>
    public ComparisonNode NewNode()
    {
        ComparisonNode node = new();
        _nodes.Add(node);
        return node;
    }

    /// <summary>Compares every pair that waits, then spreads from each pair to its holders that it cannot be read, or has other bytes.</summary>
    /// <exception cref="ComparisonLimitException">The schemas are too large.</exception>
    public void Complete()
    {
        while (_queue.Count > 0)
        {
            _queue.Dequeue()();
        }

        Spread(static node => node.IsUnreadable, static node => node.IsUnreadable = true);
        Spread(static node => node.Differs, static node => node.Differs = true);
        foreach (ComparisonNode node in _nodes)
        {
            if (node.Plan is ObjectPlan plan)
            {
                plan.Differs = node.Differs;
            }
            else if (node.Plan is UnionPlan union)
            {
                union.Differs = node.Differs;
            }
        }
    }

    /// <summary>The effect as a change for this direction.</summary>
    public Change Change(CompatibilityRule rule, ComparisonPlace place, PlanEffect effect, string before, string after, string why) => new()
    {
        Rule = rule,
        Path = place.Path,
        Place = place.Usage,
        Request = IsRequest ? effect : null,
        Response = IsRequest ? null : effect,
        Before = before,
        After = after,
        Why = why,
        DeclaringType = place.DeclaringType,
        DeclaredName = place.DeclaredName,
    };

    /// <summary>Adds a change to the node of <paramref name="place"/>, which becomes unreadable when there is no plan.</summary>
    public void Report(CompatibilityRule rule, ComparisonPlace place, PlanEffect effect, string before, string after, string why, UsageKey? usage = null)
    {
        place.Node.Add(Change(rule, place, effect, before, after, why) with { Usage = usage });
        place.Node.IsUnreadable |= effect == PlanEffect.No;
    }

    /// <summary>The node of a pair of declared types of one group, compared at once or later.</summary>
    private ComparisonNode Pair(NamedReference before, NamedReference after, TypeSchema beforeType, TypeSchema afterType)
    {
        (NamedReference, NamedReference) key = (before with { IsNullable = false }, after with { IsNullable = false });
        if (_pairs.TryGetValue(key, out ComparisonNode? node))
        {
            return node;
        }

        if (_pairs.Count >= ComparisonLimits.Pairs)
        {
            throw new ComparisonLimitException($"more than {ComparisonLimits.Pairs} pairs of types would have to be compared");
        }

        node = NewNode();
        _pairs.Add(key, node);
        TypePair pair = new(node, key.Item1, key.Item2, beforeType, afterType);
        if (beforeType.Kind == TypeKind.Enum)
        {
            new EnumComparison(this, pair).Compare();
        }
        else if (beforeType.Kind is TypeKind.UnionClass or TypeKind.UnionRecord)
        {
            (NamedReference reader, NamedReference writer, TypeSchema readerType, TypeSchema writerType) = pair.Sides(IsRequest);
            node.Plan = new UnionPlan(reader, writer, readerType, writerType);
            _queue.Enqueue(() => new UnionComparison(this, pair).Compare());
        }
        else
        {
            (NamedReference reader, NamedReference writer, TypeSchema readerType, TypeSchema writerType) = pair.Sides(IsRequest);
            node.Plan = new ObjectPlan(reader, writer, readerType, writerType);
            _queue.Enqueue(() => new ObjectComparison(this, pair).Compare());
        }

        return node;
    }

    private void Spread(Func<ComparisonNode, bool> isMarked, Action<ComparisonNode> mark)
    {
        Dictionary<ComparisonNode, List<ComparisonNode>> holders = [];
        foreach (ComparisonNode node in _nodes)
        {
            foreach (ComparisonEdge edge in node.Edges)
            {
                if (!holders.TryGetValue(edge.Target, out List<ComparisonNode>? list))
                {
                    list = [];
                    holders.Add(edge.Target, list);
                }

                list.Add(node);
            }
        }

        Queue<ComparisonNode> marked = new(_nodes.Where(isMarked));
        while (marked.Count > 0)
        {
            foreach (ComparisonNode holder in holders.TryGetValue(marked.Dequeue(), out List<ComparisonNode>? list) ? list : [])
            {
                if (!isMarked(holder))
                {
                    mark(holder);
                    marked.Enqueue(holder);
                }
            }
        }
    }
}

/// <summary>Two declared types of one group that are compared.</summary>
internal sealed record TypePair(ComparisonNode Node, NamedReference Before, NamedReference After, TypeSchema BeforeType, TypeSchema AfterType)
{
    /// <summary>Reader and writer: of a request the producer reads.</summary>
    public (NamedReference Reader, NamedReference Writer, TypeSchema ReaderType, TypeSchema WriterType) Sides(bool isRequest) =>
        isRequest ? (After, Before, AfterType, BeforeType) : (Before, After, BeforeType, AfterType);
}
