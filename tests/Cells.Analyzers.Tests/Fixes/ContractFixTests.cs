using Cells.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Analyzers.Tests.Fixes;

public class ContractFixTests
{
    [Fact]
    public async Task Partial_is_added_behind_the_other_modifiers_and_comments_stay() => await AssertFixAsync<MakePartialFix>(
        "CELL1030",
        """
        /// <summary>Orders.</summary>
        [Cell] // the cell
        public sealed class Orders;
        """,
        """
        /// <summary>Orders.</summary>
        [Cell] // the cell
        public sealed partial class Orders;
        """);

    [Fact]
    public async Task Partial_is_added_to_a_class_without_modifiers() => await AssertFixAsync<MakePartialFix>(
        "CELL1030",
        """
        [Cell]
        class Orders;
        """,
        """
        [Cell]
        partial class Orders;
        """);

    [Fact]
    public async Task Static_cell_becomes_an_instance() => await AssertFixAsync<CellClassFix>(
        "CELL1031",
        "[Cell] public static partial class Orders { }",
        "[Cell] public partial class Orders { }");

    [Fact]
    public async Task Private_static_call_becomes_a_public_instance_method() => await AssertFixAsync<CallModifiersFix>(
        "CELL1040",
        """
        [Cell]
        public partial class Orders
        {
            // How many.
            [Call]
            private static int Count() => 0;
        }
        """,
        """
        [Cell]
        public partial class Orders
        {
            // How many.
            [Call]
            public int Count() => 0;
        }
        """);

    [Fact]
    public async Task Call_without_accessibility_becomes_public() => await AssertFixAsync<CallModifiersFix>(
        "CELL1040",
        "[Cell] public partial class Orders { [Call] int Count() => 0; }",
        "[Cell] public partial class Orders { [Call] public int Count() => 0; }");

    [Theory]
    [InlineData("ref int id")]
    [InlineData("in int id")]
    [InlineData("ref readonly int id")]
    public async Task Parameter_is_taken_by_value(string parameter) => await AssertFixAsync<ParameterByReferenceFix>(
        "CELL1042",
        $"[Cell] public partial class Orders {{ [Call] public int Find({parameter}, int limit) => id; }}",
        "[Cell] public partial class Orders { [Call] public int Find(int id, int limit) => id; }");

    [Fact]
    public async Task Out_parameter_has_no_fix() => await AssertNoFixAsync<ParameterByReferenceFix>(
        "CELL1042", "[Cell] public partial class Orders { [Call] public void Find(out int id) => id = 0; }");

    [Fact]
    public async Task Async_void_call_returns_a_task_and_gets_the_using()
    {
        const string Source = "#nullable enable\nusing Cells;\n\n[Cell]\npublic partial class Orders\n{\n    [Call] public async void Ping() => await System.Threading.Tasks.Task.Yield();\n}\n";

        Solution after = await new Editor(new AsyncVoidFix(), new ContractAnalyzer()).ApplyAsync(Editor.Open(Source), "CELL1043");

        string text = await Editor.TextAsync(after);
        Assert.StartsWith("#nullable enable\nusing System.Threading.Tasks;\nusing Cells;\n\n", text, StringComparison.Ordinal);
        Assert.Contains("    [Call] public async ValueTask Ping() => await", text, StringComparison.Ordinal);
        await Editor.AssertCompilesAsync(after);
    }

    [Fact]
    public async Task Stream_is_never_null() => await AssertFixAsync<StreamNullabilityFix>(
        "CELL1046",
        "[Cell] public partial class Orders { [Call] public IAsyncEnumerable<int>? Watch() => null!; }",
        "[Cell] public partial class Orders { [Call] public IAsyncEnumerable<int> Watch() => null!; }");

    [Fact]
    public async Task Abstract_class_with_cases_becomes_a_union() => await AssertFixAsync<UnionFix>(
        "CELL1001",
        """
        [Cell] public partial class Drawing { [Call] public void Draw(Shape shape) { } }

        /// <summary>A shape.</summary>
        public abstract record Shape;
        public sealed record Circle(double R) : Shape;
        """,
        """
        [Cell] public partial class Drawing { [Call] public void Draw(Shape shape) { } }

        /// <summary>A shape.</summary>
        [Union]
        public abstract record Shape;
        public sealed record Circle(double R) : Shape;
        """);

    [Fact]
    public async Task Object_has_no_fix() => await AssertNoFixAsync<UnionFix>(
        "CELL1001", "[Cell] public partial class Drawing { [Call] public void Draw(object shape) { } }");

    [Fact]
    public async Task Case_that_others_derive_from_is_not_sealed() => await AssertNoFixAsync<UnionFix>(
        "CELL1023",
        """
        [Cell] public partial class Drawing { [Call] public void Draw(Shape shape) { } }
        [Union] public abstract record Shape;
        public record Circle(double R) : Shape;
        public sealed record Disc(double R) : Circle(R);
        """);

