extern alias runtime;

using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests.Compile;

/// <summary>Arguments are held to the contract's DataAnnotations before a handler sees them.</summary>
public sealed class ConstraintTests
{
    private const string Source =
        """
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.ComponentModel.DataAnnotations;
        using Cells;

        namespace Shop;

        [Cell]
        public sealed partial class Orders
        {
            [Call] public void Free(int id, Plain plain) { }
            [Call] public void Numbers(
                [Range(1, 10)] int @int, [Range(0, 10)] byte? small, [Range(-0.5, 0.5)] double real, [Range(0.0, 1.7e308)] long large, [Range(1, 2)] Half half,
                [Range(typeof(decimal), "0.01", "99.99")] decimal money, [Range(0, 5)] Int128 wide) { }
            [Call] public void Texts([StringLength(3, MinimumLength = 1)] string refusal, [RegularExpression("[A-Z]+")] string? code, [RegularExpression("(a)\\1")] string twice) { }
            [Call] public void Counts([MinLength(1)] List<int> list, [MaxLength(1)] Dictionary<string, int>? map, [Length(1, 2)] ImmutableArray<int> array, [MaxLength(2)] ReadOnlyMemory<byte> bytes) { }
            [Call] public void Put(Order order) { }
            [Call] public void PutAll(Line[]? lines, Dictionary<string, List<Line?>> map, (int A, Line B)? pair, Page<Line> page, Memory<Size> sizes) { }
            [Call] public void Draw(Shape? shape) { }
            [Call] public void Walk(Node node) { }
        }

        public sealed record Plain(int A);
        public sealed record Order(int Id, [property: StringLength(5)] string? Note = null) { public List<Line> Lines { get; init; } = []; }
        public sealed record Line([Range(1, 100)] int Quantity);
        public sealed record Page<T>([MaxLength(2)] List<T> Items);
        public record struct Size([Range(1, 9)] int Width);
        [Union] public abstract record Shape;
        public sealed record Circle([Range(0, 5)] double Radius) : Shape;
        public sealed record Dot : Shape;
        public sealed class Node { [RegularExpression("[a-z]*")] public string Name { get; set; } = ""; public Node? Next { get; set; } }

        public static class Probe
        {
            public static string? Run(string name) => name switch
            {
                "numbers" => Numbers(),
                "int" => Numbers(@int: 0),
                "small" => Numbers(small: 11),
                "real" => Numbers(real: double.NaN),
                "large" => Numbers(large: -1),
                "half" => Numbers(half: 2.5),
                "money" => Numbers(money: 100m),
                "wide" => Numbers(wide: 6),
                "texts" => Texts("abc", "ABC", "aa"),
                "no code" => Texts("a", null, ""),
                "long" => Texts("abcd", "A", "aa"),
                "empty" => Texts("", "A", "aa"),
                "code" => Texts("a", "AB1", "aa"),
                "twice" => Texts("a", "A", "ab"),
                "counts" => Counts([1], null, [1, 2], new byte[2]),
                "none" => Counts([], null, [1], default),
                "map" => Counts([1], new() { ["a"] = 1, ["b"] = 2 }, [1], default),
                "array" => Counts([1], null, default, default),
                "bytes" => Counts([1], null, [1], new byte[3]),
                "order" => Orders.Check(new Order(1, "note") { Lines = [new(1), new(100)] }),
                "note" => Orders.Check(new Order(1, "a note")),
                "line" => Orders.Check(new Order(1) { Lines = [new(1), new(101)] }),
                "all" => All(),
                "lines" => All(lines: [new(1), new(0)]),
                "in map" => All(map: new() { ["a"] = [null, new(0)] }),
                "in pair" => All(pair: (1, new(0))),
                "in page" => All(page: new([new(0)])),
                "page" => All(page: new([new(1), new(1), new(1)])),
                "size" => All(sizes: new Size[] { new(1), new(10) }),
                "dot" => Orders.Check(new Dot()),
                "circle" => Orders.Check(new Circle(6)),
                "node" => Orders.Check(new Node { Name = "a", Next = new Node { Name = "B" } }),
                _ => throw new ArgumentException(name),
            };

            private static string? Numbers(int @int = 1, byte? small = null, double real = 0, long large = long.MaxValue, double half = 1.5, decimal money = 0.01m, int wide = 5)
                => Orders.Check(@int, small, real, large, (Half)half, money, wide);

            private static string? Texts(string a, string? b, string c) => Orders.Check(a, b, c);

            private static string? Counts(List<int> list, Dictionary<string, int>? map, ImmutableArray<int> array, ReadOnlyMemory<byte> bytes) => Orders.Check(list, map, array, bytes);

            private static string? All(Line[]? lines = null, Dictionary<string, List<Line?>>? map = null, (int, Line)? pair = null, Page<Line>? page = null, Memory<Size> sizes = default)
                => Orders.Check(lines, map ?? [], pair, page ?? new([]), sizes);
        }

        public sealed partial class Orders
        {
            public static string? Check(int a, byte? b, double c, long d, Half e, decimal f, Int128 g) => CellConstraints.OfNumbers(a, b, c, d, e, f, g);
            public static string? Check(string a, string? b, string c) => CellConstraints.OfTexts(a, b, c);
            public static string? Check(List<int> a, Dictionary<string, int>? b, ImmutableArray<int> c, ReadOnlyMemory<byte> d) => CellConstraints.OfCounts(a, b, c, d);
            public static string? Check(Order order) => CellConstraints.OfPut(order);
            public static string? Check(Line[]? a, Dictionary<string, List<Line?>> b, (int A, Line B)? c, Page<Line> d, Memory<Size> e) => CellConstraints.OfPutAll(a, b, c, d, e);
            public static string? Check(Shape? shape) => CellConstraints.OfDraw(shape);
            public static string? Check(Node node) => CellConstraints.OfWalk(node);
        }
        """;

