namespace Cells.Schema;

/// <summary>One step of a plan: how a value that the writer wrote becomes a value of the reader's type.</summary>
/// <remarks>Plans of recursive types are graphs with cycles. A plan is immutable once a comparison has handed it out.</remarks>
public abstract class PlanNode
{
    // A null is a step of its own: every other step is of a value that is there.
    private protected PlanNode(TypeReference reader, TypeReference writer, bool isNullable = false)
    {
        Reader = isNullable ? reader : reader with { IsNullable = false };
        Writer = isNullable ? writer : writer with { IsNullable = false };
    }

    /// <summary>The type that the reader expects, free of type parameters.</summary>
    public TypeReference Reader { get; }

    /// <summary>The type that the writer wrote, free of type parameters.</summary>
    public TypeReference Writer { get; }

    /// <summary>Whether the reader's bytes are the writer's, so that they may be copied.</summary>
    public abstract bool IsIdentity { get; }
}

/// <summary>The same primitive on both sides.</summary>
public sealed class CopyPlan : PlanNode
{
    internal CopyPlan(PrimitiveReference reader, PrimitiveReference writer)
        : base(reader, writer)
    {
    }

    /// <inheritdoc/>
    public override bool IsIdentity => true;
}

/// <summary>A number that becomes a wider one without loss.</summary>
public sealed class ConvertPlan : PlanNode
{
    internal ConvertPlan(PrimitiveReference reader, PrimitiveReference writer)
        : base(reader, writer)
    {
        From = writer.Kind;
        To = reader.Kind;
    }

    /// <summary>The writer's number.</summary>
    public PrimitiveKind From { get; }

    /// <summary>The reader's number.</summary>
    public PrimitiveKind To { get; }

    /// <inheritdoc/>
    public override bool IsIdentity => false;
}

/// <summary>A value that may be null on one side or both. A null that the reader does not allow fails its message.</summary>
public sealed class NullablePlan : PlanNode
{
    internal NullablePlan(TypeReference reader, TypeReference writer, PlanNode value, bool readerIsValue, bool writerIsValue)
        : base(reader, writer, isNullable: true)
    {
        Value = value;
        ReaderIsValue = readerIsValue;
        WriterIsValue = writerIsValue;
    }

    /// <summary>The plan of a value that is not null.</summary>
    public PlanNode Value { get; }

    /// <summary>Whether the reader's type without its <c>?</c> is a value type.</summary>
    public bool ReaderIsValue { get; }

    /// <summary>Whether the writer's type without its <c>?</c> is a value type.</summary>
    public bool WriterIsValue { get; }

    /// <summary>A reference has the same bytes with and without <c>?</c>; a value has not.</summary>
    public override bool IsIdentity =>
        Value.IsIdentity
        && ReaderIsValue == WriterIsValue
        && (ReaderIsValue ? Reader.IsNullable == Writer.IsNullable : Reader.IsNullable || !Writer.IsNullable);
}

/// <summary>A list or set, element by element.</summary>
public sealed class CollectionPlan : PlanNode
{
    internal CollectionPlan(CollectionReference reader, CollectionReference writer, PlanNode element, bool checksDuplicates)
        : base(reader, writer)
    {
        Element = element;
        ChecksDuplicates = checksDuplicates;
    }

    /// <summary>The plan of an element.</summary>
    public PlanNode Element { get; }

    /// <summary>Whether a duplicate fails the message: the reader has a set, the writer a list.</summary>
    public bool ChecksDuplicates { get; }

    /// <inheritdoc/>
    public override bool IsIdentity => !ChecksDuplicates && Element.IsIdentity;
}

/// <summary>A map, entry by entry.</summary>
public sealed class MapPlan : PlanNode
{
    internal MapPlan(MapReference reader, MapReference writer, PlanNode key, PlanNode value)
        : base(reader, writer)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The plan of a key.</summary>
    public PlanNode Key { get; }

    /// <summary>The plan of a value.</summary>
    public PlanNode Value { get; }

    /// <inheritdoc/>
    public override bool IsIdentity => Key.IsIdentity && Value.IsIdentity;
}

/// <summary>A tuple or key-value pair, element by element.</summary>
public sealed class TuplePlan : PlanNode
{
    internal TuplePlan(TypeReference reader, TypeReference writer, IReadOnlyList<PlanNode> elements)
        : base(reader, writer) => Elements = elements;

    /// <summary>The plans of the elements in order; key and value of a pair.</summary>
    public IReadOnlyList<PlanNode> Elements { get; }

    /// <inheritdoc/>
    public override bool IsIdentity
    {
        get
        {
            foreach (PlanNode element in Elements)
            {
                if (!element.IsIdentity)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
