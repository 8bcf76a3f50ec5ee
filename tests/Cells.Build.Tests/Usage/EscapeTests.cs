namespace Cells.Build.Tests;

public sealed class EscapeTests
{
    private const string ReadProduct = "read:Product.Name read:Product.Price read:Product.Sku read:Product.Tags read:Tag.Text read:Tag.Weight";
    private const string WriteProduct = "write:Product.Name write:Product.Price write:Product.Sku write:Product.Tags write:Tag.Text write:Tag.Weight";
    private const string UseProduct = ReadProduct + " " + WriteProduct;

    [Theory]
    [InlineData("static object U(Product p) => p;")]
    [InlineData("static void U(Product p) { object o = p; }  static object? F; static void V(Product p) => F = p;")]
    [InlineData("static void U(Product p) => Console.WriteLine(p);")]
    [InlineData("static void U(Product p) => Console.WriteLine(\"{0} {1}\", p, 1);")]
    [InlineData("static string U(Product p) => string.Join(\",\", new object[] { p });")]
    [InlineData("static string U(Product p) => $\"{p}\";")]
    [InlineData("static IEquatable<Product> U(Product p) => p;")]
    [InlineData("static Type U() => typeof(Product);")]
    [InlineData("static void U(IEnumerable<Product> p) { IEnumerable<object> o = p; _ = o; F = o; } static IEnumerable<object>? F;")]
    [InlineData("static object[] U(Product[] p) => p;")]
    [InlineData("static IEnumerable U(List<Product> p) => p;")]
    [InlineData("static void U(List<Product> p) => p.ForEach(Console.WriteLine);")]
    [InlineData("static Action<Product> U(Action<object> a) => a;")]
    [InlineData("static Func<object> U(Func<Product> f) => f;")]
    [InlineData("static IComparer<Product> U(IComparer<object> c) => c;")]
    [InlineData("static string U(Product p) => System.Text.Json.JsonSerializer.Serialize(p);")]
    [InlineData("static Product? U(string json) => System.Text.Json.JsonSerializer.Deserialize<Product>(json);")]
    [InlineData("static IEqualityComparer<Product> U() => EqualityComparer<Product>.Default;")]
    [InlineData("static List<Product> U(List<Product> p) => p.Distinct().ToList();")]
    [InlineData("static HashSet<Product> U(List<Product> p) => p.ToHashSet();")]
    [InlineData("static HashSet<Product> U() => new();")]
    [InlineData("static bool U(List<Product> p, Product q) => p.Contains(q);")]
    [InlineData("static IEnumerable<Product> U(List<Product> p, List<Product> q) => p.Except(q);")]
    [InlineData("static int U(List<Product> p) => p.GroupBy(x => x).Count();")]
    [InlineData("static Dictionary<Product, int> U() => new();")]
    [InlineData("static bool U((int, Product) a, (int, Product) b) => a.Equals(b);")]
    [InlineData("static string? U(object o) => Show((Product)o); static string? Show<T>(T value) => value!.ToString();")]
    [InlineData("static void U(Product p) => Box<Product>.Keep(p); static class Box<T> { static object? F; public static void Keep(T t) => F = t; }")]
    [InlineData("static void U(Product p) => Outer(p); static void Outer<T>(T t) => Inner(new List<T> { t }); static void Inner<T>(List<T> t) { object o = t[0]!; F = o; } static object? F;")]
    [InlineData("static void U(dynamic d, Product p) => d.Show(p);")]
    [InlineData("static string U(Product p) => System.Text.Json.JsonSerializer.Serialize(new Cart { Product = p }); class Cart { public Product? Product { get; set; } }")]
    [InlineData("static string? U(Line l) => l.ToString() ; record Line(Product Product);")]
    [InlineData("static bool U(Line a, Line b) => a == b ; record struct Line(Product Product);")]
    [InlineData("static object U(Product p) => new { p, Count = 1 };")]
    [InlineData("static IEnumerable<object> U(List<Product> p) => p.Cast<object>();")]
    [InlineData("class Many : List<Product> { } static IEnumerable U(Many m) => m;")]
    [InlineData("class Many : List<Product> { } static IEnumerable<object> U(Many m) => m;")]
    [InlineData("interface ISink<in T> { void Put(T t); } static ISink<Product> U(ISink<object> s) => s;")]
    [InlineData("interface ISource<out T> { T Take(); } static ISource<object> U(ISource<Product> s) => s;")]
    [InlineData("delegate void Handler<in T>(T t); static Handler<Product> U(Handler<object> h) => h;")]
    [InlineData("delegate void Handler(Product p); static Handler U() => Console.WriteLine;")]
    [InlineData("sealed class Any : IComparer<object> { public int Compare(object? a, object? b) => 0; } static IComparer<Product> U() => new Any();")]
    [InlineData("static object U(bool b, Product p) => b ? p : \"none\";")]
    [InlineData("static void U(Product p) => Keep(b: true, p); static void Keep(bool b, params object[] p) { }")]
    public void Whole_value_is_used_where_other_code_gets_it(string member)
    {
        string uses = Consumers.Uses(member);

        Assert.True(uses is UseProduct or ReadProduct, uses);
    }

    [Theory]
    [InlineData("static bool U(Product p, Product q) => p == q;")]
    [InlineData("static bool U(Product p, Product q) => p.Equals(q);")]
    [InlineData("static int U(Product p) => p.GetHashCode();")]
    [InlineData("static string U(Product p) => p.ToString();")]
    [InlineData("static string? U(Product? p) => p?.ToString();")]
    public void Comparing_hashing_and_printing_read_the_whole_value_and_write_nothing(string member) => Assert.Equal(ReadProduct, Consumers.Uses(member));

