using System.Reflection;

namespace Cells.Build.Tests;

public sealed class HarmlessMembersTests
{
    private static readonly IlType Value = new ForeignType("Shop.Product");

    private static readonly Assembly[] Assemblies =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(static path => Assembly.Load(Path.GetFileNameWithoutExtension(path))),
    ];

    public static TheoryData<string> Types => [.. HarmlessMembers.Types];

    public static TheoryData<string> Members => [.. HarmlessMembers.Members];

    public static TheoryData<string> Operators => [.. HarmlessMembers.OperatorNames.Distinct()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_that_is_listed_exists(string type) => Assert.NotNull(Find(type));

    [Theory]
    [MemberData(nameof(Members))]
    public void Every_member_that_is_listed_exists(string member)
    {
        int dot = member.EndsWith("..ctor", StringComparison.Ordinal) ? member.Length - ".ctor".Length - 1 : member.LastIndexOf('.');

        Assert.NotEmpty(Find(member[..dot])!.GetMember(member[(dot + 1)..], BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance));
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_operator_that_is_listed_exists(string name)
        => Assert.True(new[] { typeof(Enumerable), typeof(AsyncEnumerable) }.Any(type => type.GetMember(name).Length > 0), name);

    [Theory]
    [MemberData(nameof(Types))]
    public void What_compares_or_prints_looks_inside_wherever_it_is_declared(string type)
    {
        Assert.Equal([Value], HarmlessMembers.LooksInto(type, "Equals", [Value], [], 1));
        Assert.Equal([Value], HarmlessMembers.LooksInto(type, "ToString", [Value], [], 0));
    }

    [Theory]
    [InlineData("System.Collections.Generic.List`1", "Add", false)]
    [InlineData("System.Collections.Generic.List`1+Enumerator", "get_Current", false)]
    [InlineData("System.Collections.Generic.List`1", "Contains", true)]
    [InlineData("System.Collections.Generic.HashSet`1", "GetEnumerator", false)]
    [InlineData("System.Collections.Generic.HashSet`1", "Add", true)]
    [InlineData("System.Func`2", "Invoke", false)]
    [InlineData("System.Nullable`1", "get_Value", false)]
    [InlineData("System.Collections.Generic.EqualityComparer`1", "get_Default", true)]
    [InlineData("Some.Library.Printer`1", "Print", true)]
    public void Members_of_a_type_with_one_argument(string type, string member, bool looksInside)
        => Assert.Equal(looksInside ? [Value] : [], HarmlessMembers.LooksInto(type, member, [Value], [], 1));

    [Theory]
    [InlineData("get_Item", true, false)]
    [InlineData("Remove", true, false)]
    [InlineData("GetEnumerator", false, false)]
    [InlineData("ContainsValue", true, true)]
    public void Maps_look_at_their_keys(string member, bool looksAtKey, bool looksAtValue)
    {
        IlType key = new ForeignType("Shop.Tag");

        IlType[] seen = [.. HarmlessMembers.LooksInto("System.Collections.Generic.Dictionary`2", member, [key, Value], [], 1)];

        Assert.Equal((looksAtKey, looksAtValue), (seen.Contains(key), seen.Contains(Value)));
    }

    [Theory]
    [InlineData("Select", 2, "")]
    [InlineData("GroupBy", 2, "B")]
    [InlineData("GroupBy", 3, "B")]
    [InlineData("ToDictionary", 3, "B")]
    [InlineData("Join", 4, "C")]
    [InlineData("Distinct", 1, "A")]
    [InlineData("Max", 1, "A")]
    [InlineData("Max", 2, "B")]
    [InlineData("SomethingNew", 2, "A B")]
    public void Operators_look_at_what_they_compare_by(string member, int count, string seen)
    {
        IlType[] arguments = [.. "ABCD"[..count].Select(static letter => new ForeignType(letter.ToString()))];

        Assert.Equal(seen, string.Join(' ', HarmlessMembers.LooksInto("System.Linq.Enumerable", member, [], arguments, 1).Cast<ForeignType>().Select(static type => type.Name)));
    }

    private static Type? Find(string name) => Assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(static type => type is not null);
}
