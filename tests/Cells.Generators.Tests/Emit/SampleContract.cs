using Cells.Schema;

namespace Cells.Generators.Tests.Emit;

/// <summary>A contract with a type of every kind, as its producer's source and as the model of it, by hand.</summary>
internal static class SampleContract
{
    /// <summary>The producer's own source.</summary>
    public const string Source =
        """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Cells;

        namespace Shop
        {
            public sealed class Store
            {
                public Product Product { get; } = new("A1", "Apple", 1.50m);
            }

            [Cell(Client = true)]
            public sealed partial class Catalog(Store store, IServiceProvider? services)
            {
                [Call] public Task<int> CountAsync(CallContext context) => Task.FromResult(services is null ? 0 : 1);
                [Call] public Shape Draw(Shape shape, Point at) => shape;
                [Call] public Product? Find(string sku, int depth = 3, Currency currency = Currency.Euro, string text = "a\"b") => null;
                [Call(Idempotent = true, DeadlineMs = 500)]
                [Throws<ProductNotFound>]
                public ValueTask<Product> GetAsync(string sku, CancellationToken cancel) => new(store.Product);
                [Call, Obsolete("Use Get.")] public void Legacy(string writer, int cancel, int @class) { }
                [Call] public Task ReserveAsync(IReadOnlyDictionary<string, int> quantities, CancellationToken cancel, CallContext context) => Task.CompletedTask;
                [Call(Blocking = true)] public Page<Product> Search(string text, int page = 1) => new([], 0);
                [Call] public async IAsyncEnumerable<Product> WatchAsync() { await Task.Yield(); yield break; }
                [Call] public Task<int> ImportAsync(string source, IAsyncEnumerable<Tag> tags, CancellationToken cancel) => Task.FromResult(0);
            #pragma warning disable CS0612 // The contract still takes what it deprecates.
                [Call] public async Task<int> AuditAsync(IProgress progress, int @class, IReviewer? callback = null)
                {
                    await progress.StepAsync(1, CancellationToken.None);
                    return callback is null ? 0 : await callback.Review(null, CancellationToken.None, Currency.Euro);
                }
            #pragma warning restore CS0612
                [Call] public IAsyncEnumerable<Tag> FollowAsync(IAsyncEnumerable<Tag> tags, IProgress? callback) => tags;
                [Call] public ValueTask StoreAsync(IAsyncEnumerable<Product> products) => default;
                [Call] public async IAsyncEnumerable<Point> TraceAsync(IAsyncEnumerable<Point?> points, Currency currency) { await Task.Yield(); yield break; }
                [Event] public partial ValueTask Closed();
                [Event] public partial ValueTask PriceChanged(Product product);
                [Event(Overflow = EventOverflow.Block)] internal partial ValueTask StockChangedAsync(string sku, CancellationToken cancel, int item1);
            }

            [Callback]
            public interface IProgress
            {
                ValueTask DoneAsync();
                ValueTask StepAsync(int callback, CancellationToken cancel);
            }
            [Callback, Obsolete]
            public interface IReviewer
            {
                Task<int> Review(Product? product, CancellationToken cancel, Currency currency);
            }

            public enum Currency : byte { Euro, Dollar = 5, [Obsolete("Gone.")] Mark }
            [Flags] public enum Marks : ulong { None, First = 1, Last = 9223372036854775808 }
            public sealed record Product(string Sku, string Name, decimal Price, Currency Currency = Currency.Euro, string? Note = null)
            {
                public List<Tag> Tags { get; init; } = [];
                public Dictionary<string, int?>? Stock { get; set; }
            }
            public class Address
            {
                public Address(string city, int zip) { City = city; Zip = zip; }
                public int Zip { get; }
                public string City { get; }
                public required string Street { get; init; }
                public string Country { get; set; } = "DE";
                public double Latitude = 0.5;
                public Guid Id { get; init; } = Guid.NewGuid();
                [Obsolete] public string? Fax { get; set; }
            }
            public readonly record struct Point(int X, int Y);
            public struct Sparse { public byte A; public int B; public bool C; public DateTime? D; }
            public record struct Tag(string Text, int Weight);
            public sealed record Page<T>(IReadOnlyList<T> Items, int Total);
            public struct Pair<T> { public T First; public int Second; }
            public sealed record Lookup<TKey, TValue>(Dictionary<TKey, TValue> Values) where TKey : notnull;
            [Union] public abstract record Shape
            {
                public sealed record Circle(double Radius) : Shape;
                public sealed record Nothing : Shape;
                public sealed record Group(List<Shape> Shapes, Pair<byte> Bytes, Pair<string> Texts, Lookup<string, Point> Points) : Shape;
            }
            public sealed class ProductNotFound(string sku) : CellException(CellStatus.NotFound, $"There is no product {sku}.")
            {
                public string Sku { get; } = sku;
            }
        }
        """;