    private static readonly Lazy<Func<string, string?>> Probe = new(Load);

    [Theory]
    [InlineData("numbers", null)]
    [InlineData("int", "Orders.Numbers(int) is 0, and must be from 1 to 10")]
    [InlineData("small", "Orders.Numbers(small) is 11, and must be from 0 to 10")]
    [InlineData("real", "Orders.Numbers(real) is NaN, and must be from -0.5 to 0.5")]
    [InlineData("large", "Orders.Numbers(large) is -1, and must be from 0 to 79228162514264337593543950335")]
    [InlineData("half", "Orders.Numbers(half) is 2.5, and must be from 1 to 2")]
    [InlineData("money", "Orders.Numbers(money) is 100, and must be from 0.01 to 99.99")]
    [InlineData("wide", "Orders.Numbers(wide) is 6, and must be from 0 to 5")]
    [InlineData("texts", null)]
    [InlineData("no code", null)]
    [InlineData("long", "Orders.Texts(refusal) has 4 characters, and must have 1 to 3")]
    [InlineData("empty", "Orders.Texts(refusal) has 0 characters, and must have 1 to 3")]
    [InlineData("code", "Orders.Texts(code) must match [A-Z]+")]
    [InlineData("twice", "Orders.Texts(twice) must match (a)\\1")]
    [InlineData("counts", null)]
    [InlineData("none", "Orders.Counts(list) has 0 elements, and must have at least 1")]
    [InlineData("map", "Orders.Counts(map) has 2 elements, and must have at most 1")]
    [InlineData("array", "Orders.Counts(array) has 0 elements, and must have 1 to 2")]
    [InlineData("bytes", "Orders.Counts(bytes) has 3 elements, and must have at most 2")]
    [InlineData("order", null)]
    [InlineData("note", "Order.Note has 6 characters, and must have at most 5")]
    [InlineData("line", "Line.Quantity is 101, and must be from 1 to 100")]
    [InlineData("all", null)]
    [InlineData("lines", "Line.Quantity is 0, and must be from 1 to 100")]
    [InlineData("in map", "Line.Quantity is 0, and must be from 1 to 100")]
    [InlineData("in pair", "Line.Quantity is 0, and must be from 1 to 100")]
    [InlineData("in page", "Line.Quantity is 0, and must be from 1 to 100")]
    [InlineData("page", "Page.Items has 3 elements, and must have at most 2")]
    [InlineData("size", "Size.Width is 10, and must be from 1 to 9")]
    [InlineData("dot", null)]
    [InlineData("circle", "Circle.Radius is 6, and must be from 0 to 5")]
    [InlineData("node", "Node.Name must match [a-z]*")]
    public void Arguments_are_held_to_the_constraints_at_any_depth(string arguments, string? refusal) => Assert.Equal(refusal, Probe.Value(arguments));

    [Fact]
    public void Call_without_constraints_checks_nothing()
    {
        string text = Generate().Files.Single(static file => file.HintName == "Shop.Orders.Cell.g.cs").Text;

        Assert.DoesNotContain("OfFree", text, StringComparison.Ordinal);
        Assert.Contains("if (CellConstraints.OfPut(order) is { } refusal)", text, StringComparison.Ordinal);
        Assert.Contains("return call.ReplyRefusal(refusal);", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pattern_that_backtracks_without_end_is_refused_in_bounded_time()
    {
        System.Text.RegularExpressions.Regex pattern = runtime::Cells.Hosting.ArgumentCheck.CreatePattern("(a+)+\\1b");

        string? refusal = runtime::Cells.Hosting.ArgumentCheck.Pattern(new string('a', 5000), pattern, "Order.Note");

        Assert.Equal("Order.Note takes longer than 2 s to match with (a+)+\\1b", refusal);
    }

    private static GenerationResult Generate() => Generation.Run(Generation.Compile(Source), [new CellGenerator()]);

    private static Func<string, string?> Load()
    {
        Assembly assembly = GeneratedAssembly.Load(Generate().Output);
        return assembly.GetType("Shop.Probe")!.GetMethod("Run")!.CreateDelegate<Func<string, string?>>();
    }
}
