using System.Text.Json;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests.Parse;

public class ContractParserTests
{
    [Fact]
    public void Parse_calls_are_named_without_Async_and_ordered_by_name()
    {
        CellDraft draft = Parsing.Calls(
            """
            [Call] public void Put(int id) { }
            [Call(Idempotent = true, DeadlineMs = 500, Scope = "shop.read")]
            public ValueTask<int> CountAsync(CancellationToken cancel, string? region = null, CallContext? context = null) => default;
            [Call(ExactlyOnce = true), Renamed("Erase"), Obsolete("Use Put.")] public Task RemoveAsync([Renamed("key")] int id = -1) => Task.CompletedTask;
            public int NoCall() => 0;
            """);

        Assert.Empty(Parsing.Problems(draft));
        Assert.Equal(
            """
            call Count(String? region = Null) -> Int32 idempotent deadline=500 scope=shop.read
            call Put(Int32 id)
            call Remove(Int32 id = Number '-1' was key) exactly-once was Erase obsolete 'Use Put.'
            """,
            SchemaText.Of(draft));
    }

    [Fact]
    public void Public_types_beside_the_cell_that_no_call_reaches_are_digests()
    {
        static EquatableArray<UnreachedType> Of(string types)
            => Parsing.Calls("[Call] public Seen Get() => new(1);", "public sealed record Seen(int A);" + types).Model.Schema.UnreachedTypes;

        UnreachedType draft = Assert.Single(Of("public sealed record Draft(int A) { public int Twice() => A * 2; }"));

        Assert.Equal("Shop.Draft", draft.Name);
        Assert.Equal(draft, Assert.Single(Of("internal record Hidden(int A); public sealed record Draft(int A) { public int Twice() => A + A; }")));
        Assert.NotEqual(draft, Assert.Single(Of("public sealed record Draft(string B);")));
        Assert.NotEqual(draft, Assert.Single(Of("public sealed record Draft(int A = 1);")));
        Assert.Equal(["Shop.Colour", "Shop.Draft"], Of("public class Draft; public interface INone; public static class None; public enum Colour { Red }").Select(static type => type.Name));
        Assert.Equal(Of("public class Draft { public int Twice => 1 + 1; }"), Of("public class Draft { public int Twice => 2; }"));
        Assert.NotEqual(Of("public enum Colour { Red }"), Of("public enum Colour { Red = 1 }"));
    }

    [Fact]
    public void Parse_old_names_of_the_cell_are_read()
    {
        CellDraft draft = Parsing.Files("namespace Shop; [Cells.Cell, Cells.Renamed(\"Ledger\")] public sealed partial class Orders { [Cells.Call] public int Count() => 0; }");

        Assert.Equal(["Ledger"], draft.Model.Schema.OldNames);
    }

    [Fact]
    public void Parse_handlers_carry_their_arguments_in_source_order()
    {
        CellDraft draft = Parsing.Calls(
            "[Call(Blocking = true)] public ValueTask<int> CountAsync(CancellationToken cancel, string region, CallContext context) => default;");

        HandlerModel handler = Assert.Single(draft.Model.Handlers);
        Assert.Equal(
            [
                new ArgumentModel(ArgumentKind.Cancellation, "cancel", -1),
                new ArgumentModel(ArgumentKind.Parameter, "region", 0),
                new ArgumentModel(ArgumentKind.Context, "context", -1),
            ],
            handler.Arguments);
        Assert.Equal((0, "CountAsync", HandlerReturn.ValueTaskOfT, true), (handler.CallIndex, handler.MethodName, handler.Return, handler.IsBlocking));
    }

    [Fact]
    public void Parse_leased_call_has_the_schema_of_one_that_is_not()
    {
        const string Method = "public void Put(ReadOnlyMemory<byte> body) { }";

        CellDraft leased = Parsing.Calls("[Call(Leased = true)] " + Method);
        CellDraft copied = Parsing.Calls("[Call] " + Method);

        Assert.Equal((true, false), (leased.Model.Handlers[0].IsLeased, copied.Model.Handlers[0].IsLeased));
        Assert.Equal(copied.Model.Schema, leased.Model.Schema);
    }