    [Fact]
    public async Task Getter_gets_an_init_in_its_own_layout() => await AssertFixAsync<MakeSettableFix>(
        "CELL1010",
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public class Order
        {
            public int A { get; } // first
            public int B
            {
                get;
            }
        }
        """,
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public class Order
        {
            public int A { get; init; } // first
            public int B
            {
                get;
                init;
            }
        }
        """,
        isAll: true);

    [Fact]
    public async Task Private_setter_becomes_public() => await AssertFixAsync<MakeSettableFix>(
        "CELL1010",
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public class Order { public int A { get; private set; } public void Reset() => A = 0; }
        """,
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public class Order { public int A { get; set; } public void Reset() => A = 0; }
        """);

    [Fact]
    public async Task Readonly_field_becomes_settable() => await AssertFixAsync<MakeSettableFix>(
        "CELL1010",
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public class Order { public readonly int A = 1; }
        """,
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public class Order { public int A = 1; }
        """);

    [Fact]
    public async Task Constructor_for_every_member_is_added_behind_the_others() => await AssertFixAsync<AddConstructorFix>(
        "CELL1009",
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public class Order
        {
            public Order(DateTime when) => Day = when.DayOfYear;

            public int Day { get; set; }

            public List<string> Tags { get; set; } = [];

            public bool @class;
        }
        """,
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public class Order
        {
            public Order(DateTime when) => Day = when.DayOfYear;

            public Order(int day, List<string> tags, bool @class)
            {
                Day = day;
                Tags = tags;
                this.@class = @class;
            }

            public int Day { get; set; }

            public List<string> Tags { get; set; } = [];

            public bool @class;
        }
        """);

