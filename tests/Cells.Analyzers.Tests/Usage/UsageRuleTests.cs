using Cells.Analyzers.Tests.Fixes;
using Cells.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Analyzers.Tests;

public class UsageRuleTests
{
    [Theory]
    [InlineData("CELL3010", "string A() => [|catalog.GetAsync(\"\").Result|].Name;")]
    [InlineData("CELL3010", "void A() => [|catalog.PutAsync(new(\"\", \"\")).AsTask().Wait()|];")]
    [InlineData("CELL3010", "int A() => [|client.CountAsync().ConfigureAwait(false).GetAwaiter().GetResult()|];")]
    [InlineData("CELL3011", "async Task A() { await Task.Yield(); [|catalog.Put(new(\"\", \"\"))|]; }")]
    [InlineData("CELL3011", "void A() { Func<Task<int>> f = async () => { await Task.Yield(); return [|client.Count()|]; }; }")]
    [InlineData("CELL3013", "void A() { [|catalog.CountAsync()|]; }")]
    [InlineData("CELL3014", "async Task<int> A() { ValueTask<int> t = catalog.CountAsync(); int a = await t.ConfigureAwait(false); if (a > 0) { a += await [|t|]; } return a; }")]
    [InlineData("CELL3014", "async Task A() { ValueTask<int> t = catalog.CountAsync(); Task<int> a = t.AsTask(); await a; await [|t|]; }")]
    [InlineData("CELL3013", "void A() { [|catalog.OnChangedAsync((product, stop) => default)|]; }")]
    [InlineData("CELL3015", "void A() { [|catalog.WatchAsync(\"\")|]; }")]
    [InlineData("CELL3015", "void A() { _ = [|client.ChangedAsync()|]; }")]
    [InlineData("CELL3015", "void A() { IAsyncEnumerable<Product> lost = [|catalog.WatchAsync(\"\")|]; }")]
    [InlineData("CELL3015", "void A() { var lost = [|client.ChangedAsync(new EventOptions())|]; lost = null; }")]
    [InlineData("CELL3020", "async Task A() { for (int i = 0; i < 3; i++) { await using var c = [|await CatalogClient.ConnectAsync()|]; await c.CountAsync(); } }")]
    [InlineData("CELL3021", "async Task<int> A() { var [|c = await CatalogClient.ConnectAsync().ConfigureAwait(false)|]; return await c.CountAsync(); }")]
    [InlineData("CELL3021", "int A(Cells.Connections.CellChannel channel) { CatalogClient [|c = new CatalogClient(channel)|]; return c.Count(); }")]
    [InlineData("CELL3030", "ValueTask<int> A(CancellationToken cancel) => [|catalog.CountAsync()|];")]
    [InlineData("CELL3030", "async Task A(CancellationToken cancel) { await foreach (Product p in [|catalog.WatchAsync(\"\")|]) { } }")]
    [InlineData("CELL3030", "void A() { Func<CancellationToken, int> f = stopping => [|client.Count()|]; }")]
    public async Task Misuse_is_reported_where_it_stands(string id, string member)
    {
        string source = Text(member);
        int start = source.IndexOf("[|", StringComparison.Ordinal);
        string marked = source[(start + 2)..source.IndexOf("|]", StringComparison.Ordinal)];
        Solution solution = CatalogConsumer.Open(source.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

        Diagnostic found = Assert.Single(await AnalyzeAsync(solution));

        await Editor.AssertCompilesAsync(solution);
        Assert.Equal((id, marked), (found.Id, found.Location.SourceTree!.ToString().Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length)));
    }