    [Fact]
    public void Parse_streams_and_events_have_their_kinds()
    {
        CellDraft draft = Parsing.Calls(
            """
            [Call] public IAsyncEnumerable<int> DownAsync() => throw null!;
            [Call] public ValueTask<int> UpAsync(IAsyncEnumerable<string> items, int limit) => default;
            [Call] public IAsyncEnumerable<int> BothAsync(IAsyncEnumerable<int> items) => throw null!;
            [Event] public partial ValueTask Changed(int rate, CancellationToken cancel);
            """);

        Assert.Equal(
            """
            Duplex Both(stream Int32 items) -> Int32
            Event Changed(Int32 rate)
            ServerStream Down() -> Int32
            ClientStream Up(stream String items, Int32 limit) -> Int32
            """,
            SchemaText.Of(draft));
        Assert.True(draft.IsSound);
        EventModel model = Assert.Single(draft.Model.Events);
        Assert.Equal((1, "Changed", "public partial"), (model.CallIndex, model.MethodName, model.Modifiers));
        Assert.Equal([0, 2, 3], draft.Model.Handlers.Select(handler => handler.CallIndex));
    }

    [Fact]
    public void Parse_cell_class_gives_its_names()
    {
        CellDraft draft = Parsing.Files("namespace A.B; [Cells.Cell(Client = true)] internal sealed partial class OrderHistory;");

        Assert.Equal(
            ("A.B.OrderHistory", "order-history", "0.0.0", "A.B", "OrderHistory", "internal", true),
            (draft.Model.Schema.Contract, draft.Model.Schema.Name, draft.Model.Schema.Version, draft.Model.Namespace, draft.Model.ClassName,
                draft.Model.Accessibility, draft.Model.EmitClient));
    }

    [Fact]
    public void Parse_constructor_gives_services_with_what_is_unresolved()
    {
        CellDraft draft = Parsing.Files(
            """
            #nullable enable
            using System.Collections.Generic;
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Logging;

            namespace Shop;

            public sealed class Store;

            [Cells.Cell]
            public sealed partial class Pricing(
                Store store, ICatalog catalog, ILogger<Pricing>? log, [FromKeyedServices("eu")] IReadOnlyList<string?> regions, System.Lazy<ICatalog> lazy);
            """);

        Assert.Equal(
            [
                ("store", "global::Shop.Store", null, false, ""),
                ("catalog", "\u00010\u0002", null, false, "ICatalog"),
                ("log", "global::Microsoft.Extensions.Logging.ILogger<global::Shop.Pricing>", null, true, ""),
                ("regions", "global::System.Collections.Generic.IReadOnlyList<string?>", "\"eu\"", false, ""),
                ("lazy", "global::System.Lazy<\u00010\u0002>", null, false, "ICatalog"),
            ],
            draft.Services.Select(service => (
                service.Parameter.Name, service.Parameter.Type, service.Parameter.Key, service.Parameter.IsOptional, string.Join(" ", service.Names.Select(name => name.Text)))));
    }

    [Theory]
    [InlineData("Catalog", "catalog")]
    [InlineData("OrderHistory", "order-history")]
    [InlineData("HTTPProxy", "http-proxy")]
    [InlineData("Geo_Index2", "geo-index2")]
    public void ToKebabCase_class_name_becomes_cell_name(string name, string expected) => Assert.Equal(expected, ContractParser.ToKebabCase(name));

    [Fact]
    public void Parse_every_compatibility_case_has_no_problems()
    {
        // The cases with declared errors leave out the constructor that CellException asks for; the contract is whole all the same.
        List<string> failures = [];
        int count = 0;
        foreach ((string id, string source) in CompatibilityCases())
        {
            CellDraft draft = Parsing.Files("#nullable enable\n" + source);
            count++;
            failures.AddRange(Parsing.Problems(draft with { Problems = draft.Problems.Where(problem => ContractRules.IsError(problem.Id)).ToEquatableArray() })
                .Select(problem => $"{id}: {problem}"));
        }

        Assert.Empty(failures);
        Assert.True(count > 250, $"{count} snippets were parsed");
    }

    private static IEnumerable<(string Id, string Source)> CompatibilityCases()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Parse", "compat-cases.json")));
        foreach (string list in (string[])["cases", "transcode"])
        {
            foreach (JsonElement item in document.RootElement.GetProperty(list).EnumerateArray())
            {
                string id = item.GetProperty("id").GetString()!;
                yield return (id, item.GetProperty("before").GetString()!);
                yield return (id, item.GetProperty("after").GetString()!);
            }
        }
    }
}
