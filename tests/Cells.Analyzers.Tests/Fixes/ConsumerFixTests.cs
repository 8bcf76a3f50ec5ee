using Cells.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cells.Analyzers.Tests.Fixes;

/// <summary>The fixes that a consumer is offered when a dependency has changed.</summary>
public class ConsumerFixTests
{
    // What clients are generated with, for calls, members and values that have another name now, or are deprecated.
    private const string Client =
        """
        public interface ICatalog
        {
            Task<int> FindAsync(string text);
            int Find(string text);
            [Obsolete("Renamed to FindAsync.", DiagnosticId = "CELL2102")] Task<int> LookupAsync(string text) => FindAsync(text);
            [Obsolete("Renamed to Find.", DiagnosticId = "CELL2102")] int Lookup(string text) => Find(text);
            [Obsolete("Slow: use Find instead.", DiagnosticId = "CELL2521")] Task<int> ScanAsync(string text) => FindAsync(text);
            [Obsolete("Use Find.", DiagnosticId = "CELL2521")] int Scan(int page) => 0;
            [Obsolete("Going away.", DiagnosticId = "CELL2521")] int Old() => 0;
        }
        public sealed record Product(string Title)
        {
            [Obsolete("Renamed to Title.", DiagnosticId = "CELL2206")] public string Name => Title;
            [Obsolete("Use Title.", DiagnosticId = "CELL2521")] public string Label => Title;
        }
        public enum Color { Red, Lime, [Obsolete("Renamed to Lime.", DiagnosticId = "CELL2404")] Green = Lime }
        """;

    [Theory]
    [InlineData("CELL2102", "Task<int> A(ICatalog c) => c.LookupAsync(\"a\");", "Task<int> A(ICatalog c) => c.FindAsync(\"a\");")]
    [InlineData("CELL2102", "int? A(ICatalog? c) => c?.Lookup(\"a\");", "int? A(ICatalog? c) => c?.Find(\"a\");")]
    [InlineData("CELL2206", "int A(Product p) => p.Name.Length;", "int A(Product p) => p.Title.Length;")]
    [InlineData("CELL2206", "bool A(Product p) => p is { /* it */ Name: \"a\" };", "bool A(Product p) => p is { /* it */ Title: \"a\" };")]
    [InlineData("CELL2404", "Color A() => Color.Green;", "Color A() => Color.Lime;")]
    public async Task Alias_gives_way_to_the_present_name(string id, string before, string after) => await AssertFixAsync(new RenameAtUseFix(), id, before, after);

    [Theory]
    [InlineData("Task<int> A(ICatalog c) => c.ScanAsync(\"a\");", "Task<int> A(ICatalog c) => c.FindAsync(\"a\");")]
    [InlineData("string A(Product p) => p.Label;", "string A(Product p) => p.Title;")]
    public async Task Deprecated_member_gives_way_to_its_successor(string before, string after) => await AssertFixAsync(new UseSuccessorFix(), "CELL2521", before, after);

    [Theory]
    [InlineData("int A(ICatalog c) => c.Scan(1);")]
    [InlineData("int A(ICatalog c) => c.Old();")]
    public async Task Successor_that_does_not_fit_is_not_offered(string member) =>
        Assert.Empty(await new Editor(new UseSuccessorFix(), new ContractAnalyzer()).OfferAsync(Editor.Open(Text(member)), "CELL2521"));

    [Fact]
    public async Task Every_alias_of_a_file_gives_way_at_once()
    {
        Solution result = await new Editor(new RenameAtUseFix(), new ContractAnalyzer()).ApplyAllAsync(
            Editor.Open(Text("int A(Product p) => p.Name.Length + p.Name.Length;")), "CELL2206");

        Assert.Equal(Text("int A(Product p) => p.Title.Length + p.Title.Length;"), await Editor.TextAsync(result));
    }

    [Theory]
    [InlineData(
        "CELL2205",
        "[Call] public Order Get(int id) => throw new NotImplementedException();\n}\npublic sealed record Order(int Id, string Note);",
        "[Call] public Order Get(int id) => throw new NotImplementedException();\n}\npublic sealed record Order(int Id, string Text);",
        "Console.Write((await orders.GetAsync(1)).Note);",
        "Console.Write((await orders.GetAsync(1)).Text);")]
    [InlineData(
        "CELL2116",
        "[Call] public int Find(int limit) => 0;\n}",
        "[Call] public int Find([Renamed(\"limit\")] int max) => 0;\n}",
        "await orders.FindAsync(limit: 1);",
        "await orders.FindAsync(max: 1);")]
    [InlineData(
        "CELL2307",
        "[Call] public Order Get(int id) => throw new NotImplementedException();\n}\npublic sealed record Order(int Id);",
        "[Call] public Sale Get(int id) => throw new NotImplementedException();\n}\npublic sealed record Sale(int Id);",
        "Order o = await orders.GetAsync(1); Console.Write(o);",
        "Sale o = await orders.GetAsync(1); Console.Write(o);")]
    [InlineData(
        "CELL2403",
        "[Call] public Color Get() => default;\n}\npublic enum Color { Red, Green }",
        "[Call] public Color Get() => default;\n}\npublic enum Color { Red, Lime }",
        "Console.Write(await orders.GetAsync() == Color.Green);",
        "Console.Write(await orders.GetAsync() == Color.Lime);")]
    public async Task Name_that_is_gone_gives_way_to_what_stands_in_its_place(string id, string before, string after, string body, string mended)
    {
        const string Head = "using Cells; using System;\nnamespace Shop;\n[Cell] public sealed partial class Orders\n{\n";
        Consumer consumer = new(body, Head + before, Head + after);
        Editor editor = new(new RenameAtUseFix(), async project =>
        {
            SyntaxTree tree = (await project.Documents.First().GetSyntaxTreeAsync())!;
            return [.. (await consumer.AnalyzeAsync()).Where(static found => found.Location.IsInSource).Select(found => Diagnostic.Create(
                found.Descriptor, Location.Create(tree, found.Location.SourceSpan), found.AdditionalLocations, found.Properties, found.GetMessage(null)))];
        });

        Solution result = await editor.ApplyAsync(Editor.Open(consumer.Source), id);

        Consumer expected = new(mended, Head + before, Head + after);
        Assert.Equal(expected.Source, await Editor.TextAsync(result));
        Assert.Empty(expected.Errors);
    }

    private static async Task AssertFixAsync(CodeFixProvider fix, string id, string before, string after)
    {
        Solution result = await new Editor(fix, new ContractAnalyzer()).ApplyAsync(Editor.Open(Text(before)), id);

        Assert.Equal(Text(after), await Editor.TextAsync(result));
        await Editor.AssertCompilesAsync(result);
    }

    private static string Text(string member) => $"{Analysis.Header}public static class Use {{ public static {member} }}\n{Client}";
}
