using Cells.CodeFixes;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cells.Analyzers.Tests.Fixes;

/// <summary>The fixes that a producer is offered when it breaks a consumer.</summary>
public class CompatibilityFixTests
{
    private const string Echo = "[Cell] public sealed partial class Orders { [Call] public Order Echo(Order value) => value; }\n";
    private const string Manifest = "[cell]\nname = \"orders\"\nversion = \"1.4.0\"\n";

    [Fact]
    public async Task Renamed_member_says_what_it_was() => await AssertFixAsync<AddRenamedFix>(
        "CELL2205",
        Echo + "public sealed record Order(Guid Id, string Name);",
        Echo + "public sealed record Order(Guid Id, string FullName);",
        Echo + "public sealed record Order(Guid Id, [Renamed(\"Name\")] string FullName);");

    [Fact]
    public async Task Renamed_property_says_what_it_was_on_a_line_of_its_own() => await AssertFixAsync<AddRenamedFix>(
        "CELL2205",
        Echo + "public sealed class Order\n{\n    /// <summary>The name.</summary>\n    public required string Name { get; set; }\n}",
        Echo + "public sealed class Order\n{\n    /// <summary>The name.</summary>\n    public required string FullName { get; set; }\n}",
        Echo + "public sealed class Order\n{\n    /// <summary>The name.</summary>\n    [Renamed(\"Name\")]\n    public required string FullName { get; set; }\n}");

    [Fact]
    public async Task Using_is_added_where_the_attribute_needs_it()
    {
        const string Cell = Analysis.Header + "namespace Shop;\n" + Echo;
        const string Before = "// Ours.\n\nnamespace Shop;\n\npublic sealed record Order(string Name);\n";
        string after = Before.Replace("Name", "FullName", StringComparison.Ordinal);

        Solution result = await ApplyAsync<AddRenamedFix>("CELL2205", [Cell, Before], [Cell, after]);

        Assert.Equal("// Ours.\nusing Cells;\n\nnamespace Shop;\n\npublic sealed record Order([Renamed(\"Name\")] string FullName);\n", await Editor.TextAsync(result, 1));
    }

    [Fact]
    public async Task Renamed_parameter_says_what_it_was() => await AssertFixAsync<AddRenamedFix>(
        "CELL2115",
        "[Cell] public sealed partial class Orders { [Call] public int Find(string q) => 0; }",
        "[Cell] public sealed partial class Orders { [Call] public int Find(string query) => 0; }",
        "[Cell] public sealed partial class Orders { [Call] public int Find([Renamed(\"q\")] string query) => 0; }",
        stays: "CELL2116");

    [Fact]
    public async Task Renamed_value_says_what_it_was() => await AssertFixAsync<AddRenamedFix>(
        "CELL2403",
        Echo + "public sealed record Order(Color Color);\npublic enum Color { Red, Green }",
        Echo + "public sealed record Order(Color Color);\npublic enum Color { Red, Lime }",
        Echo + "public sealed record Order(Color Color);\npublic enum Color { Red, [Renamed(\"Green\")] Lime }");

    [Fact]
    public async Task Renamed_type_says_what_it_was() => await AssertFixAsync<AddRenamedFix>(
        "CELL2307",
        Echo + "public sealed record Order(Guid Id);",
        Echo.Replace("Order E", "Purchase E", StringComparison.Ordinal).Replace("(Order", "(Purchase", StringComparison.Ordinal) + "public sealed record Purchase(Guid Id);",
        Echo.Replace("Order E", "Purchase E", StringComparison.Ordinal).Replace("(Order", "(Purchase", StringComparison.Ordinal) + "[Renamed(\"Order\")]\npublic sealed record Purchase(Guid Id);");

    [Fact]
    public async Task Renamed_call_says_what_it_was() => await AssertFixAsync<AddRenamedFix>(
        "CELL2100",
        "[Cell] public sealed partial class Orders { [Call] public int Count(string region) => 0; [Call] public int Other(int id) => 0; }",
        "[Cell] public sealed partial class Orders { [Call] public int CountAllAsync(string region) => 0; [Call] public int Other(int id) => 0; }",
        "[Cell] public sealed partial class Orders { [Call, Renamed(\"Count\")] public int CountAllAsync(string region) => 0; [Call] public int Other(int id) => 0; }");

