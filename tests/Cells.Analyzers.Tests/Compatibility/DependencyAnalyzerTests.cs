using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;

namespace Cells.Analyzers.Tests;

public sealed class DependencyAnalyzerTests
{
    private const string Head = "using Cells; using System; using System.Collections.Generic;\nnamespace Shop;\n[Cell] public sealed partial class Orders\n{\n";
    private const string Get = "[Call] public Order Get(int id) => throw new NotImplementedException();\n";
    private const string Watch = "[Call] public IAsyncEnumerable<Order> WatchAsync() => throw new NotImplementedException();\n";
    private const string Placed = "[Event] public partial System.Threading.Tasks.ValueTask Placed(Order order);\n";
    private const string Put = "[Call] public void Put(Order order) => throw new NotImplementedException();\n";
    private const string Order = "public sealed record Order(int Id, string Note);\n";

    public static TheoryData<string, string, string, string> Changes => new()
    {
        // Members: read, set, matched, behind a null check, in a query.
        { Get + "}\n" + Order, Get + "}\npublic sealed record Order(int Id, string Text);\n", "Order o = await orders.GetAsync(1); Console.Write(o.Note);", "CELL2205 Error Note" },
        { Get + "}\n" + Order, Get + "}\npublic sealed record Order(int Id, string Text);\n", "Order? o = await orders.GetAsync(1); Console.Write(o?.Note);", "CELL2205 Error Note" },
        { Get + "}\n" + Order, Get + "}\npublic sealed record Order(int Id, string Text);\n", "if (await orders.GetAsync(1) is { Note: \"x\" }) { }", "CELL2205 Error Note" },
        { Get + "}\n" + Order, Get + "}\npublic sealed record Order(int Id);\n", "Order o = await orders.GetAsync(1); Console.Write(new[] { o }.Select(x => x.Note).First());", "CELL2204 Error Note" },
        { Get + "}\n" + Order, Get + "}\npublic sealed record Order(int Id);\n", "Order o = await orders.GetAsync(1); o = o with { Note = \"x\" };", "CELL2204 Error Note" },
        { Put + "}\npublic sealed class Order { public string? Note { get; set; } }\n", Put + "}\npublic sealed class Order { public int Id { get; set; } }\n", "await orders.PutAsync(new Order { Note = \"x\" });", "CELL2203 Error Note" },
        { Put + "}\npublic sealed record Order { public required string Note { get; init; } }\n", Put + "}\npublic sealed record Order { [Renamed(\"Note\")] public required string Text { get; init; } }\n", "await orders.PutAsync(new Order { Note = \"x\" });", "CELL2206 Error Note" },
        { Put + "}\n" + Order, Put + "}\npublic sealed record Order(string Note, int Id);\n", "await orders.PutAsync(new Order(1, \"x\"));", "CELL2207 Error Order" },
        { Put + "}\npublic sealed record Order(int A, int B);\n", Put + "}\npublic sealed record Order(int B, int A);\n", "await orders.PutAsync(new(1, 2));", "CELL2207 Warning new" },
        { Put + "}\n" + Order, Put + "}\npublic sealed record Order(int Id, string Note, int Size);\n", "await orders.PutAsync(new Order(1, \"x\"));", "CELL2201 Error Order" },
        { Put + "}\npublic sealed record Order { public int Id { get; init; } }\n", Put + "}\npublic sealed record Order { public int Id { get; init; } public required string Note { get; init; } }\n", "await orders.PutAsync(new Order { Id = 1 });", "CELL2201 Warning Order" },
        { Get + "}\npublic sealed record Order(int Id);\n", Get + "}\npublic sealed record Order(long Id);\n", "var id = (await orders.GetAsync(1)).Id; Console.Write(id);", "CELL2300 Warning Id" },
        { Get + "}\npublic sealed record Order(string Note);\n", Get + "}\npublic sealed record Order(string? Note);\n", "Console.Write((await orders.GetAsync(1)).Note);", "CELL2304 Warning Note" },

        // Calls and their parameters.
        { Get + Put + "}\n" + Order, Put + "}\n" + Order, "await orders.GetAsync(1);", "CELL2100 Error GetAsync" },
        { Get + "}\n" + Order, "[Call] public Order Fetch(int id) => throw new NotImplementedException();\n}\n" + Order, "await orders.GetAsync(1);", "CELL2100 Error GetAsync" },
        { Get + "}\n" + Order, "[Call, Renamed(\"Get\")] public Order Fetch(int id) => throw new NotImplementedException();\n}\n" + Order, "await orders.GetAsync(1);", "" },
        { "[Call] public int Find(int limit, int page = 0) => 0;\n}\n", "[Call] public int Find(int limit, int page = 1) => 0;\n}\n", "await orders.FindAsync(1); await orders.FindAsync(1, 2);", "CELL2500 Warning FindAsync" },
        { "[Call] public int Find(int limit, int page) => 0;\n}\n", "[Call] public int Find(int page, int limit) => 0;\n}\n", "await orders.FindAsync(1, 2); await orders.FindAsync(limit: 1, page: 2);", "CELL2114 Warning FindAsync" },
        { "[Call] public int Find(int limit, string name) => 0;\n}\n", "[Call] public int Find(int limit) => 0;\n}\n", "await orders.FindAsync(1, \"x\");", "CELL2113 Error FindAsync" },
        { "[Call] public int Find(int limit) => 0;\n}\n", "[Call] public int Find([Renamed(\"limit\")] int max) => 0;\n}\n", "await orders.FindAsync(limit: 1);", "CELL2116 Error limit" },
        { "[Call] public int Find(int limit) => 0;\n}\n", "[Call] public int Find(int limit, string name) => 0;\n}\n", "await orders.FindAsync(1);", "CELL2110 Error FindAsync" },
        { "[Call] public int Find(int limit = 1) => 0;\n}\n", "[Call] public int Find(int limit) => 0;\n}\n", "await orders.FindAsync();", "CELL2117 Error FindAsync" },
        { "[Call] public int Find(int limit) => 0;\n}\n", "[Call] public long Find(int limit) => 0;\n}\n", "var found = await orders.FindAsync(1); Console.Write(found);", "CELL2300 Warning FindAsync" },

        // Streams and events, in both forms of a subscription.
        { Watch + "}\n" + Order, Watch + "}\npublic sealed record Order(int Id);\n", "await foreach (Order o in orders.WatchAsync()) { Console.Write(o.Note); }", "CELL2204 Error Note" },
        { Watch + Get + "}\n" + Order, Get + "}\n" + Order, "await foreach (Order o in orders.WatchAsync()) { }", "CELL2100 Error WatchAsync" },
        { Placed + "}\n" + Order, Placed + "}\npublic sealed record Order(int Id);\n", "await orders.OnPlacedAsync((o, stop) => { Console.Write(o.Note); return default; });", "CELL2204 Error Note" },
        { Placed + Get + "}\n" + Order, Get + "}\n" + Order, "await foreach (Order o in orders.PlacedAsync()) { }", "CELL2100 Error PlacedAsync" },
        { Placed + Get + "}\n" + Order, Get + "}\n" + Order, "await orders.OnPlacedAsync((o, stop) => default);", "CELL2100 Error OnPlacedAsync" },

        // Types, values, cases and errors.
        { Get + "}\n" + Order, "[Call] public Sale Get(int id) => throw new NotImplementedException();\n}\npublic sealed record Sale(int Id, string Note);\n", "Order o = await orders.GetAsync(1); Console.Write(o);", "CELL2307 Error Order" },
        { Get + "}\npublic sealed record Order(int Id);\n", Get + "}\npublic sealed class Order(int id) { public int Id { get; } = id; }\n", "Order o = await orders.GetAsync(1); Console.Write(o.Id);", "CELL2310 Warning Order" },
        { "[Call] public Color Get() => default;\n}\npublic enum Color { Red, Green }\n", "[Call] public Color Get() => default;\n}\npublic enum Color { Red }\n", "Console.Write(await orders.GetAsync() == Color.Green);", "CELL2402 Error Green" },
        { "[Call] public Color Get() => default;\n}\npublic enum Color { Red }\n", "[Call] public Color Get() => default;\n}\npublic enum Color { Red, Green }\n", "switch (await orders.GetAsync()) { case Color.Red: break; } switch (await orders.GetAsync()) { default: break; }", "CELL2400 Warning switch" },
        { "[Call, Throws<Missing>] public int Get() => 0;\n}\npublic sealed class Missing : CellException { }\n", "[Call] public int Get() => 0;\n}\n", "try { await orders.GetAsync(); } catch (Missing) { }", "CELL2107 Error Missing" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_is_told_at_its_use_as_an_error_beside_the_compilers_and_as_a_warning_where_it_compiles(string before, string after, string body, string expected)
    {
        Consumer consumer = new(body, Head + before, Head + after);

        string[] found = await consumer.FindAsync();

        Assert.Equal(expected.Length == 0 ? [] : [expected], found);
        Assert.True(!expected.Contains(" Error ", StringComparison.Ordinal) || consumer.Errors.Length > 0);
    }

    [Theory]
    [InlineData("ValueTask Step(int done); ValueTask Done();", "ValueTask Step(int done); ValueTask Done(); ValueTask Ask();", "CELL2120 Error IProgress")]
    [InlineData("ValueTask Step(int done); ValueTask Done();", "ValueTask Step(long done); ValueTask Done();", "CELL2124 Error IProgress")]
    [InlineData("ValueTask Step(int done); ValueTask Done();", "[Renamed(\"Step\")] ValueTask Move(int done); ValueTask Done();", "CELL2123 Error IProgress")]
    [InlineData("ValueTask Step(int done); ValueTask Done();", "ValueTask Step(int done);", "CELL2121 Warning IProgress")]
    public async Task Class_that_implements_a_callback_is_told_what_became_of_it(string before, string after, string expected)
    {
        const string Run = "[Call] public void Run(IProgress progress) { }\n}\n[Callback] public interface IProgress { ";
        Consumer consumer = new(
            "await orders.RunAsync(new Progress()); } private sealed class Progress : IProgress { public ValueTask StepAsync(int done, System.Threading.CancellationToken cancel) => default; "
                + "public ValueTask DoneAsync(System.Threading.CancellationToken cancel) => default; ",
            "using System.Threading.Tasks; " + Head + Run + before + " }\n",
            "using System.Threading.Tasks; " + Head + Run + after + " }\n");

        Assert.Contains(expected, await consumer.FindAsync());
        Assert.Equal(expected.Contains("Error", StringComparison.Ordinal), consumer.Errors.Length > 0);
    }

    [Theory]
    [InlineData("public sealed record Order(int Id, string Text);\n", "'Order.Note' was renamed to 'Text' in orders 2.0.0. Use 'Text'.", "Text")]
    [InlineData(
        "public sealed record Order(int Id);\n",
        "'Order.Note' was removed in orders 2.0.0. 'Order.Note' is removed, but consumers were built with it as required: they could not connect. "
        + "Change this use, or ask for orders 1.4.0 with its owners: Make it optional first, and remove it when nobody live requires it.",
        null)]
    public async Task Message_says_what_happened_in_which_version_and_what_to_do(string after, string message, string? newName)
    {
        Diagnostic found = Assert.Single(await AnalyzeAsync("Console.Write((await orders.GetAsync(1)).Note);", after), static found => found.Location.IsInSource);

        Assert.Equal(message, found.GetMessage(null));
        Assert.Equal(("Note", newName), (found.Properties[FindingProperties.OldName], found.Properties.GetValueOrDefault(FindingProperties.NewName)));
        Assert.Equal(12, found.Properties[FindingProperties.Finding]!.Length);
    }

    [Fact]
    public async Task Name_of_something_else_and_code_that_fits_are_left_alone()
    {
        const string Body = "Console.Write((await orders.GetAsync(1)).Id); var Note = new { Note = 1 }; Console.Write(Note.Note); Console.Write(string.Empty.Note);";

        Assert.DoesNotContain(await AnalyzeAsync(Body, "public sealed record Order(int Id);\n"), static found => found.Location.IsInSource);
    }

    [Fact]
    public async Task Dependency_in_another_namespace_is_known_there()
    {
        Consumer consumer = new("Console.Write((await orders.GetAsync(1)).Note);", Head + Get + "}\n" + Order, Head + Get + "}\npublic sealed record Order(int Id);\n", "Sales");

        Assert.Equal(["CELL2204 Error Note"], await consumer.FindAsync());
    }

    [Fact]
    public async Task Equal_snapshot_costs_nothing_and_one_that_differs_in_words_a_look_at_the_file()
    {
        const string Body = "Console.Write((await orders.GetAsync(1)).Note);";
        string source = Head + Get + "}\n" + Order;

        AnalyzerTelemetryInfo equal = await new Consumer(Body, source, source, version: "1.4.0").MeasureAsync();
        AnalyzerTelemetryInfo words = await new Consumer(Body, source, source).MeasureAsync();

        Assert.Equal((0, 0), (equal.SyntaxNodeActionsCount, equal.AdditionalFileActionsCount));
        Assert.Equal((0, 1), (words.SyntaxNodeActionsCount, words.AdditionalFileActionsCount));
    }

    [Fact]
    public async Task Stale_snapshot_is_a_hint_and_an_error_in_continuous_integration()
    {
        string source = Head + Get + "}\n" + Order;

        Diagnostic local = Assert.Single(await new Consumer("", source, source).AnalyzeAsync());
        Diagnostic ci = Assert.Single(await new Consumer("", source, source, properties: ("ContinuousIntegrationBuild", "true")).AnalyzeAsync());

        Assert.Equal(("CELL2005", DiagnosticSeverity.Hidden, DiagnosticSeverity.Error), (local.Id, local.Severity, ci.Severity));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ \"format\": 99 }")]
    public async Task Snapshot_that_cannot_be_read_says_nothing_about_what_was(string snapshot)
    {
        Consumer consumer = new("Console.Write((await orders.GetAsync(1)).Note);", Head + Get + "}\n" + Order, Head + Get + "}\npublic sealed record Order(int Id);\n", snapshot: snapshot);

        Assert.Equal("CELL2005", Assert.Single(await consumer.AnalyzeAsync()).Id);
    }

    private static Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(string body, string after) => new Consumer(body, Head + Get + "}\n" + Order, Head + Get + "}\n" + after).AnalyzeAsync();
}
