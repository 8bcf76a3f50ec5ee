using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests.Clients;

/// <summary>What <c>[Renamed]</c> at a producer leaves to consumers that were written against the old names.</summary>
public sealed class OldNameTests
{
    private const string Before =
        """
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Cells;

        namespace Shop.Stock
        {
            public sealed record Bin(int Row);
        }

        namespace Shop
        {
            [Cell]
            public sealed partial class Orders
            {
                [Call, Throws<Missing>] public ValueTask<Order> GetAsync(int id, string? note = null) => default;
                [Call] public Paint Mix(Paint paint, Spot spot, Stock.Bin bin) => paint;
                [Call] public Shape Draw(Page<Order> page) => new Circle(1);
            }

            public sealed record Order(int Id, string Name) { public List<string> Tags { get; set; } = []; public string? Note { get; init; } }
            public sealed class Paint(Color color) { public Color Color { get; } = color; public required string Label { get; init; } }
            public readonly record struct Spot(int X, int Y);
            public sealed record Page<T>(List<T> Items);
            public enum Color { Red, Green }
            [Union] public abstract record Shape;
            public sealed record Circle(double Radius) : Shape;
            public sealed class Missing(int id) : CellException(CellStatus.NotFound, "No order.") { public int Id { get; } = id; }
        }
        """;

    private const string After =
        """
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Cells;

        namespace Shop
        {
            [Cell]
            public sealed partial class Orders
            {
                [Call, Throws<Unknown>, Renamed("Get")] public ValueTask<Purchase> FindAsync(int id, string? note = null) => default;
                [Call, Renamed("Mix")] public Paint Blend(Paint paint, Spot spot, Bin bin) => paint;
                [Call] public Shape Draw(Page<Purchase> page) => new Round(1);
            }

            [Renamed("Shop.Stock.Bin")] public sealed record Bin(int Row);
            [Renamed("Order")]
            public sealed record Purchase(int Id, [Renamed("Name")] string Title)
            {
                [Renamed("Tags")] public List<string> Labels { get; set; } = [];
                [Renamed("Note")] public string? Remark { get; init; }
            }
            public sealed class Paint(Color tone) { [Renamed("Color")] public Color Tone { get; } = tone; public required string Label { get; init; } }
            public readonly record struct Spot([Renamed("X")] int Column, int Y);
            public sealed record Page<T>([Renamed("Items")] List<T> Rows);
            public enum Color { Red, [Renamed("Green")] Lime }
            [Union] public abstract record Shape;
            [Renamed("Circle")] public sealed record Round([Renamed("Radius")] double Size) : Shape;
            [Renamed("Missing")] public sealed class Unknown(int key) : CellException(CellStatus.NotFound, "No order.") { [Renamed("Id")] public int Key { get; } = key; }
        }
        """;

    // Nothing here knows the new names.
    private const string Consumer =
        """
        using System.Threading.Tasks;
        using Shop;
        using Shop.Stock;

        internal static class Program
        {
            public static async Task<string> RunAsync(OrdersClient client, IOrders orders)
            {
                try
                {
                    Order order = await orders.GetAsync(1, note: "x");
                    order = client.Get(1) with { Name = "new", Note = null };
                    order.Tags = [order.Name + order.Note];
                    Spot spot = new(1, 2) { X = 3 };
                    Paint paint = await client.MixAsync(new Paint(Color.Green) { Label = "l" }, spot, new Bin(spot.X));
                    Shape shape = orders.Draw(new Page<Order>([order]));
                    return paint.Color == Color.Green && shape is Circle { Radius: > 0 } ? order.Tags[0] : "";
                }
                catch (Missing missing)
                {
                    return $"{missing.Id}";
                }
            }
        }
        """;

    [Fact]
    public void Consumer_of_the_old_names_compiles_against_the_renamed_producer_with_warnings_of_its_own()
    {
        Assert.Empty(Problems(Before));

        IReadOnlyList<Diagnostic> problems = Problems(After);

        Assert.Equal(
            ["CELL2102", "CELL2206", "CELL2404"],
            problems.Select(static problem => problem.Id).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(problems, static problem => problem.GetMessage(null).Contains("'Purchase.Name' is obsolete: 'Renamed to Title.'", StringComparison.Ordinal));
        Assert.Contains(problems, static problem => problem.GetMessage(null).Contains("is obsolete: 'Renamed to FindAsync.'", StringComparison.Ordinal));
    }

    [Fact]
    public void Old_name_that_means_something_else_by_now_is_given_up()
    {
        // No producer compiles to this: its own contract rules refuse it. A document may say it all the same.
        CellSchema schema = ExportedSchema.Of(After, "2.0.0");
        CellSchema hostile = schema with
        {
            Calls = schema.Calls.Select(static call => call with { OldNames = ["Blend", "Dispose", "Draw", "Find", "OpenChannel", "OrdersClient", "SchemaChanged", "ToString"] }).ToEquatableArray(),
            Types = schema.Types.Select(static type => type with
            {
                OldNames = ["Color", "IOrders", "Orders", "Shop.Bin"],
                Members = type.Members.Select(static member => member with { OldNames = ["EqualityContract", "GetHashCode", "Key", "Title"] }).ToEquatableArray(),
                Values = type.Values.Select(static value => value with { OldNames = ["Gone", "Red"] }).ToEquatableArray(),
            }).ToEquatableArray(),
        };

        GenerationResult result = Run(SchemaDocument.Write(hostile), "internal static class Program;");

        Assert.DoesNotContain(result.Diagnostics, static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static IReadOnlyList<Diagnostic> Problems(string producer) =>
        Run(ExportedSchema.TextOf(producer, "2.0.0"), Consumer).Diagnostics;

    private static GenerationResult Run(string schema, string consumer) =>
        Generation.Run(Generation.Compile(consumer), [new ClientGenerator()], AdditionalFile.Dependency("orders", schema));
}
