using Cells.Schema;

namespace Cells.Cli.Tests.Schemas;

/// <summary>Two versions of a contract of 1,000 types of eight members and 200 calls, all of them reached: tests/schema-diff-cost.sh compares them.</summary>
internal static class LargeSchemas
{
    public const int Types = 1000;

    private const int Calls = 200;
    private const int MembersOfType = 6;

    /// <summary>Every tenth type is an enum.</summary>
    private const int EnumEvery = 10;

    /// <summary>Every twentieth type changes.</summary>
    private const int ChangeEvery = 20;

    public static CellSchema Before { get; } = Create("1.0.0", isChanged: false);

    public static CellSchema After { get; } = Create("1.0.1", isChanged: true);

    private static CellSchema Create(string version, bool isChanged) => new()
    {
        Contract = "Shop.Large",
        Name = "large",
        Version = version,
        Calls = [.. Enumerable.Range(0, Calls).Select(Call)],
        Types = [.. Enumerable.Range(0, Types).Select(index => index % EnumEvery == 0 ? Enum(index, isChanged) : Record(index, isChanged))],
    };

    private static CallSchema Call(int index) => new()
    {
        Name = $"Call{index:D4}",
        Kind = CallKind.Unary,
        Documentation = $"<summary>Does the work number {index}.</summary>",
        Parameters = [new ParameterSchema { Name = "request", Type = Reference((index * 5) + 1) }],
        Result = new CollectionReference(CollectionKind.IReadOnlyList, Reference((index * 5) + 2)),
    };

    private static TypeSchema Enum(int index, bool isChanged) => new()
    {
        Name = NameOf(index),
        Kind = TypeKind.Enum,
        Underlying = PrimitiveKind.Int32,
        Values = [.. Enumerable.Range(0, isChanged && index % ChangeEvery == 0 ? 9 : 8).Select(number => new EnumValue { Name = $"Value{number}", Number = number })],
    };

    private static TypeSchema Record(int index, bool isChanged)
    {
        bool changes = isChanged && index % ChangeEvery == 7;
        return new TypeSchema
        {
            Name = NameOf(index),
            Kind = TypeKind.Record,
            Documentation = $"<summary>What the shop knows of the thing number {index}.</summary>",
            Members =
            [
                .. Enumerable.Range(0, changes ? MembersOfType - 1 : MembersOfType).Select(member => Member($"Member{member}", TypeOf(index, member))),
                Member("Next", Reference((index + 1) % Types) with { IsNullable = !IsEnum((index + 1) % Types) }),
                Member("Kind", Reference((index + 10) / 10 * 10 % Types)),
            ],
        };
    }

    private static TypeReference TypeOf(int index, int member) => (member % 4) switch
    {
        0 => new PrimitiveReference(PrimitiveKind.Int32),
        1 => new PrimitiveReference(PrimitiveKind.String) { IsNullable = true },
        2 => new CollectionReference(CollectionKind.List, new PrimitiveReference(PrimitiveKind.Double)),
        _ => new MapReference(MapKind.Dictionary, new PrimitiveReference(PrimitiveKind.String), Reference((index + member) % Types)),
    };

    private static MemberSchema Member(string name, TypeReference type) => new() { Name = name, Type = type, Form = MemberForm.Init, HasRequiredKeyword = true };

    private static NamedReference Reference(int index) => new(NameOf(index % Types), []);

    private static bool IsEnum(int index) => index % EnumEvery == 0;

    private static string NameOf(int index) => $"Shop.Thing{index:D4}";
}