    [Fact]
    public async Task Nullable_is_enabled_below_the_header_of_the_file()
    {
        string before = "// Licence.\nusing Cells;\n\n[Cell] public partial class Orders { [Call] public void Put(Order order) { } }\npublic record Order(string Note, string Name);\n";
        Solution oblivious = Editor.Open(before);
        oblivious = oblivious.WithProjectCompilationOptions(oblivious.ProjectIds[0], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        Solution after = await new Editor(new EnableNullableFix(), new ContractAnalyzer()).ApplyAllAsync(oblivious, "CELL1002");

        Assert.Equal(before.Replace("// Licence.\n", "// Licence.\n#nullable enable\n", StringComparison.Ordinal), await Editor.TextAsync(after));
    }

    [Fact]
    public async Task Nested_types_of_another_file_become_internal()
    {
        string[] sources =
        [
            Analysis.Header + "[Cell] internal partial class Orders { [Call] public void Put(Outer.Order order) { } }",
            "internal partial class Outer\n{\n    internal record Order(Inner Inner);\n    private record Inner(int Id);\n}\n",
        ];

        Solution after = await new Editor(new MakeAccessibleFix(), new ContractAnalyzer()).ApplyAsync(Editor.Open(sources), "CELL1011");

        Assert.Contains("    internal record Inner(int Id);", await Editor.TextAsync(after, 1), StringComparison.Ordinal);
        await Editor.AssertCompilesAsync(after);
    }

    [Fact]
    public async Task Duplicate_call_is_renamed_by_its_parameter_wherever_it_is_used()
    {
        const string Source = Analysis.Header + "[Cell] public partial class Orders { [Call] public int Find(int id) => 0; [Call] public int FindAsync(string name) => 0; int Use() => FindAsync(\"\"); }";

        Solution after = await new Editor(new RenameCallFix(), new ContractAnalyzer()).ApplyAsync(Editor.Open(Source), "CELL1044");

        Assert.Equal(Source.Replace("FindAsync", "FindByNameAsync", StringComparison.Ordinal), await Editor.TextAsync(after));
    }

    [Fact]
    public async Task Constraints_that_the_type_needs_stay() => await AssertNoFixAsync<TypeConstraintFix>(
        "CELL1005",
        """
        [Cell] public partial class Orders { [Call] public void Put(Page<string> page) { } }
        public record Page<T>(T Item) where T : class { public bool IsSame(object other) => ReferenceEquals(Item, other) && Of(Item); private static bool Of<U>(U u) where U : class => u is not null; }
        """);

    [Fact]
    public async Task Notnull_constraint_stays() => await AssertFixAsync<TypeConstraintFix>(
        "CELL1005",
        """
        [Cell] public partial class Orders { [Call] public void Put(Page<string, int> page) { } }
        public record Page<T, U>(T Item, U Other) where T : notnull where U : struct;
        """,
        """
        [Cell] public partial class Orders { [Call] public void Put(Page<string, int> page) { } }
        public record Page<T, U>(T Item, U Other) where T : notnull;
        """);

    [Fact]
    public async Task Only_the_wrong_old_name_is_removed() => await AssertFixAsync<RefusedAttributeFix>(
        "CELL1062",
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public record Order(int Id, [Renamed("No"), Renamed("Id")] int Number);
        """,
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public record Order(int Id, [Renamed("No")] int Number);
        """);

    [Fact]
    public async Task Required_attribute_of_a_parameter_is_removed_everywhere() => await AssertFixAsync<RefusedAttributeFix>(
        "CELL1061",
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public record Order([Required] string Id, [Required, MaxLength(3)] string Name);
        """,
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }
        public record Order(string Id, [MaxLength(3)] string Name);
        """,
        isAll: true);

    [Fact]
    public async Task Documentation_outlives_the_attribute_behind_it() => await AssertFixAsync<RefusedAttributeFix>(
        "CELL1007",
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }

        /// <summary>An order.</summary>
        [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
        public struct Order
        {
            public int Id;
        }
        """,
        """
        [Cell] public partial class Orders { [Call] public void Put(Order order) { } }

        /// <summary>An order.</summary>
        public struct Order
        {
            public int Id;
        }
        """);

    [Fact]
    public async Task Event_with_a_body_loses_it() => await AssertFixAsync<EventFix>(
        "CELL1050",
        """
        [Cell]
        public partial class Orders
        {
            [Event]
            public async Task Placed(int id)
            {
                await Task.Yield();
            }
        }
        """,
        """
        [Cell]
        public partial class Orders
        {
            [Event]
            public partial ValueTask Placed(int id);
        }
        """);

    [Fact]
    public async Task Callback_methods_return_tasks() => await AssertFixAsync<CallbackReturnFix>(
        "CELL1052",
        """
        [Cell] public partial class Imports { [Call] public void Run(IProgress progress) { } }
        [Callback]
        public interface IProgress
        {
            void Done();
            string? Ask(int id);
        }
        """,
        """
        [Cell] public partial class Imports { [Call] public void Run(IProgress progress) { } }
        [Callback]
        public interface IProgress
        {
            ValueTask Done();
            ValueTask<string?> Ask(int id);
        }
        """,
        isAll: true);

    [Fact]
    public async Task Callback_with_a_property_has_no_fix() => await AssertNoFixAsync<CallbackReturnFix>(
        "CELL1052",
        "[Cell] public partial class Imports { [Call] public void Run(IProgress progress) { } }\n[Callback] public interface IProgress { int Count { get; } }");

    [Fact]
    public async Task Constructor_to_use_is_marked()
    {
        string source = Analysis.Header + "using Microsoft.Extensions.DependencyInjection;\n[Cell]\npublic partial class Orders\n{\n    public Orders() { }\n\n    public Orders(int a) { }\n}\n";

        Solution after = await new Editor(new CellConstructorFix(), new ContractAnalyzer()).ApplyAsync(Editor.Open(source), "CELL1034");

        Assert.Equal(
            source.Replace("    public Orders(int", "    [ActivatorUtilitiesConstructor]\n    public Orders(int", StringComparison.Ordinal), await Editor.TextAsync(after));
    }

    [Fact]
    public async Task Manifest_is_created_beside_the_project()
    {
        Solution after = await new Editor(new ManifestFix(), new ContractAnalyzer()).ApplyAsync(
            Editor.OpenBare(Analysis.Header + "[Cell] public partial class OrderHistory;"), "CELL1033");

        Assert.Equal("[cell]\nname = \"order-history\"\nversion = \"0.1.0\"\n", await Editor.FileAsync(after, "cell.toml"));
        Assert.Equal("/cells/this/cell.toml", after.Projects.First().AdditionalDocuments.Single().FilePath);
    }

    [Fact]
    public async Task Line_ends_of_the_file_are_kept()
    {
        string source = (Analysis.Header + "[Cell] public partial class Drawing { [Call] public void Draw(Shape shape) { } }\n\npublic abstract record Shape;\npublic sealed record Circle(double R) : Shape;\n")
            .Replace("\n", "\r\n", StringComparison.Ordinal);

        Solution after = await new Editor(new UnionFix(), new ContractAnalyzer()).ApplyAsync(Editor.Open(source), "CELL1001");

        Assert.Equal(source.Replace("public abstract", "[Union]\r\npublic abstract", StringComparison.Ordinal), await Editor.TextAsync(after));
    }

    private static async Task AssertFixAsync<TFix>(string id, string before, string after, bool isAll = false)
        where TFix : CodeFixProvider, new()
    {
        Editor editor = new(new TFix(), new ContractAnalyzer());
        Solution solution = Editor.Open(Analysis.Header + before);
        Solution result = isAll ? await editor.ApplyAllAsync(solution, id) : await editor.ApplyAsync(solution, id);

        Assert.Equal(Analysis.Header + after, await Editor.TextAsync(result));
        await Editor.AssertCompilesAsync(result);
        Assert.DoesNotContain(await editor.AnalyzeAsync(result.Projects.First()), diagnostic => diagnostic.Id == id);
    }

    private static async Task AssertNoFixAsync<TFix>(string id, string source)
        where TFix : CodeFixProvider, new()
    {
        Editor editor = new(new TFix(), new ContractAnalyzer());
        Solution solution = Editor.Open(Analysis.Header + source);

        IReadOnlyList<CodeAction> offers = await editor.OfferAsync(solution, id);

        Assert.Contains(await editor.AnalyzeAsync(solution.Projects.First()), diagnostic => diagnostic.Id == id);
        Assert.Empty(offers);
    }
}
