using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class MemberUsageTests
{
    [Theory]
    [InlineData("read:Product.Name", "static string U(Product p) => p.Name;")]
    [InlineData("read:Product.Name", "static string U(Product p) => p.Title;")]
    [InlineData("read:Product.Name", "static string U(Product? p) => p?.Name ?? \"\";")]
    [InlineData("read:Product.Name read:Product.Price", "static bool U(Product p) => p is { Name: \"a\", Price: > 3 };")]
    [InlineData("read:Product.Name read:Product.Price read:Product.Sku", "static bool U(Product p) => p is (\"a\", _, _);")]
    [InlineData("read:Product.Name read:Product.Price read:Product.Sku", "static void U(Product p) { var (sku, _, _) = p; }")]
    [InlineData("read:Product.Tags read:Tag.Text", "static string U(Product p) => p.Tags[0].Text;")]
    [InlineData("read:Product.Tags read:Tag.Text", "static IEnumerable<string> U(Product p) { foreach (Tag t in p.Tags) yield return t.Text; }")]
    [InlineData("read:Page.Items read:Product.Price", "static int U(Page<Product> p) => p.Items.Where(x => x.Price > 1).Sum(x => x.Price);")]
    [InlineData("read:Page.Total", "static async Task<int> U(ICatalog c) { Page<Product> p = await c.SearchAsync(\"a\"); return p.Total; }")]
    [InlineData("read:Address.City", "static string U(Address a) => a.City;")]
    [InlineData("read:Address.Latitude", "static int U(Address a) => a.Latitude;")]
    [InlineData("write:Address.Latitude", "static void U(Address a) => a.Latitude = 1;")]
    [InlineData("read:Address.At read:Point.X write:Address.At", "static int U(Address a) => a.At.X;")]
    [InlineData("read:Address.Latitude write:Address.Latitude", "static void U(Address a) => a.Latitude++;")]
    [InlineData("write:Draft.Title", "static Draft U() => new() { Title = \"a\" };")]
    [InlineData("write:Draft.Count write:Draft.Title", "static Draft U() => new Draft { Title = \"a\", Count = 2 };")]
    [InlineData("read:Draft.Title write:Draft.Title", "static void U(Draft d) => d.Title += \"a\";")]
    [InlineData("write:Product.Name write:Product.Price write:Product.Sku", "static Product U() => new(\"a\", \"b\", 3);")]
    [InlineData("write:Product.Name", "static Product U(Product p) => p with { Name = \"b\" };")]
    [InlineData("write:Product.Name", "static Product U(Product p) => p with { Title = \"b\" };")]
    [InlineData("write:Address.City write:Address.Street", "static Address U() => new(\"a\") { Street = \"b\" };")]
    [InlineData("write:Point.X write:Point.Y", "static Point U() => new(1, 2);")]
    [InlineData("write:Point.X", "static Point U(Point p) => p with { X = 1 };")]
    [InlineData("", "static Point U() => default;")]
    [InlineData("read:Address.Street", "static string U<T>(T a) where T : Address => a.Street;")]
    [InlineData("read:Product.Name", "static Expression<Func<Product, bool>>? F; static string U(Product p) { Func<string> f = () => p.Name; return f(); }")]
    [InlineData("read:Product.Name", "static string U(Product p) { return Inner(); string Inner() => p.Name; }")]
    [InlineData("read:Product.Name", "static async IAsyncEnumerable<string> U(Product p) { await Task.Yield(); yield return p.Name; }")]
    [InlineData("read:Address.Street write:Address.City", "class Home() : Address(\"a\") { public string U() => Street; }")]
    [InlineData("read:Product.Name", "sealed class Nested<T> { public string U(List<Product> p, T t) => p[0].Name; }")]
    public void Members_that_code_reads_and_writes_are_found(string expected, string member) => Assert.Equal(expected, Consumers.Uses(member));

    [Theory]
    [InlineData("case:Shape.Circle", "static bool U(Shape s) => s is Shape.Circle;")]
    [InlineData("case:Shape.Circle read:Circle.Radius", "static int U(Shape s) => s is Shape.Circle { Radius: var r } ? r : 0;")]
    [InlineData("case:Shape.Circle case:Shape.Square read:Circle.Radius", "static int U(Shape s) => s switch { Shape.Circle c => c.Radius, Shape.Square => 1, _ => 0 };")]
    [InlineData("case:Shape.Circle", "static Shape.Circle U(Shape s) => (Shape.Circle)s;")]
    [InlineData("case:Shape.Circle", "static Shape.Circle? U(Shape s) => s as Shape.Circle;")]
    [InlineData("case:Shape.Circle write:Circle.Radius", "static Shape U() => new Shape.Circle(1);")]
    [InlineData("case:Shape.Circle read:Circle.Radius write:Circle.Radius", "static Type U() => typeof(Shape.Circle);")]
    [InlineData("case:Shape.Circle", "static IEnumerable<Shape.Circle> U(List<Shape> s) => s.OfType<Shape.Circle>();")]
    [InlineData("case:Shape.Circle", "static Shape.Circle? Kept;  static void U(Shape.Circle c) => Kept = c;")]
    [InlineData("", "static Shape U(Shape s) => s;")]
    [InlineData("case:Catalog.Find.NotFound case:Catalog.Get.NotFound", "static void U(ICatalog c) { try { c.Get(\"a\"); } catch (NotFound) { } }")]
    [InlineData("case:Catalog.Find.NotFound case:Catalog.Get.NotFound read:NotFound.Sku", "static async Task U(ICatalog c) { try { await c.GetAsync(\"a\"); } catch (NotFound e) when (e.Sku == \"b\") { } }")]
    [InlineData("case:Catalog.Find.NotFound case:Catalog.Get.NotFound", "static string U(ICatalog c) { try { c.Get(\"a\"); } catch (NotFound e) { return e.Message; } return \"\"; }")]
    [InlineData("case:Catalog.Find.NotFound case:Catalog.Get.NotFound", "static bool U(Exception e) => e is NotFound;")]
    [InlineData("", "static void U(ICatalog c) { try { c.Get(\"a\"); } catch (Cells.CellException) { } }")]
    public void Cases_and_errors_that_code_tells_apart_are_found(string expected, string member) => Assert.Equal(expected, Consumers.Uses(member));

    [Fact]
    public void Calls_carry_all_their_arguments()
    {
        using CompiledConsumer consumer = new(Consumers.Program("static void U(ICatalog c, Draft d) => c.Put(d);"), schema: RichCatalog.Schema);

        RecordedUse[] uses = [.. Assert.Single(consumer.ReadUsage().Dependencies).Uses];

        Assert.Equal(["arg:Catalog.Put.count", "arg:Catalog.Put.draft", "call:Catalog.Put"], uses.Select(static use => use.Entry));
        Assert.All(uses, static use => Assert.Equal([new UsePlace("Program.cs", 14)], use.Places));
    }

    [Fact]
    public void Every_use_has_its_line()
    {
        using CompiledConsumer consumer = new(Consumers.Program("static int U(ICatalog c) {\nProduct p = c.Get(\"a\");\nreturn p.Price +\np.Name.Length; }"), schema: RichCatalog.Schema);

        EquatableArray<RecordedUse> uses = Assert.Single(consumer.ReadUsage().Dependencies).Uses;

        Assert.Equal(15, Line(uses, "call:Catalog.Get"));
        Assert.Equal(16, Line(uses, "read:Product.Price"));
        Assert.Equal(16, Line(uses, "read:Product.Name"));
    }

    [Fact]
    public void Generated_types_in_a_namespace_of_their_own_are_found()
    {
        string program = Consumers.Program("static string U(ICatalog c) => c.Get(\"a\").Name;").Replace("using Shop;", "using Goods.Api;", StringComparison.Ordinal);
        using CompiledConsumer consumer = new(program, settings: ", namespace = \"Goods.Api\"", schema: RichCatalog.Schema);

        Assert.Contains("read:Product.Name", Assert.Single(consumer.ReadUsage().Dependencies).Uses.Select(static use => use.Entry));
        Assert.DoesNotContain("read:Product.Price", Assert.Single(consumer.ReadUsage().Dependencies).Uses.Select(static use => use.Entry));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_members_are_recorded_exactly(int seed)
    {
        Random random = new(seed);
        (string Entry, string Code)[] all =
        [
            ("read:Product.Sku", "_ = p.Sku;"), ("read:Product.Name", "_ = p.Name;"), ("read:Product.Price", "_ = p.Price;"), ("read:Product.Tags", "_ = p.Tags;"),
            ("write:Draft.Title", "d.Title = \"a\";"), ("read:Draft.Count", "_ = d.Count;"), ("read:Address.Street", "_ = a.Street;"), ("write:Address.Latitude", "a.Latitude = 1;"),
            ("read:Page.Total", "_ = g.Total;"), ("read:Page.Items", "_ = g.Items;"), ("case:Shape.Square", "if (s is Shape.Square) await Task.Yield();"), ("read:Point.Y", "_ = o.Y;"),
        ];
        (string Entry, string Code)[] chosen = [.. all.Where(_ => random.Next(2) == 0)];
        random.Shuffle(chosen);

        string uses = Consumers.Uses($"static async Task U(Product p, Draft d, Address a, Page<Product> g, Shape s, Point o) {{ {string.Concat(chosen.Select(static use => use.Code))} await Task.Yield(); }}");

        Assert.Equal(chosen.Select(static use => use.Entry).Order(StringComparer.Ordinal), uses.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static int Line(EquatableArray<RecordedUse> uses, string entry) => Assert.Single(uses.Single(use => use.Entry == entry).Places).Line;
}
