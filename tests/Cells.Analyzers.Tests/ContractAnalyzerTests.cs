using Cells.Generators.Tests;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers.Tests;

public class ContractAnalyzerTests
{
    private static readonly AdditionalFile Manifest = AdditionalFile.Manifest("[cell]\nname = \"orders\"\n");

    [Fact]
    public async Task Problem_stands_at_the_member_and_names_the_path()
    {
        string source = Analysis.Header +
            """
            [Cell] public sealed partial class Orders { [Call] public void Put(Order order) { } }
            public sealed record Order(List<Line> Lines);
            public sealed record Line(string Sku)
            {
                public object? Tag { get; init; }
            }
            """;

        Diagnostic found = Assert.Single(await Analysis.RunAsync([source], Manifest));

        Assert.Equal("Tag", source.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.Equal(
            "Order.Lines[].Tag: object is not a contract type; use a declared type, or a [Union] of the types that it may be",
            found.GetMessage(null));
    }

    [Fact]
    public async Task Problem_is_silenced_by_a_pragma()
    {
        string source = Analysis.Header +
            """
            [Cell] public sealed partial class Orders { [Call] public void Put(Order order) { } }
            #pragma warning disable CELL1061 // The mail server checks.
            public sealed record Order([EmailAddress] string Mail);
            """;

        IReadOnlyList<Diagnostic> found = await Analysis.RunAsync([source], Manifest);

        Assert.DoesNotContain(found, diagnostic => diagnostic.Id == "CELL1061");
    }

    [Fact]
    public async Task Record_with_250_members_has_too_many()
    {
        string members = string.Concat(Enumerable.Range(0, 250).Select(index => $"public int M{index} {{ get; set; }}\n"));
        string source = $"{Analysis.Header}[Cell] public sealed partial class Orders {{ [Call] public void Put(Order order) {{ }} }}\npublic sealed class Order {{ {members} }}";

        Diagnostic found = Assert.Single(await Analysis.RunAsync([source], Manifest));

        Assert.Equal("CELL1004", found.Id);
        Assert.Empty(Other(await Analysis.RunAsync([source.Replace("public int M249 { get; set; }", "")], Manifest)));
    }

    [Fact]
    public async Task Union_with_251_cases_has_too_many()
    {
        string cases = string.Concat(Enumerable.Range(0, 251).Select(index => $"public sealed record C{index} : Shape;\n"));
        string source = $"{Analysis.Header}[Cell] public sealed partial class Orders {{ [Call] public void Put(Shape shape) {{ }} }}\n[Union] public abstract record Shape;\n{cases}";

        Diagnostic found = Assert.Single(await Analysis.RunAsync([source], Manifest));

        Assert.Equal("CELL1024", found.Id);
        Assert.Empty(Other(await Analysis.RunAsync([source.Replace("public sealed record C250 : Shape;", "")], Manifest)));
    }

    [Fact]
    public async Task Sound_cell_without_its_generated_part_is_reported()
    {
        const string Cell = "[Cell] public sealed partial class Orders { [Call] public int Count() => 0; }";

        Diagnostic found = Assert.Single(await Analysis.RunAsync([Analysis.Header + Cell], Manifest));

        Assert.Equal("CELL1073", found.Id);
        Assert.Empty(await Analysis.RunAsync([Analysis.Header + Cell, "partial class Orders : Cells.Hosting.ICell<Orders>;"], Manifest));
    }

    [Fact]
    public async Task Event_with_a_body_of_the_users_is_reported()
    {
        const string Cell = "[Cell] public sealed partial class Orders { [Event] public partial ValueTask Placed(int id); }";
        const string Body = "partial class Orders { public partial System.Threading.Tasks.ValueTask Placed(int id) => default; }";

        IReadOnlyList<Diagnostic> found = await Analysis.RunAsync([Analysis.Header + Cell, Body], Manifest);

        Assert.Contains(found, diagnostic => diagnostic.Id == "CELL1050");
    }

    private static IEnumerable<Diagnostic> Other(IReadOnlyList<Diagnostic> found) => found.Where(diagnostic => diagnostic.Id != "CELL1073");
}
