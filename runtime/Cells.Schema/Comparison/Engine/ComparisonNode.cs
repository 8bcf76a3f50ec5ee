namespace Cells.Schema;

/// <summary>A pair of types, or the payload of a call, that is compared once in one direction.</summary>
internal sealed class ComparisonNode
{
    private readonly List<Change> _changes = [];
    private readonly List<ComparisonEdge> _edges = [];

    /// <summary>What was found here, without what was found below.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>The pairs that this one holds.</summary>
    public IReadOnlyList<ComparisonEdge> Edges => _edges;

    /// <summary>Whether there is no plan, for a reason here or, after the comparison is complete, below.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Whether the bytes differ, here or, after the comparison is complete, below.</summary>
    public bool Differs { get; set; }

    /// <summary>The plan; meaningful unless <see cref="IsUnreadable"/>.</summary>
    public PlanNode? Plan { get; set; }

    public void Add(Change change) => _changes.Add(change);

    public void Add(ComparisonEdge edge) => _edges.Add(edge);
}

/// <summary>One pair holds another.</summary>
/// <param name="Target">The pair that is held.</param>
/// <param name="Replacement">
/// When two different types stand where one stood and both still exist: what to report at the place instead of the differences between them. Null otherwise.
/// </param>
internal sealed record ComparisonEdge(ComparisonNode Target, ReplacedType? Replacement = null);

/// <summary>Another type stands where one stood.</summary>
/// <param name="Unreadable">What to report when no plan reads it.</param>
/// <param name="Readable">What to report when one does; null when the differences themselves are to be reported.</param>
internal sealed record ReplacedType(Change Unreadable, Change? Readable);
