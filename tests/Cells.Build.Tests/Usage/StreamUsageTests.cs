using Cells.Schema;

namespace Cells.Build.Tests;

/// <summary>What a program uses of streams, events and callbacks.</summary>
public sealed class StreamUsageTests
{
    private static readonly TypeReference Product = new NamedReference("Shop.Product", []);
    private static readonly TypeReference Draft = new NamedReference("Shop.Draft", []);
    private static readonly TypeReference Tag = new NamedReference("Shop.Tag", []);

    private static readonly CellSchema Schema = RichCatalog.Schema with
    {
        Calls = RichCatalog.Schema.Calls
            .Append(new CallSchema { Name = "Changed", Kind = CallKind.Event, Parameters = [Parameter("product", Product)], OldNames = ["Altered"] })
            .Append(new CallSchema { Name = "Moved", Kind = CallKind.Event, Parameters = [Parameter("product", Product), Parameter("tag", Tag)] })
            .Append(new CallSchema { Name = "Watch", Kind = CallKind.ServerStream, Result = Product })
            .Append(new CallSchema { Name = "Import", Kind = CallKind.ClientStream, Parameters = [Parameter("drafts", Draft) with { IsStream = true }] })
            .Append(new CallSchema { Name = "Label", Kind = CallKind.Duplex, Parameters = [Parameter("drafts", Draft) with { IsStream = true }], Result = Tag })
            .Append(new CallSchema
            {
                Name = "Review",
                Kind = CallKind.Unary,
                Parameters = [Parameter("reviewer", new PrimitiveReference(PrimitiveKind.Boolean)) with { Callback = "Shop.IReviewer" }],
            })
            .OrderBy(static call => call.Name, StringComparer.Ordinal)
            .ToEquatableArray(),
        Callbacks =
        [
            new CallbackSchema
            {
                Name = "Shop.IReviewer",
                Methods = [new CallSchema { Name = "Check", Kind = CallKind.Unary, Parameters = [Parameter("product", Product)], Result = Draft }],
            },
        ],
    };

    [Theory]
    [InlineData("call:Catalog.Watch read:Product.Name", "static async Task U(ICatalog c) { await foreach (Product p in c.WatchAsync()) { Console.Write(p.Name); } }")]
    [InlineData("call:Catalog.Watch read:Product.Name", "static async Task U(CatalogClient c, CancellationToken t) { await foreach (Product p in c.WatchAsync().WithCancellation(t).ConfigureAwait(false)) { Console.Write(p.Name); } }")]
    [InlineData("call:Catalog.Watch read:Product.Name read:Product.Price", "static async Task<List<string>> U(ICatalog c) => await c.WatchAsync().Where(p => p.Price > 1).Select(p => p.Name).ToListAsync();")]
    [InlineData("call:Catalog.Watch read:Product.Sku", "static async Task<string> U(ICatalog c) => (await c.WatchAsync().ToListAsync())[0].Sku;")]
    [InlineData("call:Catalog.Watch", "static IAsyncEnumerable<Product> U(ICatalog c) => c.WatchAsync();")]
    [InlineData("arg:Catalog.Import.drafts call:Catalog.Import write:Draft.Title", "static async Task U(ICatalog c) { await c.ImportAsync(Items()); async IAsyncEnumerable<Draft> Items() { await Task.Yield(); yield return new Draft { Title = \"a\" }; } }")]
    [InlineData("arg:Catalog.Label.drafts call:Catalog.Label read:Tag.Text write:Draft.Count write:Draft.Title", "static async Task U(ICatalog c) { await foreach (Tag t in c.LabelAsync(new[] { new Draft { Title = \"a\", Count = 1 } }.ToAsyncEnumerable())) { Console.Write(t.Text); } }")]
    [InlineData("arg:Catalog.Changed.product call:Catalog.Changed read:Product.Price", "static async Task U(ICatalog c) { await foreach (Product p in c.ChangedAsync()) { Console.Write(p.Price); } }")]
    [InlineData("arg:Catalog.Changed.product call:Catalog.Changed read:Product.Price", "static async Task U(ICatalog c) { await foreach (Product p in c.ChangedAsync(new Cells.EventOptions())) { Console.Write(p.Price); } }")]
    [InlineData("arg:Catalog.Changed.product call:Catalog.Changed read:Product.Price", "static async Task U(ICatalog c) { await using var s = await c.OnChangedAsync((p, t) => { Console.Write(p.Price); return default; }); }")]
    [InlineData("arg:Catalog.Changed.product call:Catalog.Changed read:Product.Price", "static async Task U(CatalogClient c) { await using var s = await c.OnAlteredAsync(Handle); static ValueTask Handle(Product p, CancellationToken t) { Console.Write(p.Price); return default; } }")]
    [InlineData("arg:Catalog.Moved.product arg:Catalog.Moved.tag call:Catalog.Moved read:Product.Sku read:Tag.Weight", "static async Task U(ICatalog c) { await foreach ((Product p, Tag t) in c.MovedAsync()) { Console.Write(p.Sku.Length + t.Weight); } }")]
    [InlineData("arg:Catalog.Moved.product arg:Catalog.Moved.tag call:Catalog.Moved read:Tag.Weight", "static async Task U(ICatalog c) { await c.OnMovedAsync((e, t) => { Console.Write(e.Tag.Weight); return default; }); }")]
    [InlineData("arg:Catalog.Review.reviewer call:Catalog.Review read:Product.Name write:Draft.Title", "static void U(ICatalog c) => c.Review(new Me()); sealed class Me : IReviewer { public ValueTask<Draft> CheckAsync(Product p, CancellationToken t) => new(new Draft { Title = p.Name }); }")]
    public void Parts_that_code_uses_are_found(string expected, string member)
    {
        using CompiledConsumer consumer = new(Consumers.Program(member), schema: Schema);

        Assert.Equal(expected, string.Join(' ', Assert.Single(consumer.ReadUsage().Dependencies).Uses.Select(static use => use.Entry)));
    }

    private static ParameterSchema Parameter(string name, TypeReference type) => new() { Name = name, Type = type };
}