    [Fact]
    public async Task All_renamed_members_say_what_they_were()
    {
        Editor editor = Open<AddRenamedFix>(
            [Analysis.Header + Echo + "public sealed record Order(string Name, Address Address);\npublic sealed record Address(string Town);"],
            out Func<string[], Solution> open);
        Solution solution = open([Analysis.Header + Echo + "public sealed record Order(string FullName, Address Address);\npublic sealed record Address(string City);"]);

        Solution result = await editor.ApplyAllAsync(solution, "CELL2205");

        Assert.EndsWith(
            "public sealed record Order([Renamed(\"Name\")] string FullName, Address Address);\npublic sealed record Address([Renamed(\"Town\")] string City);",
            await Editor.TextAsync(result),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CELL2203", "string? Note", "[property: Obsolete(\"Kept for checkout.\")] string? Note = null")]
    [InlineData("CELL2204", "int Lines", "[property: Obsolete(\"Kept for checkout.\")] int Lines = 0")]
    [InlineData("CELL2204", "string Name", "[property: Obsolete(\"Kept for checkout.\")] string Name = \"\"")]
    public async Task Removed_positional_member_is_restored_as_an_optional_one(string id, string member, string restored) => await AssertFixAsync<RestoreMemberFix>(
        id,
        Echo + $"public sealed record Order(Guid Id, {member});",
        Echo + "public sealed record Order(Guid Id);",
        Echo + $"public sealed record Order(Guid Id, {restored});",
        stays: "CELL2500");

    [Fact]
    public async Task Removed_property_is_restored_behind_the_others() => await AssertFixAsync<RestoreMemberFix>(
        "CELL2204",
        Echo + "public sealed class Order\n{\n    public Guid Id { get; init; }\n\n    public required List<string> Tags { get; init; }\n}",
        Echo + "public sealed class Order\n{\n    public Guid Id { get; init; }\n}",
        Echo + "public sealed class Order\n{\n    public Guid Id { get; init; }\n\n    [Obsolete(\"Kept for checkout.\")]\n    public List<string> Tags { get; init; } = [];\n}",
        stays: "CELL2500");

    [Fact]
    public async Task Removed_list_of_a_record_is_restored_as_a_property() => await AssertFixAsync<RestoreMemberFix>(
        "CELL2204",
        Echo + "public sealed record Order(Guid Id, List<string> Tags);",
        Echo + "public sealed record Order(Guid Id);",
        Echo + "public sealed record Order(Guid Id)\n{\n    [Obsolete(\"Kept for checkout.\")]\n    public List<string> Tags { get; init; } = [];\n}",
        stays: "CELL2207");

    [Fact]
    public async Task Removed_member_without_a_value_that_anyone_can_guess_has_no_fix() => await AssertNoFixAsync<RestoreMemberFix>(
        "CELL2204",
        Echo + "public sealed record Order(Guid Id, Address To);\npublic sealed record Address(string Town);",
        Echo + "public sealed record Order(Guid Id);\npublic sealed record Address(string Town);");

    [Theory]
    [InlineData("{ Red, Green }", "{ Red }", "{ Red, [Obsolete(\"Kept for checkout.\")] Green }")]
    [InlineData("\n{\n    Red,\n    Green,\n}", "\n{\n    Red,\n}", "\n{\n    Red,\n    [Obsolete(\"Kept for checkout.\")]\n    Green,\n}")]
    [InlineData("\n{\n    Red,\n    Green\n}", "\n{\n    Red\n}", "\n{\n    Red,\n    [Obsolete(\"Kept for checkout.\")]\n    Green\n}")]
    public async Task Removed_value_is_restored_in_the_layout_of_the_others(string before, string after, string restored) => await AssertFixAsync<RestoreMemberFix>(
        "CELL2402",
        Echo + "public sealed record Order(Color Color);\npublic enum Color " + before,
        Echo + "public sealed record Order(Color Color);\npublic enum Color " + after,
        Echo + "public sealed record Order(Color Color);\npublic enum Color " + restored);

    [Theory]
    [InlineData("CELL2201", "int Lines", "int Lines = 0")]
    [InlineData("CELL2201", "string Name", "string Name = \"\"")]
    [InlineData("CELL2202", "string? Note", "string? Note = null")]
    [InlineData("CELL2201", "Guid Other", "Guid Other = default")]
    [InlineData("CELL2201", "Color Color", "Color Color = default")]
    [InlineData("CELL2201", "List<string> Tags", "List<string>? Tags = null")]
    public async Task Added_positional_member_gets_a_default(string id, string member, string optional) => await AssertFixAsync<MakeOptionalFix>(
        id,
        Echo + "public sealed record Order(Guid Id);\npublic enum Color { Red }",
        Echo + $"public sealed record Order(Guid Id, {member});\npublic enum Color {{ Red }}",
        Echo + $"public sealed record Order(Guid Id, {optional});\npublic enum Color {{ Red }}");

    [Fact]
    public async Task Added_positional_member_before_others_has_no_fix() => await AssertNoFixAsync<MakeOptionalFix>(
        "CELL2201",
        Echo + "public sealed record Order(Guid Id);",
        Echo + "public sealed record Order(int Lines, Guid Id);");

    [Theory]
    [InlineData("required int Lines { get; init; } // how many", "int Lines { get; init; } // how many")]
    [InlineData("required string Name { get; init; } // who", "string Name { get; init; } = \"\"; // who")]
    [InlineData("required List<string> Tags { get; init; }", "List<string> Tags { get; init; } = [];")]
    [InlineData("required Address To { get; init; }", "Address? To { get; init; }")]
    public async Task Added_required_property_becomes_optional(string member, string optional) => await AssertFixAsync<MakeOptionalFix>(
        "CELL2201",
        Echo + "public sealed record Address(string Town);\npublic sealed class Order\n{\n    public Guid Id { get; init; }\n}",
        Echo + $"public sealed record Address(string Town);\npublic sealed class Order\n{{\n    public Guid Id {{ get; init; }}\n    public {member}\n}}",
        Echo + $"public sealed record Address(string Town);\npublic sealed class Order\n{{\n    public Guid Id {{ get; init; }}\n    public {optional}\n}}");

    [Fact]
    public async Task Added_parameter_gets_a_default_and_so_does_the_token_behind_it() => await AssertFixAsync<MakeOptionalFix>(
        "CELL2110",
        "[Cell] public sealed partial class Orders { [Call] public int Find(string query, CancellationToken cancel) => 0; }",
        "[Cell] public sealed partial class Orders { [Call] public int Find(string query, int limit, CancellationToken cancel) => 0; }",
        "[Cell] public sealed partial class Orders { [Call] public int Find(string query, int limit = 0, CancellationToken cancel = default) => 0; }");

    [Fact]
    public async Task Removed_default_comes_back_as_it_was() => await AssertFixAsync<MakeOptionalFix>(
        "CELL2117",
        "[Cell] public sealed partial class Orders { [Call] public int Find(string query, int limit = 20) => 0; }",
        "[Cell] public sealed partial class Orders { [Call] public int Find(string query, int limit) => 0; }",
        "[Cell] public sealed partial class Orders { [Call] public int Find(string query, int limit = 20) => 0; }");

    [Theory]
    [InlineData("[cell]\nname = \"orders\" # ours\nversion = \"1.4.0\"  # see the log\n\n[deps]\ntax = \"../tax\"\n")]
    [InlineData("# The cell.\r\n[cell]\r\nversion='1.4.0'\r\n")]
    [InlineData("cell.version = \"1.4.0\"")]
    public async Task Version_is_raised_in_place(string manifest)
    {
        Solution result = await RaiseAsync(manifest);

        Assert.Equal(manifest.Replace("1.4.0", "2.0.0", StringComparison.Ordinal), await Editor.FileAsync(result, "cell.toml"));
    }

    [Theory]
    [InlineData("", "[cell]\nversion = \"2.0.0\"\n")]
    [InlineData("[cell]\nname = \"orders\"\n", "[cell]\nversion = \"2.0.0\"\nname = \"orders\"\n")]
    [InlineData("[deps]\r\ntax = \"../tax\"\r\n", "[deps]\r\ntax = \"../tax\"\r\n\r\n[cell]\r\nversion = \"2.0.0\"\r\n")]
    public async Task Version_is_added_where_none_is_stated(string manifest, string raised) => Assert.Equal(raised, await Editor.FileAsync(await RaiseAsync(manifest), "cell.toml"));

    [Fact]
    public async Task Version_of_a_project_for_several_frameworks_is_raised_in_each_view_of_the_one_file()
    {
        Solution one = Editor.AddFile(Editor.OpenBare("class A;"), "cell.toml", Manifest);
        ProjectId other = ProjectId.CreateNewId();
        Solution both = one.AddProject(ProjectInfo.Create(other, VersionStamp.Default, "UserProject(net10.0)", "UserProject", LanguageNames.CSharp, filePath: "/cells/this/UserProject.csproj"))
            .AddAdditionalDocument(DocumentId.CreateNewId(other), "cell.toml", Manifest, filePath: "/cells/this/cell.toml");

        Solution result = await Raising().ApplyAsync(both, "CELL2004");

        foreach (TextDocument file in result.Projects.SelectMany(static project => project.AdditionalDocuments))
        {
            Assert.Equal(Manifest.Replace("1.4.0", "2.0.0", StringComparison.Ordinal), (await file.GetTextAsync()).ToString());
        }
    }

    [Fact]
    public async Task Accepted_break_is_written_without_a_reason_and_counts_once_it_has_one()
    {
        string before = Analysis.Header + Echo + "public sealed record Order(Guid Id, int Lines);";
        string after = Analysis.Header + Echo + "public sealed record Order(Guid Id);";

        Solution result = await ApplyAsync<AcceptBreakFix>("CELL2204", [before], [after]);

        string text = Assert.IsType<string>(await Editor.FileAsync(result, "cells.breaks.json"));
        AcceptedBreak entry = Assert.Single(AcceptedBreaks.Read(text).Breaks!.Entries);
        Assert.Equal(("CELL2204", "Order.Lines", "", "3.0.0"), (entry.Rule, entry.Path, entry.Reason, entry.Expires));
        Assert.Equal(["checkout"], entry.Consumers);
        Producer producer = new Producer(after, "1.4.0").UsedBy("checkout", Producer.Export(before, "1.4.0"));
        Assert.Contains(await producer.Accepting(text).AnalyzeAsync(), static diagnostic => diagnostic.Id == "CELL2002");
        string explained = AcceptedBreaks.None.With(entry with { Reason = "checkout moves first" }).Write();
        Assert.DoesNotContain(await producer.Accepting(explained).AnalyzeAsync(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public async Task Accepted_break_joins_those_of_the_file()
    {
        AcceptedBreaks known = AcceptedBreaks.None.With(new AcceptedBreak
        {
            Fingerprint = "0123456789ab",
            Rule = "CELL2100",
            Path = "Orders.Other",
            Reason = "agreed",
            Expires = "3.0.0",
            Consumers = ["mail"],
        });
        Editor editor = Open<AcceptBreakFix>([Analysis.Header + Echo + "public sealed record Order(Guid Id, int Lines);"], out Func<string[], Solution> open);
        Solution solution = Editor.AddFile(open([Analysis.Header + Echo + "public sealed record Order(Guid Id);"]), "cells.breaks.json", known.Write());

        string? text = await Editor.FileAsync(await editor.ApplyAsync(solution, "CELL2204"), "cells.breaks.json");

        Assert.Equal(["CELL2204", "CELL2100"], AcceptedBreaks.Read(text!).Breaks!.Entries.Select(static entry => entry.Rule));
    }

    [Fact]
    public async Task Unreadable_file_of_accepted_breaks_is_not_written_over()
    {
        Editor editor = Open<AcceptBreakFix>([Analysis.Header + Echo + "public sealed record Order(Guid Id, int Lines);"], out Func<string[], Solution> open);
        Solution solution = Editor.AddFile(open([Analysis.Header + Echo + "public sealed record Order(Guid Id);"]), "cells.breaks.json", "{ half");

        Assert.Empty(await editor.OfferAsync(solution, "CELL2204"));
    }

    private static async Task AssertFixAsync<TFix>(string id, string before, string after, string expected, string? stays = null)
        where TFix : CodeFixProvider, new()
    {
        Solution result = await ApplyAsync<TFix>(id, [Analysis.Header + before], [Analysis.Header + after]);

        string text = await Editor.TextAsync(result);
        Assert.Equal(Analysis.Header + expected, text);
        await Editor.AssertCompilesAsync(result);
        IEnumerable<Diagnostic> left = await new Producer(text).UsedBy("checkout", Producer.Export(Analysis.Header + before)).AnalyzeAsync();
        Assert.DoesNotContain(left, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != stays);
    }

    private static async Task AssertNoFixAsync<TFix>(string id, string before, string after)
        where TFix : CodeFixProvider, new()
    {
        Editor editor = Open<TFix>([Analysis.Header + before], out Func<string[], Solution> open);
        Solution solution = open([Analysis.Header + after]);

        Assert.Contains(await editor.AnalyzeAsync(solution.Projects.First()), diagnostic => diagnostic.Id == id);
        Assert.Empty(await editor.OfferAsync(solution, id));
    }

    private static async Task<Solution> ApplyAsync<TFix>(string id, string[] before, string[] after)
        where TFix : CodeFixProvider, new()
    {
        Editor editor = Open<TFix>(before, out Func<string[], Solution> open);
        return await editor.ApplyAsync(open(after), id);
    }

    // The gate's own analysis, its diagnostics moved into the open files.
    private static Editor Open<TFix>(string[] before, out Func<string[], Solution> open)
        where TFix : CodeFixProvider, new()
    {
        string schema = Producer.Export(before, "1.4.0");
        open = static after => Editor.Open(after);
        return new Editor(new TFix(), async project =>
        {
            List<string> sources = [];
            foreach (Document document in project.Documents)
            {
                sources.Add((await document.GetTextAsync()).ToString());
            }

            IReadOnlyList<Diagnostic> found = await new Producer(sources, "1.4.0").UsedBy("checkout", schema).AnalyzeAsync();
            return [.. await Task.WhenAll(found.Select(diagnostic => MoveAsync(diagnostic, project)))];
        });
    }

    private static async Task<Diagnostic> MoveAsync(Diagnostic diagnostic, Project project)
    {
        foreach (Document document in project.Documents)
        {
            if (diagnostic.Location.SourceTree is { } source && await document.GetSyntaxTreeAsync() is { } tree && document.FilePath == source.FilePath)
            {
                return Diagnostic.Create(
                    diagnostic.Descriptor, Location.Create(tree, diagnostic.Location.SourceSpan), diagnostic.AdditionalLocations, diagnostic.Properties, diagnostic.GetMessage(null));
            }
        }

        return diagnostic;
    }

    private static Task<Solution> RaiseAsync(string manifest) => Raising().ApplyAsync(Editor.AddFile(Editor.OpenBare("class A;"), "cell.toml", manifest), "CELL2004");

    private static Editor Raising() => new(new RaiseVersionFix(), static _ => Task.FromResult<IReadOnlyList<Diagnostic>>(
    [
        Diagnostic.Create(
            CompatibilityDiagnostics.Of(CompatibilityRules.Find("CELL2004")!, DiagnosticSeverity.Warning),
            FilePlace.Of("/cells/this/cell.toml", 1),
            [],
            System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.DemandedVersion, "2.0.0"),
            "too low"),
    ]));
}