    /// <summary>The contract's schema.</summary>
    public static CellSchema Schema { get; } = CreateSchema();

    /// <summary>The producer's model.</summary>
    public static CellModel Model { get; } = new()
    {
        Schema = Schema,
        Namespace = "Shop",
        ClassName = "Catalog",
        Accessibility = "public",
        EmitClient = true,
        Constructor =
        [
            new ServiceParameterModel("store", "global::Shop.Store", null, false),
            new ServiceParameterModel("services", "global::System.IServiceProvider", null, true),
        ],
        Handlers =
        [
            Handler("Audit", "AuditAsync", HandlerReturn.TaskOfT, Argument("progress", 0), Argument("class", 1), Argument("callback", 2)),
            Handler("Count", "CountAsync", HandlerReturn.TaskOfT, new ArgumentModel(ArgumentKind.Context, "context", -1)),
            Handler("Draw", "Draw", HandlerReturn.Value, Argument("shape", 0), Argument("at", 1)),
            Handler("Find", "Find", HandlerReturn.Value, Argument("sku", 0), Argument("depth", 1), Argument("currency", 2), Argument("text", 3)),
            Handler("Follow", "FollowAsync", HandlerReturn.Stream, Argument("tags", 0), Argument("callback", 1)),
            Handler("Get", "GetAsync", HandlerReturn.ValueTaskOfT, Argument("sku", 0), new ArgumentModel(ArgumentKind.Cancellation, "cancel", -1)),
            Handler(
                "Import",
                "ImportAsync",
                HandlerReturn.TaskOfT,
                Argument("source", 0),
                Argument("tags", 1),
                new ArgumentModel(ArgumentKind.Cancellation, "cancel", -1)),
            Handler("Legacy", "Legacy", HandlerReturn.Void, Argument("writer", 0), Argument("cancel", 1), Argument("class", 2)),
            Handler(
                "Reserve",
                "ReserveAsync",
                HandlerReturn.Task,
                Argument("quantities", 0),
                new ArgumentModel(ArgumentKind.Cancellation, "cancel", -1),
                new ArgumentModel(ArgumentKind.Context, "context", -1)),
            Handler("Search", "Search", HandlerReturn.Value, Argument("text", 0), Argument("page", 1)) with { IsBlocking = true },
            Handler("Store", "StoreAsync", HandlerReturn.ValueTask, Argument("products", 0)),
            Handler("Trace", "TraceAsync", HandlerReturn.Stream, Argument("points", 0), Argument("currency", 1)),
            Handler("Watch", "WatchAsync", HandlerReturn.Stream),
        ],
        Events =
        [
            Event("Closed", "Closed", "public partial", "DropOldest"),
            Event("PriceChanged", "PriceChanged", "public partial", "DropOldest", Argument("product", 0)),
            Event(
                "StockChanged",
                "StockChangedAsync",
                "internal partial",
                "Block",
                Argument("sku", 0),
                new ArgumentModel(ArgumentKind.Cancellation, "cancel", -1),
                Argument("item1", 1)),
        ],
        Callbacks =
        [
            new CallbackModel(
                "Shop.IProgress",
                [
                    Method(0, "DoneAsync", HandlerReturn.ValueTask),
                    Method(1, "StepAsync", HandlerReturn.ValueTask, Argument("callback", 0), new ArgumentModel(ArgumentKind.Cancellation, "cancel", -1)),
                ]),
            new CallbackModel(
                "Shop.IReviewer",
                [
                    Method(
                        0,
                        "Review",
                        HandlerReturn.TaskOfT,
                        Argument("product", 0),
                        new ArgumentModel(ArgumentKind.Cancellation, "cancel", -1),
                        Argument("currency", 1)),
                ]),
        ],
        DeclaredTypes =
        [
            Declared("Shop.Address", "City", "Zip") with { ObsoleteIds = ["CS0612"] },
            Declared("Shop.Currency") with { ObsoleteIds = ["CS0618"] },
            Declared("Shop.Lookup`2", "Values"),
            Declared("Shop.Marks"),
            Declared("Shop.Page`1", "Items", "Total"),
            Declared("Shop.Pair`1"),
            Declared("Shop.Point", "X", "Y"),
            Declared("Shop.Product", "Sku", "Name", "Price", "Currency", "Note"),
            Declared("Shop.ProductNotFound"),
            Declared("Shop.Shape"),
            Declared("Shop.Shape.Circle", "Radius"),
            Declared("Shop.Shape.Group", "Shapes", "Bytes", "Texts", "Points"),
            Declared("Shop.Shape.Nothing"),
            Declared("Shop.Sparse"),
            Declared("Shop.Tag", "Text", "Weight"),
        ],
    };

