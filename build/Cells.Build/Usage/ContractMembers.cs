using Cells.Schema;

namespace Cells.Build;

/// <summary>What a method of a generated type does with its members.</summary>
internal enum MemberMeaning
{
    None,
    Read,
    Write,
    Construct,
    Deconstruct,
    Compare,
    Unknown,
}

/// <summary>Finds the members of the schema behind those of a generated type.</summary>
internal static class ContractMembers
{
    private const string Getter = "get_";
    private const string Setter = "set_";

    public static MemberMeaning MeaningOf(string method) => method switch
    {
        ".ctor" => MemberMeaning.Construct,
        "Deconstruct" => MemberMeaning.Deconstruct,
        "<Clone>$" or "get_EqualityContract" or ".cctor" => MemberMeaning.None,
        "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "op_Equality" or "op_Inequality" => MemberMeaning.Compare,
        _ when method.StartsWith(Getter, StringComparison.Ordinal) => MemberMeaning.Read,
        _ when method.StartsWith(Setter, StringComparison.Ordinal) => MemberMeaning.Write,
        _ => MemberMeaning.Unknown,
    };

    /// <summary>The member that a getter or setter is of, under a present or an old name. One that is of none may be of any.</summary>
    public static IEnumerable<MemberSchema> OfAccessor(TypeSchema type, string method) => Named(type, method[Getter.Length..]);

    /// <summary>The member of a name, present or old; all, when none has it.</summary>
    public static IEnumerable<MemberSchema> Named(TypeSchema type, string name)
        => type.Members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.Ordinal)) is { } present ? [present]
            : type.Members.FirstOrDefault(member => member.OldNames.Contains(name)) is { } renamed ? [renamed]
            : type.Members;

    /// <summary>The members that the generated constructor sets, which are those that <c>Deconstruct</c> gives.</summary>
    public static IEnumerable<MemberSchema> OfConstructor(TypeSchema type)
        => type.Kind == TypeKind.Error ? [] : type.Members.Where(static member => member.Form is MemberForm.Positional or MemberForm.Constructor);
}
