namespace Cells.Schema;

/// <summary>A class, record, struct or error, member by member; also the parameters of a call, which stand without a header.</summary>
public sealed class ObjectPlan : PlanNode
{
    internal ObjectPlan(NamedReference reader, NamedReference writer, TypeSchema readerType, TypeSchema writerType)
        : base(reader, writer)
    {
        ReaderType = readerType;
        WriterType = writerType;
    }

    /// <summary>The reader's declaration.</summary>
    public TypeSchema ReaderType { get; }

    /// <summary>The writer's declaration.</summary>
    public TypeSchema WriterType { get; }

    /// <summary>The reader's members in its wire order.</summary>
    public IReadOnlyList<PlannedMember> Members { get; internal set; } = [];

    /// <summary>The writer's members in its wire order; those that no planned member names are dropped.</summary>
    public IReadOnlyList<WrittenMember> WrittenMembers { get; internal set; } = [];

    /// <inheritdoc/>
    public override bool IsIdentity => !Differs;

    /// <summary>Gets or sets whether the bytes differ, here or anywhere below.</summary>
    internal bool Differs { get; set; }
}

/// <summary>The parameters of a call or event: values back to back.</summary>
public sealed class ParametersPlan
{
    internal ParametersPlan(IReadOnlyList<PlannedMember> members, IReadOnlyList<WrittenMember> written)
    {
        Members = members;
        WrittenMembers = written;
    }

    /// <summary>The reader's parameters in its order; the item of a client stream is one of them.</summary>
    public IReadOnlyList<PlannedMember> Members { get; }

    /// <summary>The writer's parameters in its order.</summary>
    public IReadOnlyList<WrittenMember> WrittenMembers { get; }

    /// <summary>Whether the reader's bytes are the writer's.</summary>
    public bool IsIdentity { get; internal set; }

    /// <summary>The plan of a request: all parameters but the stream, whose items follow on their own.</summary>
    /// <param name="writerIndex">The index of the stream among the writer's parameters.</param>
    public ParametersPlan WithoutStream(int writerIndex)
    {
        IEnumerable<PlannedMember> members = Members.Where(member => member.WriterIndex != writerIndex).Select(
            member => member.WriterIndex > writerIndex ? member with { WriterIndex = member.WriterIndex - 1 } : member);
        return new ParametersPlan([.. members], [.. WrittenMembers.Where((_, index) => index != writerIndex)]) { IsIdentity = IsIdentity };
    }
}

/// <summary>A member or parameter as the reader gets it.</summary>
/// <param name="Name">The reader's name.</param>
/// <param name="Type">The reader's type, free of type parameters.</param>
/// <param name="WriterIndex">The index among the writer's members; -1 when the writer has none, so that the member is filled.</param>
/// <param name="Plan">The plan of the value; null when the member is filled.</param>
/// <param name="Fill">What fills the member; null when the writer has it.</param>
/// <param name="Path">Where an unmappable value is reported: <c>Order.Note</c>.</param>
public sealed record PlannedMember(string Name, TypeReference Type, int WriterIndex, PlanNode? Plan, MemberFill? Fill, string Path);

/// <summary>A member or parameter as the writer wrote it.</summary>
/// <param name="Name">The writer's name.</param>
/// <param name="Type">The writer's type, free of type parameters.</param>
public sealed record WrittenMember(string Name, TypeReference Type);

/// <summary>What stands in for a member that the writer does not have.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Default">The declared default when <paramref name="Kind"/> says so, else null.</param>
public sealed record MemberFill(FillKind Kind, DefaultValue? Default);

/// <summary>What stands in for a member that the writer does not have.</summary>
public enum FillKind
{
    /// <summary>The declared default.</summary>
    Default,

    /// <summary>Null.</summary>
    Null,

    /// <summary>The zero value of the type.</summary>
    Zero,
}