    [Theory]
    [InlineData("static Product U(Product p) => p;")]
    [InlineData("static bool U(Product? p) => p is null;")]
    [InlineData("static bool U(Product? p) => p != null && (object)p != null && ReferenceEquals(p, null);")]
    [InlineData("static async Task<Product> U(ICatalog c) => await c.GetAsync(\"a\").ConfigureAwait(false);")]
    [InlineData("static async ValueTask<Product[]> U(ICatalog c) => await Task.WhenAll(c.GetAsync(\"a\").AsTask(), Task.FromResult<Product>(null!));")]
    [InlineData("static async Task U(Task<Product> t) { Task u = t; await u; await Task.WhenAny(t, Task.Delay(1)); }")]
    [InlineData("static async IAsyncEnumerable<Product> U(IAsyncEnumerable<Product> p) { await foreach (Product x in p.ConfigureAwait(false)) yield return x; }")]
    [InlineData("static IEnumerable<Product> U(IEnumerable<Product> p) { foreach (Product x in p) yield return x; }")]
    [InlineData("static void U(List<Product> p, Product[] q) { foreach (Product x in p) { } foreach (Product x in q) { } p.Add(q[0]); p.AddRange(q); q[0] = p[1]; p.Sort((a, b) => 0); }")]
    [InlineData("static void U(Dictionary<string, Product> p, Product q) { p[\"a\"] = q; p.TryGetValue(\"a\", out Product? r); p.Remove(\"a\"); foreach (var (k, v) in p) { } }")]
    [InlineData("static IReadOnlyList<Product> U(Product p) => [p, p];")]
    [InlineData("static ReadOnlySpan<Product> U(Product[] p) => p.AsSpan()[1..];")]
    [InlineData("static Product? U(List<Product> p) => p.Where(x => x is not null).Select(x => x).Skip(1).Concat(p).Reverse().ToArray().FirstOrDefault();")]
    [InlineData("static int U(List<Product> p) => p.OrderBy(x => 1).ThenBy(x => 2).GroupBy(x => 3).ToDictionary(g => g.Key).Count;")]
    [InlineData("static IEnumerable<int> U(List<Product> p) => from x in p let n = 1 where n > 0 select n;")]
    [InlineData("static Func<Product, int> U() => x => 1;")]
    [InlineData("static Action U(Product p) => () => Keep(p); static void Keep(Product p) { }")]
    [InlineData("static Product? U(Product p) { Product? q = null; Interlocked.CompareExchange(ref q, p, null); return Volatile.Read(ref q); }")]
    [InlineData("static Tag? U(Tag t) { Tag? n = t; return n.HasValue ? n.Value : n.GetValueOrDefault(); }")]
    [InlineData("static (Product, int) U(Product p) { var t = (p, 1); return (t.Item1, t.Item2); }")]
    [InlineData("static void U(Product p) { ArgumentNullException.ThrowIfNull(p); lock (p) { } GC.KeepAlive(p); }")]
    [InlineData("record Line(Product Product, int Count); static Line U(Product p) => new Line(p, 1) with { Count = 2 };")]
    [InlineData("record struct Line(Product Product); static List<Line> U(Product p) => new List<Line> { new(p) };")]
    [InlineData("static T U<T>(T t) => t; static Product V(Product p) => U(p);")]
    [InlineData("sealed class Cache<T> : IDisposable { readonly List<T> _items = []; public void Add(T t) => _items.Add(t); public void Dispose() { } } static void U(Product p) { using Cache<Product> c = new(); c.Add(p); }")]
    [InlineData("interface IHas { Product P { get; } } sealed class Has(Product p) : IHas { public Product P => p; } static IHas U(Product p) => new Has(p);")]
    [InlineData("class Many : List<Product> { } static int U(Many m) { IReadOnlyList<Product> l = m; foreach (Product p in m) { } return l.Count; }")]
    [InlineData("sealed class By : IComparer<Product> { public int Compare(Product? a, Product? b) => 0; } static void U(List<Product> p) => p.Sort(new By());")]
    [InlineData("interface ISource<out T> { T Take(); } sealed class One(Product p) : ISource<Product> { public Product Take() => p; } static ISource<Product> U(Product p) => new One(p);")]
    [InlineData("static async Task U(List<Product> p) => await Parallel.ForEachAsync(p, async (x, t) => await Task.Yield());")]
    public void Carrying_a_value_uses_nothing_of_it(string member) => Assert.Equal("", Consumers.Uses(member));

    [Fact]
    public void Value_that_comes_in_and_goes_out_again_is_passed_on_whole()
    {
        Cells.Schema.CellSchema schema = RichCatalog.Schema with
        {
            Calls = [.. RichCatalog.Schema.Calls, new() { Name = "Update", Kind = Cells.Schema.CallKind.Unary, Parameters = [new() { Name = "product", Type = new Cells.Schema.NamedReference("Shop.Product", []) }] }],
        };
        using CompiledConsumer both = new(Consumers.Program("static void U(ICatalog c) { c.Update(c.Get(\"a\")); }"), schema: schema);
        using CompiledConsumer one = new(Consumers.Program("static void U(ICatalog c, Product p) { c.Update(p); }"), schema: schema);

        Assert.Equal(UseProduct, Members(both));
        Assert.Equal("", Members(one));
    }

    private static string Members(CompiledConsumer consumer) => string.Join(' ', Assert.Single(consumer.ReadUsage().Dependencies).Uses
        .Select(static use => use.Entry).Where(static entry => entry.StartsWith("read:", StringComparison.Ordinal) || entry.StartsWith("write:", StringComparison.Ordinal)));
}
