namespace Cells.Schema;

/// <summary>A union, case by case.</summary>
public sealed class UnionPlan : PlanNode
{
    internal UnionPlan(NamedReference reader, NamedReference writer, TypeSchema readerType, TypeSchema writerType)
        : base(reader, writer)
    {
        ReaderType = readerType;
        WriterType = writerType;
    }

    /// <summary>The reader's declaration.</summary>
    public TypeSchema ReaderType { get; }

    /// <summary>The writer's declaration.</summary>
    public TypeSchema WriterType { get; }

    /// <summary>By the writer's tag: what becomes of the case; null where the reader has no such case, which fails the message.</summary>
    public IReadOnlyList<UnionCasePlan?> Cases { get; internal set; } = [];

    /// <inheritdoc/>
    public override bool IsIdentity => !Differs;

    /// <summary>Gets or sets whether the bytes differ, here or anywhere below.</summary>
    internal bool Differs { get; set; }
}

/// <summary>A case of a union that both sides know.</summary>
/// <param name="ReaderTag">The reader's tag.</param>
/// <param name="Plan">The plan of the case's members.</param>
public sealed record UnionCasePlan(int ReaderTag, ObjectPlan Plan);