    private static CellSchema CreateSchema() => new()
    {
        Contract = "Shop.Catalog",
        Name = "catalog",
        Version = "1.2.0",
        Documentation = "<summary>Serves the shop's products.</summary>",
        Calls =
        [
            new CallSchema
            {
                Name = "Audit",
                Kind = CallKind.Unary,
                Parameters =
                [
                    Callback("progress", "Shop.IProgress"),
                    SampleTypes.Parameter("class", "Int32"),
                    Callback("callback", "Shop.IReviewer") with { IsOptionalCallback = true, Default = new DefaultValue(DefaultKind.Boolean, "false") },
                ],
                Result = SampleTypes.Of("Int32"),
            },
            new CallSchema { Name = "Closed", Kind = CallKind.Event },
            new CallSchema { Name = "Count", Kind = CallKind.Unary, Result = SampleTypes.Of("Int32") },
            new CallSchema
            {
                Name = "Draw",
                Kind = CallKind.Unary,
                Parameters = [SampleTypes.Parameter("shape", "Shop.Shape"), SampleTypes.Parameter("at", "Shop.Point")],
                Result = SampleTypes.Of("Shop.Shape"),
            },
            new CallSchema
            {
                Name = "Find",
                Kind = CallKind.Unary,
                Parameters =
                [
                    SampleTypes.Parameter("sku", "String") with { OldNames = ["id"] },
                    SampleTypes.Parameter("depth", "Int32") with { Default = new DefaultValue(DefaultKind.Number, "3") },
                    SampleTypes.Parameter("currency", "Shop.Currency") with { Default = new DefaultValue(DefaultKind.EnumName, "Euro") },
                    SampleTypes.Parameter("text", "String") with { Default = new DefaultValue(DefaultKind.Text, "a\"b") },
                ],
                Result = SampleTypes.Of("Shop.Product?"),
                OldNames = ["Lookup"],
            },
            new CallSchema
            {
                Name = "Follow",
                Kind = CallKind.Duplex,
                Parameters =
                [
                    SampleTypes.Parameter("tags", "Shop.Tag") with { IsStream = true },
                    Callback("callback", "Shop.IProgress") with { IsOptionalCallback = true },
                ],
                Result = SampleTypes.Of("Shop.Tag"),
            },
            new CallSchema
            {
                Name = "Get",
                Kind = CallKind.Unary,
                Parameters = [SampleTypes.Parameter("sku", "String")],
                Result = SampleTypes.Of("Shop.Product"),
                Errors = ["Shop.ProductNotFound"],
                IsIdempotent = true,
                DeadlineMs = 500,
                Documentation =
                    """

                        <summary>
                        The product with the number <paramref name="sku"/>, see <see cref="T:Shop.Product"/>.
                        </summary>
                        <param name="sku">The stock-keeping unit.</param>
                        <param name="cancel">Stops waiting.</param>
                        <exception cref="T:Shop.ProductNotFound">There is none.</exception>

                    """,
            },
            new CallSchema
            {
                Name = "Import",
                Kind = CallKind.ClientStream,
                Parameters = [SampleTypes.Parameter("source", "String"), SampleTypes.Parameter("tags", "Shop.Tag") with { IsStream = true }],
                Result = SampleTypes.Of("Int32"),
                Documentation = "<summary>Takes <paramref name=\"tags\"/> in.</summary>\n<param name=\"tags\">The tags, as they come.</param>",
                OldNames = ["Load"],
            },
            new CallSchema
            {
                Name = "Legacy",
                Kind = CallKind.Unary,
                Parameters = [SampleTypes.Parameter("writer", "String"), SampleTypes.Parameter("cancel", "Int32"), SampleTypes.Parameter("class", "Int32")],
                Obsolete = new Deprecation("Use Get."),
            },
            new CallSchema
            {
                Name = "PriceChanged",
                Kind = CallKind.Event,
                Parameters = [SampleTypes.Parameter("product", "Shop.Product")],
                Documentation = "<summary>The price of <paramref name=\"product\"/> is another one.</summary>\n<param name=\"product\">The product.</param>",
                OldNames = ["Repriced"],
            },
            new CallSchema
            {
                Name = "Reserve",
                Kind = CallKind.Unary,
                Parameters = [SampleTypes.Parameter("quantities", "IReadOnlyDictionary<String, Int32>")],
            },
            new CallSchema
            {
                Name = "Search",
                Kind = CallKind.Unary,
                Parameters =
                [
                    SampleTypes.Parameter("text", "String"),
                    SampleTypes.Parameter("page", "Int32") with { Default = new DefaultValue(DefaultKind.Number, "1") },
                ],
                Result = SampleTypes.Of("Shop.Page`1<Shop.Product>"),
            },
            new CallSchema
            {
                Name = "StockChanged",
                Kind = CallKind.Event,
                Parameters = [SampleTypes.Parameter("sku", "String"), SampleTypes.Parameter("item1", "Int32")],
            },
            new CallSchema
            {
                Name = "Store",
                Kind = CallKind.ClientStream,
                Parameters = [SampleTypes.Parameter("products", "Shop.Product") with { IsStream = true }],
            },
            new CallSchema
            {
                Name = "Trace",
                Kind = CallKind.Duplex,
                Parameters = [SampleTypes.Parameter("points", "Shop.Point?") with { IsStream = true }, SampleTypes.Parameter("currency", "Shop.Currency")],
                Result = SampleTypes.Of("Shop.Point"),
            },
            new CallSchema { Name = "Watch", Kind = CallKind.ServerStream, Result = SampleTypes.Of("Shop.Product") },
        ],
        Callbacks =
        [
            new CallbackSchema
            {
                Name = "Shop.IProgress",
                Documentation = "<summary>Hears how far an audit is.</summary>",
                Methods =
                [
                    new CallSchema { Name = "Done", Kind = CallKind.Unary },
                    new CallSchema
                    {
                        Name = "Step",
                        Kind = CallKind.Unary,
                        Parameters = [SampleTypes.Parameter("callback", "Int32")],
                        Documentation = "<summary>A step is done.</summary>\n<param name=\"callback\">Its number.</param>",
                    },
                ],
            },
            new CallbackSchema
            {
                Name = "Shop.IReviewer",
                Obsolete = new Deprecation(null),
                Methods =
                [
                    new CallSchema
                    {
                        Name = "Review",
                        Kind = CallKind.Unary,
                        Parameters = [SampleTypes.Parameter("product", "Shop.Product?"), SampleTypes.Parameter("currency", "Shop.Currency")],
                        Result = SampleTypes.Of("Int32"),
                        OldNames = ["Check"],
                    },
                ],
            },
        ],
        Types = SampleTypes.All,
    };

