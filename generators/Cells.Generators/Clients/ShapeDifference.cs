using Cells.Schema;

namespace Cells.Generators;

/// <summary>Tells whether two schemas mean the same C# type.</summary>
internal static class ShapeDifference
{
    /// <summary>The first difference in words, or null when both have one shape. Documentation, deprecation, constraints and old names do not count.</summary>
    public static string? Between(TypeSchema first, TypeSchema second)
    {
        TypeSchema left = Bare(first);
        TypeSchema right = Bare(second);
        if (left == right)
        {
            return null;
        }

        return (left.Kind == right.Kind ? null : $"{Name(left.Kind)} and {Name(right.Kind)}")
            ?? OfMembers(left, right)
            ?? OfNames("value", [.. left.Values.Select(value => $"{value.Name} = {value.Number}")], [.. right.Values.Select(value => $"{value.Name} = {value.Number}")])
            ?? OfNames("case", [.. left.Cases], [.. right.Cases])
            ?? "their declarations differ";
    }

    private static string? OfMembers(TypeSchema left, TypeSchema right)
    {
        for (int i = 0; i < Math.Min(left.Members.Count, right.Members.Count); i++)
        {
            MemberSchema one = left.Members[i];
            MemberSchema other = right.Members[i];
            if (one != other)
            {
                return Text(one) == Text(other) ? $"the member {one.Name} is declared differently" : $"'{Text(one)}' and '{Text(other)}'";
            }
        }

        return left.Members.Count == right.Members.Count
            ? null
            : $"only one has the member {(left.Members.Count > right.Members.Count ? left : right).Members[Math.Min(left.Members.Count, right.Members.Count)].Name}";
    }

    private static string? OfNames(string kind, string[] left, string[] right)
    {
        string? extra = left.Except(right).Concat(right.Except(left)).FirstOrDefault();
        return extra is not null ? $"only one has the {kind} {extra}" : left.SequenceEqual(right) ? null : $"the {kind}s are in another order";
    }

    private static string Text(MemberSchema member) => $"{TypeExpression.Format(member.Type)} {member.Name}";

    private static string Name(TypeKind kind) => kind switch
    {
        TypeKind.Class => "a class",
        TypeKind.Record => "a record",
        TypeKind.Struct => "a struct",
        TypeKind.RecordStruct => "a record struct",
        TypeKind.Enum => "an enum",
        TypeKind.Error => "an error",
        _ => "a union",
    };

    private static TypeSchema Bare(TypeSchema type) => type with
    {
        Owner = null,
        Documentation = null,
        Obsolete = null,
        OldNames = [],
        Members = type.Members
            .Select(member => member with { Documentation = null, Obsolete = null, OldNames = [], Constraints = [] })
            .ToEquatableArray(),
        Values = type.Values.Select(value => value with { Documentation = null, Obsolete = null, OldNames = [] }).ToEquatableArray(),
    };
}
