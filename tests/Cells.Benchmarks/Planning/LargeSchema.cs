using Cells.Schema;

namespace Cells.Benchmarks;

/// <summary>Two versions of a contract of 1,000 types: about a tenth of the records differ, in every way that a member can.</summary>
internal static class LargeSchema
{
    public const int Types = 1_000;
    private const int Calls = 100;
    private const int MembersOfARecord = 8;
    private const int ValuesOfAnEnum = 6;

    // Every tenth type is an enum; the rest are records that hold the next types, so that the calls reach all of them.
    private const int EnumEvery = 10;

    private static readonly TypeReference[] Primitives =
    [
        new PrimitiveReference(PrimitiveKind.String),
        new PrimitiveReference(PrimitiveKind.Int32),
        new PrimitiveReference(PrimitiveKind.Decimal),
        new PrimitiveReference(PrimitiveKind.String) { IsNullable = true },
        new CollectionReference(CollectionKind.List, new PrimitiveReference(PrimitiveKind.Int32)),
    ];

    public static CellSchema Old { get; } = Create(isNew: false);

    public static CellSchema New { get; } = Create(isNew: true);

    private static CellSchema Create(bool isNew) => new()
    {
        Contract = "Shop.Warehouse",
        Name = "warehouse",
        Version = isNew ? "2.0.0" : "1.0.0",
        Calls = Enumerable.Range(0, Calls).Select(CallAt).ToEquatableArray(),
        Types = Enumerable.Range(0, Types).Select(index => index % EnumEvery == 0 ? EnumAt(index) : RecordAt(index, isNew)).ToEquatableArray(),
    };

    private static string NameAt(int index) => $"Shop.Type{index:D4}";

    private static NamedReference ReferenceTo(int index) => new(NameAt(index), []);

    // Each call is the root of a tenth of a hundred types.
    private static CallSchema CallAt(int index) => new()
    {
        Name = $"Call{index:D3}",
        Kind = CallKind.Unary,
        Result = ReferenceTo((index * Types / Calls) + 1),
        Parameters = new[] { new ParameterSchema { Name = "value", Type = ReferenceTo((index * Types / Calls) + 1) } }.ToEquatableArray(),
    };

    private static TypeSchema EnumAt(int index) => new()
    {
        Name = NameAt(index),
        Kind = TypeKind.Enum,
        Underlying = PrimitiveKind.Int32,
        Values = Enumerable.Range(0, ValuesOfAnEnum).Select(static value => new EnumValue { Name = $"Value{value}", Number = value }).ToEquatableArray(),
    };

    private static TypeSchema RecordAt(int index, bool isNew)
    {
        List<MemberSchema> members = [.. Enumerable.Range(0, MembersOfARecord).Select(member => MemberAt(index, member))];
        if (isNew)
        {
            Change(members, index);
        }

        return new TypeSchema { Name = NameAt(index), Kind = TypeKind.Record, Members = members.ToEquatableArray() };
    }

    private static MemberSchema MemberAt(int index, int member) => new()
    {
        Name = $"Member{member}",
        Form = MemberForm.Positional,
        Type = member switch
        {
            0 => ReferenceTo((index + 1) % Types),
            1 => ReferenceTo(index - (index % EnumEvery)),
            2 => new CollectionReference(CollectionKind.List, ReferenceTo((index + 7) % Types)),
            _ => Primitives[(index + member) % Primitives.Length],
        },
    };

    private static void Change(List<MemberSchema> members, int index)
    {
        switch (index % 50)
        {
            case 1:
                members.Add(new MemberSchema
                {
                    Name = "Added",
                    Form = MemberForm.Positional,
                    Type = Primitives[1],
                    Default = new DefaultValue(DefaultKind.Number, "7"),
                });
                break;
            case 11:
                members.RemoveAt(members.Count - 1);
                break;
            case 21:
                members.Reverse();
                break;
            case 31:
                members[^1] = members[^1] with { Name = "Renamed", OldNames = new[] { members[^1].Name }.ToEquatableArray() };
                break;
            case 41:
                int number = members.FindIndex(static member => member.Type is PrimitiveReference { Kind: PrimitiveKind.Int32 });
                members[number] = members[number] with { Type = new PrimitiveReference(PrimitiveKind.Int64) };
                break;
        }
    }
}