    private static HandlerModel Handler(string call, string method, HandlerReturn result, params ArgumentModel[] arguments) => new()
    {
        CallIndex = Schema.Calls.Select((item, index) => (item, index)).Single(pair => pair.item.Name == call).index,
        MethodName = method,
        Return = result,
        Arguments = arguments.ToEquatableArray(),
    };

    private static EventModel Event(string call, string method, string modifiers, string overflow, params ArgumentModel[] arguments) => new()
    {
        CallIndex = Schema.Calls.Select((item, index) => (item, index)).Single(pair => pair.item.Name == call).index,
        MethodName = method,
        Modifiers = modifiers,
        Overflow = overflow,
        Arguments = arguments.ToEquatableArray(),
    };

    private static ParameterSchema Callback(string name, string callback) => SampleTypes.Parameter(name, "Boolean") with { Callback = callback };

    private static HandlerModel Method(int index, string name, HandlerReturn result, params ArgumentModel[] arguments) =>
        new() { CallIndex = index, MethodName = name, Return = result, Arguments = arguments.ToEquatableArray() };

    private static ArgumentModel Argument(string name, int index) => new(ArgumentKind.Parameter, name, index);

    private static DeclaredTypeModel Declared(string name, params string[] constructor) => new()
    {
        Name = name,
        Namespace = "Shop",
        ConstructorMembers = constructor.ToEquatableArray(),
    };
}
