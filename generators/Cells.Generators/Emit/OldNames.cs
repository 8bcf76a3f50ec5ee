using Cells.Schema;

namespace Cells.Generators;

/// <summary>The old names that a consumer's generated code keeps, so that what was compiled against them compiles on.</summary>
internal static class OldNames
{
    /// <summary>The rule of a call's forwarder, which is the id of the warning at its use.</summary>
    public static string CallId { get; } = CompatibilityRules.CallRenamed.Id;

    /// <summary>The rule of a member's alias.</summary>
    public static string MemberId { get; } = CompatibilityRules.MemberRenamed.Id;

    /// <summary>The rule of an enum value's alias.</summary>
    public static string ValueId { get; } = CompatibilityRules.ValueRenamed.Id;

    /// <summary>The forwarders of a client. A name that means something else by now, and one that two claim, is given up.</summary>
    public static IReadOnlyList<(string Name, CallSchema Call)> Of(CallSchema[] calls, TypeScope scope)
    {
        HashSet<string> taken = new(ReservedMembers.OfObjects, StringComparer.Ordinal)
        {
            // With Async behind them they would be the client's own.
            "Connect", "Dispose", ClientEmitter.Name(scope), InterfaceEmitter.Name(scope),
        };
        taken.UnionWith(ReservedMembers.OfClients);
        taken.UnionWith(CallForms.NamesOf(calls));
        return [.. Free(calls, static call => call.OldNames, taken).Where(alias => taken.Add(alias.Name + "Async"))];
    }

    /// <summary>The aliases of a type's members.</summary>
    public static IReadOnlyList<(string Name, MemberSchema Member)> Of(TypeSchema type, ICollection<string> inherited)
    {
        HashSet<string> taken = new(inherited, StringComparer.Ordinal) { TypeName.WithoutArity(TypeName.Simple(type.Name)), "EqualityContract", "PrintMembers", "Deconstruct" };
        taken.UnionWith(type.Members.Select(static member => member.Name));
        taken.UnionWith(type.TypeParameters);
        return Free(type.Members, static member => member.OldNames, taken);
    }

    /// <summary>The aliases of an enum's values.</summary>
    public static IReadOnlyList<(string Name, EnumValue Value)> Of(TypeSchema type)
        => Free(type.Values, static value => value.OldNames, [.. type.Values.Select(static value => value.Name), "value__"]);

    /// <summary>The old names of <paramref name="items"/> that nothing present has, and that only one item claims.</summary>
    public static IReadOnlyList<(string Name, T Item)> Free<T>(IEnumerable<T> items, Func<T, EquatableArray<string>> oldNames, HashSet<string> taken) =>
    [
        .. items.SelectMany(item => oldNames(item).Select(name => (Name: name, Item: item)))
            .Where(alias => alias.Name.Split('.').All(Identifier.IsValid) && !taken.Contains(alias.Name))
            .GroupBy(static alias => alias.Name, StringComparer.Ordinal)
            .Where(static claims => claims.Count() == 1)
            .Select(static claims => claims.First()),
    ];
}
