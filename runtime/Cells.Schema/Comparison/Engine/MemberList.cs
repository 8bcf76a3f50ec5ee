namespace Cells.Schema;

/// <summary>The members of one side of a pair, with their types free of type parameters.</summary>
/// <param name="Members">The declarations in wire order.</param>
/// <param name="Types">Their types.</param>
/// <param name="Schema">The schema that they are of.</param>
internal sealed record MemberList(IReadOnlyList<MemberSchema> Members, IReadOnlyList<TypeReference> Types, ComparedSchema Schema)
{
    /// <summary>The members of <paramref name="type"/> with <paramref name="arguments"/> in place of its parameters.</summary>
    public static MemberList Of(TypeSchema type, EquatableArray<TypeReference> arguments, ComparedSchema schema) => new(
        type.Members,
        CloseAll(type, arguments),
        schema);

    /// <summary>The parameters of an event, which its subscribers read as they read members.</summary>
    public static MemberList Of(EquatableArray<ParameterSchema> parameters, ComparedSchema schema) => new(
        parameters.Select(static parameter => new MemberSchema
        {
            Name = parameter.Name,
            Type = parameter.Type,
            Form = MemberForm.Positional,
            Default = parameter.Default,
            OldNames = parameter.OldNames,
            Constraints = parameter.Constraints,
        }).ToList(),
        parameters.Select(static parameter => parameter.Type).ToList(),
        schema);

    public int Count => Members.Count;

    /// <summary>Whether <paramref name="other"/> has members of the same names in the same order.</summary>
    public bool HasSameNames(MemberList other)
    {
        for (int i = 0; i < Count && i < other.Count; i++)
        {
            if (!string.Equals(Members[i].Name, other.Members[i].Name, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return Count == other.Count;
    }

    public MemberFill? Fill(int index) => MemberFilling.Of(Members[index], Types[index], Schema);

    public IReadOnlyList<Identity> Identities() => Members.Select(static member => new Identity(member.Name, member.Name, member.OldNames)).ToList();

    public IReadOnlyList<WrittenMember> Written()
    {
        WrittenMember[] written = new WrittenMember[Count];
        for (int i = 0; i < written.Length; i++)
        {
            written[i] = new WrittenMember(Members[i].Name, Types[i]);
        }

        return written;
    }

    private static TypeReference[] CloseAll(TypeSchema type, EquatableArray<TypeReference> arguments)
    {
        TypeReference[] types = new TypeReference[type.Members.Count];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = ComparedSchema.Close(type.Members[i].Type, type, arguments);
        }

        return types;
    }
}

/// <summary>What holds a list of members: a type, or an event.</summary>
/// <param name="Node">The node that is compared.</param>
/// <param name="Path">The path as a whole.</param>
/// <param name="MemberPath">The path of a member, with the name of the side that declares it.</param>
/// <param name="ReaderPath">The path at which an unmappable value of a member is reported.</param>
/// <param name="Whole">The place as a whole, in the consumers' names.</param>
/// <param name="MemberKind">What a member is in manifests.</param>
/// <param name="DeclaringType">The full name of the declaring type at the producer; null for an event.</param>
internal sealed record MemberOwner(
    ComparisonNode Node,
    string Path,
    Func<string, bool, string> MemberPath,
    Func<string, string> ReaderPath,
    UsagePlace Whole,
    UsagePlaceKind MemberKind,
    string? DeclaringType)
{
    public ComparisonPlace Place() => new(Node, Path, Whole, IsInvariant: false, DeclaringType, null);

    /// <summary>The place of a member.</summary>
    /// <param name="name">The name in the path.</param>
    /// <param name="isOld">Whether that is the consumer's name.</param>
    /// <param name="usageName">The consumer's name for it.</param>
    public ComparisonPlace Member(string name, bool isOld, string usageName) => new(
        Node, MemberPath(name, isOld), new UsagePlace(MemberKind, Whole.Owner, usageName), IsInvariant: false, DeclaringType, name);
}