    [Theory]
    [InlineData("async Task<int> A() => await catalog.CountAsync();")]
    [InlineData("Task<int> A() => catalog.CountAsync().AsTask();")]
    [InlineData("int A() => catalog.Count();")]
    [InlineData("async Task A() { object gate = new(); await Task.Yield(); lock (gate) { catalog.Count(); } }")]
    [InlineData("async Task A() { await Task.Yield(); Func<int> f = () => catalog.Count(); f(); }")]
    [InlineData("void A() { _ = catalog.CountAsync().AsTask(); }")]
    [InlineData("async Task<int> A(bool b) { var t = catalog.CountAsync(); if (b) { return await t; } return 1 + await t; }")]
    [InlineData("async Task<int> A(bool b) { var t = catalog.CountAsync(); return b ? await t : 1 + await t; }")]
    [InlineData("async Task<int> A(int b) { var t = catalog.CountAsync(); switch (b) { case 1: await t; break; default: await t; break; } return 0; }")]
    [InlineData("async Task<int> A() { var t = catalog.CountAsync(); int a = await t; t = catalog.CountAsync(); return a + await t; }")]
    [InlineData("async Task A() { var t = catalog.CountAsync(); try { await t; } catch (CellException) { } }")]
    [InlineData("CatalogClient? _client; async Task A() { _client ??= await CatalogClient.ConnectAsync(); await _client.CountAsync(); }")]
    [InlineData("async Task<CatalogClient> A() { CatalogClient c = await CatalogClient.ConnectAsync(); await c.CountAsync(); return c; }")]
    [InlineData("async Task A() { CatalogClient c = await CatalogClient.ConnectAsync(); try { await c.CountAsync(); } finally { await c.DisposeAsync(); } }")]
    [InlineData("async Task A() { List<CatalogClient> all = []; for (int i = 0; i < 3; i++) { CatalogClient c = await CatalogClient.ConnectAsync(); all.Add(c); } }")]
    [InlineData("async Task A() { while (true) { try { CatalogClient c = await CatalogClient.ConnectAsync(); await Use(c); return; } catch (CellException) { } } } Task Use(CatalogClient c) => Task.CompletedTask;")]
    [InlineData("async Task A(CancellationToken cancel) { await catalog.CountAsync(cancel); await catalog.CountAsync(CancellationToken.None); }")]
    [InlineData("async Task A(CancellationToken cancel) { try { await catalog.CountAsync(cancel); } finally { await catalog.CountAsync(); } }")]
    [InlineData("void A() { Task.Run(() => 1).Wait(); Thread.Sleep(1); }")]
    [InlineData("async Task A() { await foreach (Product p in catalog.WatchAsync(\"\")) { } }")]
    [InlineData("async Task A(CancellationToken cancel) { await foreach (Product p in catalog.WatchAsync(\"\").WithCancellation(cancel)) { } }")]
    [InlineData("async Task A() { var all = catalog.ChangedAsync(); await foreach (Product p in all) { } }")]
    [InlineData("IAsyncEnumerable<Product> A() => catalog.WatchAsync(\"\");")]
    [InlineData("async Task A() { await using EventSubscription s = await catalog.OnChangedAsync((product, stop) => default); }")]
    [InlineData("async Task<int> A(IAsyncEnumerable<Product> products) => await catalog.ImportAsync(products);")]
    public async Task Right_use_is_not_reported(string member)
    {
        Solution solution = CatalogConsumer.Open(Text(member));

        await Editor.AssertCompilesAsync(solution);
        Assert.Empty(await AnalyzeAsync(solution));
    }

    [Theory]
    [InlineData("[Call] public int A() { [|Thread.Sleep(1)|]; return 0; }")]
    [InlineData("[Call] public async ValueTask<int> A() { await Task.Yield(); [|Thread.Sleep(1)|]; return 0; }")]
    [InlineData("[Call] public int A() => [|catalog.Count()|];")]
    [InlineData("[Call] public int A() => [|Task.Run(() => 1).Result|];")]
    [InlineData("[Call] public void A() => [|Task.Delay(1).Wait()|];")]
    [InlineData("[Call] public void A() => [|Task.Delay(1).ConfigureAwait(false).GetAwaiter().GetResult()|];")]
    public async Task Handler_that_blocks_is_reported(string handler)
    {
        string marked = handler[(handler.IndexOf("[|", StringComparison.Ordinal) + 2)..handler.IndexOf("|]", StringComparison.Ordinal)];

        Diagnostic found = Assert.Single(await AnalyzeAsync(CatalogConsumer.Open(Cell(handler.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)))));

