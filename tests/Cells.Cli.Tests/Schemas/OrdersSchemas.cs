using Cells.Schema;

namespace Cells.Cli.Tests.Schemas;

/// <summary>A contract, and what may become of it.</summary>
internal static class OrdersSchemas
{
    /// <summary>Orders 1.4.0.</summary>
    public static CellSchema Baseline { get; } = new()
    {
        Contract = "Shop.Orders",
        Name = "orders",
        Version = "1.4.0",
        Calls =
        [
            new CallSchema { Name = "Find", Kind = CallKind.Unary, Parameters = [Parameter("limit", Int)], Result = Order },
            new CallSchema { Name = "Get", Kind = CallKind.Unary, Parameters = [Parameter("id", Int)], Result = Order },
        ],
        Types =
        [
            new TypeSchema
            {
                Name = "Shop.Color",
                Kind = TypeKind.Enum,
                Underlying = PrimitiveKind.Int32,
                Values = [new EnumValue { Name = "Red", Number = 0 }, new EnumValue { Name = "Blue", Number = 1 }],
            },
            new TypeSchema
            {
                Name = "Shop.Order",
                Kind = TypeKind.Record,
                Members =
                [
                    Member("Id", Int) with { HasRequiredKeyword = true },
                    Member("Note", Text) with { HasRequiredKeyword = true },
                    Member("Paint", new NamedReference("Shop.Color", [])) with { Documentation = "<summary>What it is painted with.</summary>" },
                ],
            },
        ],
    };

    /// <summary>An added call: compatible, and its version says so.</summary>
    public static CellSchema Extended { get; } = Baseline with
    {
        Version = "1.5.0",
        Calls = [.. Baseline.Calls, new CallSchema { Name = "Ping", Kind = CallKind.Unary }],
    };

    /// <summary>A call gone, a required member gone, a closed enum with another value, and a version that tells of nothing.</summary>
    public static CellSchema Broken { get; } = Baseline with
    {
        Version = "1.4.1",
        Calls = [Baseline.Calls[1]],
        Types =
        [
            Baseline.Types[0] with { Values = [.. Baseline.Types[0].Values, new EnumValue { Name = "Green", Number = 2 }] },
            Baseline.Types[1] with { Members = [Baseline.Types[1].Members[0], Baseline.Types[1].Members[2]] },
        ],
    };

    /// <summary>Only a deadline: a warning.</summary>
    public static CellSchema Hurried { get; } = Baseline with { Version = "2.0.0", Calls = [Baseline.Calls[0], Baseline.Calls[1] with { DeadlineMs = 50 }] };

    public static TypeReference Int => new PrimitiveReference(PrimitiveKind.Int32);

    public static TypeReference Text => new PrimitiveReference(PrimitiveKind.String);

    private static TypeReference Order => new NamedReference("Shop.Order", []);

    /// <summary>Writes a schema as a document.</summary>
    public static string Save(CellSchema schema, params string[] path)
    {
        string file = Path.Combine(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, SchemaDocument.Write(schema));
        return file;
    }

    private static ParameterSchema Parameter(string name, TypeReference type) => new() { Name = name, Type = type };

    private static MemberSchema Member(string name, TypeReference type) => new() { Name = name, Type = type, Form = MemberForm.Init };
}
