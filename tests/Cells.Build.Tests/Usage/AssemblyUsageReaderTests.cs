using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace Cells.Build.Tests;

public sealed class AssemblyUsageReaderTests
{
    private const string GetOnLine10 = "static void Use(ICatalog catalog) => catalog.Get();";

    [Theory]
    [InlineData("Get", "static void Use(ICatalog catalog) => catalog.Get();")]
    [InlineData("Get", "static void Use(CatalogClient catalog) => catalog.Get();")]
    [InlineData("Get", "static async Task Use(ICatalog catalog) => await catalog.GetAsync();")]
    [InlineData("Get", "static Action Use(ICatalog catalog) => () => catalog.Get();")]
    [InlineData("Get", "static Func<Task> Use(CatalogClient catalog) => async () => await catalog.GetAsync();")]
    [InlineData("Get", "static IEnumerable<int> Use(ICatalog catalog) { yield return 1; catalog.Get(); }")]
    [InlineData("Get", "static async IAsyncEnumerable<int> Use(ICatalog catalog) { await catalog.GetAsync(); yield return 1; }")]
    [InlineData("Get", "static Func<CancellationToken, ValueTask> Use(ICatalog catalog) => catalog.GetAsync;")]
    [InlineData("Get", "static Action<CancellationToken> Use(CatalogClient catalog) => catalog.Get;")]
    [InlineData("Get", "static Expression<Action<ICatalog>> Use() => catalog => catalog.Get(default);")]
    [InlineData("Get", "static void Use<T>(T catalog) where T : ICatalog => catalog.Get();")]
    [InlineData("Get", "static class Nested<T> { static void Use(ICatalog catalog, int way) { switch (way) { case 0: break; case 1: break; case 2: break; case 3: catalog.Get(); break; } } }")]
    [InlineData("Search", "static void Use(ICatalog catalog) => catalog.Find();")]
    [InlineData("Search", "static async Task Use(CatalogClient catalog) => await catalog.FindAsync();")]
    [InlineData("Get,Search", "static async Task Use(ICatalog catalog) { catalog.Search(); catalog.Get(); await catalog.GetAsync(); }")]
    [InlineData("", "static async Task Use() { await using CatalogClient catalog = await CatalogClient.ConnectAsync(); }")]
    [InlineData("", "sealed class Fake : ICatalog { public void Get(CancellationToken c) { } public ValueTask GetAsync(CancellationToken c) => default;"
        + " public void List(CancellationToken c) { } public ValueTask ListAsync(CancellationToken c) => default;"
        + " public void Search(CancellationToken c) { } public ValueTask SearchAsync(CancellationToken c) => default; public ICatalog With(Cells.CallOptions options) => this; }")]
    public void Calls_that_code_refers_to_are_found_with_their_place(string calls, string member)
    {
        using CompiledConsumer consumer = new(Program(member));

        DependencyUsage usage = Assert.Single(consumer.ReadUsage().Dependencies);

        Assert.Equal(("catalog", "Shop.Catalog", SchemaFingerprint.Compute(CompiledConsumer.Catalog)), (usage.Alias, usage.Contract, usage.Fingerprint));
        Assert.Equal(calls.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static call => $"call:Catalog.{call}"), usage.Uses.Select(static use => use.Entry));
        Assert.All(usage.Uses, static use => Assert.Equal([new UsePlace("Program.cs", 10)], use.Places));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(DebugInformationFormat.Embedded, true)]
    public void Debug_information_may_be_missing_or_embedded(DebugInformationFormat? debug, bool hasPlaces)
    {
        using CompiledConsumer consumer = new(Program(GetOnLine10), debug: debug);

        RecordedUse use = Assert.Single(Assert.Single(consumer.ReadUsage().Dependencies).Uses);

        Assert.Equal("call:Catalog.Get", use.Entry);
        Assert.Equal(hasPlaces ? [new UsePlace("Program.cs", 10)] : [], use.Places);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_are_relative_to_the_root_of_their_repository(bool isWorktree)
    {
        using CompiledConsumer consumer = new(Program(GetOnLine10), directory: "src/pricing");
        consumer.MarkRepository(isWorktree);

        RecordedUse use = Assert.Single(Assert.Single(consumer.ReadUsage().Dependencies).Uses);

        Assert.Equal([new UsePlace("src/pricing/Program.cs", 10)], use.Places);
    }

    [Fact]
    public void Pdb_of_another_build_gives_no_places()
    {
        using CompiledConsumer consumer = new(Program(GetOnLine10));
        using CompiledConsumer other = new(Program("static int Other;"));
        File.Copy(other.PdbPath, consumer.PdbPath, overwrite: true);

        Assert.Empty(Assert.Single(Assert.Single(consumer.ReadUsage().Dependencies).Uses).Places);
    }

    [Fact]
    public void Client_in_a_namespace_of_its_own_is_found()
    {
        using CompiledConsumer consumer = new(Program(GetOnLine10).Replace("using Shop;", "using Goods.Api;", StringComparison.Ordinal), settings: ", namespace = \"Goods.Api\"");

        Assert.Equal("call:Catalog.Get", Assert.Single(Assert.Single(consumer.ReadUsage().Dependencies).Uses).Entry);
    }

    [Fact]
    public void Library_that_shows_its_client_may_use_every_call_and_one_that_hides_it_only_its_own()
    {
        string source = Program(GetOnLine10);
        using CompiledConsumer shown = new(source, OutputKind.DynamicallyLinkedLibrary);
        using CompiledConsumer hidden = new(source, OutputKind.DynamicallyLinkedLibrary, ", visibility = \"internal\"");

        Assert.Empty(shown.ReadUsage().Dependencies);
        Assert.Single(Assert.Single(hidden.ReadUsage().Dependencies).Uses);
    }

    [Fact]
    public void Assembly_or_pdb_that_cannot_be_read_is_one_clear_problem()
    {
        using CompiledConsumer consumer = new(Program(GetOnLine10));
        File.WriteAllText(consumer.PdbPath, "no PDB");
        AssertUnreadable(consumer);

        File.WriteAllText(consumer.AssemblyPath, "MZ but nothing else");
        AssertUnreadable(consumer);

        File.Delete(consumer.AssemblyPath);
        AssertUnreadable(consumer);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Damaged_bytes_give_a_record_or_that_problem_and_nothing_else(bool damagePdb, int seed)
    {
        using CompiledConsumer consumer = new(Program(GetOnLine10));
        string path = damagePdb ? consumer.PdbPath : consumer.AssemblyPath;
        byte[] whole = File.ReadAllBytes(path);
        Random random = new(seed);
        int unreadable = 0;
        for (int i = 0; i < 1_000; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            for (int j = random.Next(1, 8); j > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, i % 10 == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
            try
            {
                consumer.ReadUsage();
            }
            catch (BuildProblemException exception)
            {
                Assert.Equal("CELL9016", exception.Problem.Id);
                unreadable++;
            }
        }

        Assert.NotEqual(0, unreadable);
    }

    private static void AssertUnreadable(CompiledConsumer consumer)
    {
        BuildProblemException exception = Assert.Throws<BuildProblemException>(consumer.ReadUsage);
        Assert.Equal(("CELL9016", consumer.AssemblyPath), (exception.Problem.Id, exception.Problem.File));
        Assert.Contains("It counts as using everything.", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A program whose <paramref name="member"/> stands on line 10.</summary>
    private static string Program(string member) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq.Expressions;
        using System.Threading;
        using System.Threading.Tasks;
        using Shop;

        internal static class Program
        {
            {{member}}
            private static void Main() { }
        }
        """;
}