        Assert.Equal(("CELL3012", marked), (found.Id, found.Location.SourceTree!.ToString().Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length)));
    }

    [Theory]
    [InlineData("[Call(Blocking = true)] public int A() { Thread.Sleep(1); return catalog.Count() + Task.Run(() => 1).Result; }")]
    [InlineData("[Call(Blocking = true)] public async Task<int> A() { await Task.Yield(); return catalog.Count(); }")]
    [InlineData("[Call] public async ValueTask<int> A() { Task<int> a = Task.Run(() => 1); await Task.WhenAll(a); return a.Result; }")]
    [InlineData("[Call] public int A(int b) { Task<int>? a = null; return a is { IsCompleted: true } ? a.Result : b; }")]
    [InlineData("[Call] public async ValueTask<int> A() => await Task.Run(() => { Thread.Sleep(1); return 1; });")]
    [InlineData("[Call] public async ValueTask<int> A(CancellationToken cancel) { cancel.ThrowIfCancellationRequested(); return await catalog.CountAsync(); }")]
    public async Task Handler_that_does_not_block_is_not_reported(string handler) => Assert.Empty(await AnalyzeAsync(CatalogConsumer.Open(Cell(handler))));

    [Fact]
    public async Task Handler_that_waits_for_a_call_is_told_once()
    {
        Diagnostic found = Assert.Single(await AnalyzeAsync(CatalogConsumer.Open(Cell("[Call] public int A() => catalog.CountAsync().AsTask().Result;"))));

        Assert.Equal("CELL3010", found.Id);
    }

    [Fact]
    public async Task Class_that_only_looks_like_a_client_is_left_alone()
    {
        const string Source = "public sealed class OtherClient { public ValueTask<int> CountAsync(CancellationToken cancel = default) => default; }\n"
            + "public static class Use { public static int A(OtherClient c, CancellationToken cancel) => c.CountAsync().Result; }";

        Assert.Empty(await AnalyzeAsync(CatalogConsumer.Open(Source)));
    }

    [Fact]
    public async Task Stream_that_is_enumerated_is_not_reported() => Assert.Empty(await AnalyzeAsync(CatalogConsumer.Open(Cell(
        "[Call] public async IAsyncEnumerable<int> Watch() { await Task.Yield(); yield return 1; } public IAsyncEnumerable<int> Pass() => Watch();"))));

    [Theory]
    [InlineData("CELL3010", "string A() => catalog.GetAsync(\"\").Result.Name;", "string A() => catalog.Get(\"\").Name;")]
    [InlineData("CELL3010", "async Task<string> A() { await Task.Yield(); return catalog.GetAsync(\"\").Result.Name; }", "async Task<string> A() { await Task.Yield(); return (await catalog.GetAsync(\"\")).Name; }")]
    [InlineData("CELL3011", "async Task<int?> A(ICatalog? other) { await Task.Yield(); return 1 + client.Count(); }", "async Task<int?> A(ICatalog? other) { await Task.Yield(); return 1 + await client.CountAsync(); }")]
    [InlineData("CELL3013", "void A() { catalog.CountAsync(); /* late */ }", "void A() { catalog.Count(); /* late */ }")]
    [InlineData("CELL3014", "async Task<int> A() { ValueTask<int> t = catalog.CountAsync(); return await t + 1 - (await t); }", null)]
    [InlineData("CELL3014", "async Task A() { ValueTask<int> t = catalog.CountAsync(); await t; await t; }", "async Task A() { Task<int> t = catalog.CountAsync().AsTask(); await t; await t; }")]
    [InlineData("CELL3014", "async Task A() { var t = catalog.CountAsync(); await t; await t.AsTask(); }", null)]
    [InlineData("CELL3021", "async Task A() { /* one */ var c = await CatalogClient.ConnectAsync(); await c.CountAsync(); }", "async Task A() { /* one */ await using var c = await CatalogClient.ConnectAsync(); await c.CountAsync(); }")]
    [InlineData("CELL3021", "int A(Cells.Connections.CellChannel channel) { CatalogClient c = new(channel); return c.Count(); }", null)]
    [InlineData("CELL3030", "ValueTask<int> A(CancellationToken token) => catalog.CountAsync();", "ValueTask<int> A(CancellationToken token) => catalog.CountAsync(token);")]
    [InlineData("CELL3030", "ValueTask<int> A(CancellationToken token) => catalog.FindAsync(\"\");", "ValueTask<int> A(CancellationToken token) => catalog.FindAsync(\"\", cancel: token);")]
    [InlineData("CELL3030", "ValueTask<int> A(CancellationToken token) => catalog.FindAsync(\"\", 3, null);", "ValueTask<int> A(CancellationToken token) => catalog.FindAsync(\"\", 3, null, token);")]
    public async Task Code_fix_writes_what_is_right(string id, string before, string? after)
    {
        Solution solution = CatalogConsumer.Open(Text(before));
        CodeFixProvider fix = CodeFixProviders.All.Single(fix => fix.FixableDiagnosticIds.Contains(id));
        Editor editor = new(fix, new UsageAnalyzer());

        if (after is null)
        {
            Assert.Empty(await editor.OfferAsync(solution, id));
            return;
        }

        Solution result = await editor.ApplyAsync(solution, id);

        Assert.Equal(CatalogConsumer.Header + Text(after), await Editor.TextAsync(result));
        await Editor.AssertCompilesAsync(result);
        Assert.Empty(await AnalyzeAsync(result));
    }

    [Fact]
    public async Task Every_token_of_a_file_is_passed_at_once()
    {
        const string Before = "async Task A(CancellationToken cancel) { await catalog.CountAsync(); await catalog.FindAsync(\"\"); }";

        Solution result = await new Editor(new PassTokenFix(), new UsageAnalyzer()).ApplyAllAsync(CatalogConsumer.Open(Text(Before)), "CELL3030");

        Assert.Equal(
            CatalogConsumer.Header + Text("async Task A(CancellationToken cancel) { await catalog.CountAsync(cancel); await catalog.FindAsync(\"\", cancel: cancel); }"),
            await Editor.TextAsync(result));
    }

    [Fact]
    public async Task Options_of_the_call_stay_when_it_is_marked_as_blocking()
    {
        Solution result = await new Editor(new BlockingHandlerFix(), new UsageAnalyzer()).ApplyAsync(
            CatalogConsumer.Open(Cell("[Call(DeadlineMs = 500, Blocking = false)] public int A() => catalog.Count();")), "CELL3012");

        Assert.Equal(CatalogConsumer.Header + Cell("[Call(DeadlineMs = 500, Blocking = true)] public int A() => catalog.Count();"), await Editor.TextAsync(result));
    }

    /// <summary>What the rules of usage find.</summary>
    internal static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(Solution solution)
    {
        Compilation? compilation = await solution.Projects.First().GetCompilationAsync();
        return await compilation!.WithAnalyzers([new UsageAnalyzer()], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, true, false)).GetAnalyzerDiagnosticsAsync();
    }

    private static string Text(string member) => $"public sealed class Cart(ICatalog catalog, CatalogClient client)\n{{\n    {member}\n    private ICatalog[] All => [catalog, client];\n}}\n";

    private static string Cell(string member) => $"[Cell] public sealed partial class Pricing(ICatalog catalog)\n{{\n    {member}\n    private ICatalog Catalog => catalog;\n}}\n";
}
