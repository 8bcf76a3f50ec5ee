namespace Cells.Schema.Tests;

/// <summary>Builds small contracts: a cell <c>Shop.Orders</c>, its calls and its types. Types are written as in schema documents.</summary>
internal static class Contract
{
    /// <summary>A cell of calls and types.</summary>
    public static CellSchema Of(params object[] parts) => new()
    {
        Contract = "Shop.Orders",
        Name = "orders",
        Version = "1.0.0",
        Calls = parts.OfType<CallSchema>().OrderBy(static call => call.Name, StringComparer.Ordinal).ToEquatableArray(),
        Types = parts.OfType<TypeSchema>().OrderBy(static type => type.Name, StringComparer.Ordinal).ToEquatableArray(),
    };

    /// <summary>A cell whose call <c>Put</c> takes <paramref name="type"/>, so that consumers write it.</summary>
    public static CellSchema Put(string type, params TypeSchema[] types) => Of([Call("Put", null, Parameter("value", type)), .. types]);

    /// <summary>A cell whose call <c>Get</c> answers with <paramref name="type"/>, so that consumers read it.</summary>
    public static CellSchema Get(string type, params TypeSchema[] types) => Of([Call("Get", type), .. types]);

    /// <summary>A cell whose call <c>Echo</c> takes and gives <paramref name="type"/>.</summary>
    public static CellSchema Echo(string type, params TypeSchema[] types) => Of([Call("Echo", type, Parameter("value", type)), .. types]);

    public static CallSchema Call(string name, string? result = null, params ParameterSchema[] parameters) => new()
    {
        Name = name,
        Kind = CallKind.Unary,
        Result = result is null ? null : Type(result),
        Parameters = parameters.ToEquatableArray(),
    };

    public static CallSchema Event(string name, params ParameterSchema[] parameters) => Call(name, null, parameters) with { Kind = CallKind.Event };

    public static ParameterSchema Parameter(string name, string type, DefaultValue? value = null) =>
        new() { Name = name, Type = Type(type), Default = value };

    public static TypeSchema Record(string name, params MemberSchema[] members) => Object(name, TypeKind.Record, members);

    public static TypeSchema Class(string name, params MemberSchema[] members) => Object(name, TypeKind.Class, members);

    public static TypeSchema Object(string name, TypeKind kind, params MemberSchema[] members) =>
        new() { Name = name, Kind = kind, Members = members.ToEquatableArray() };

    /// <summary>A positional member.</summary>
    public static MemberSchema Positional(string name, string type, DefaultValue? value = null) =>
        new() { Name = name, Type = Type(type), Form = MemberForm.Positional, Default = value };

    /// <summary>A property with <c>init</c>.</summary>
    public static MemberSchema Property(string name, string type, DefaultValue? value = null) =>
        new() { Name = name, Type = Type(type), Form = MemberForm.Init, Default = value };

    /// <summary>A property with <c>required</c>.</summary>
    public static MemberSchema Required(string name, string type) => Property(name, type) with { HasRequiredKeyword = true };

    /// <summary>An enum of <paramref name="values"/>, numbered from 0.</summary>
    public static TypeSchema Enum(string name, params string[] values) =>
        Numbers(name, [.. values.Select(static (value, index) => (value, (long)index))]);

    /// <summary>An enum of numbered values.</summary>
    public static TypeSchema Numbers(string name, params (string Name, long Number)[] values) => new()
    {
        Name = name,
        Kind = TypeKind.Enum,
        Underlying = PrimitiveKind.Int32,
        Values = values.Select(static value => new EnumValue { Name = value.Name, Number = value.Number }).ToEquatableArray(),
    };

    public static TypeSchema Open(this TypeSchema type) => type with { IsOpen = true };

    public static TypeSchema Flags(this TypeSchema type) => type with { IsOpen = true, IsFlags = true };

    public static TypeSchema Union(string name, params string[] cases) =>
        new() { Name = name, Kind = TypeKind.UnionRecord, Cases = cases.ToEquatableArray() };

    public static MemberSchema Renamed(this MemberSchema member, params string[] names) => member with { OldNames = names.ToEquatableArray() };

    public static TypeSchema Renamed(this TypeSchema type, params string[] names) => type with { OldNames = names.ToEquatableArray() };

    public static DefaultValue Number(string text) => new(DefaultKind.Number, text);

    public static DefaultValue Text(string text) => new(DefaultKind.Text, text);

    public static TypeReference Type(string text)
    {
        Assert.True(TypeExpression.TryParse(text, out TypeReference? type, out string? error), error);
        return type!;
    }
}
