using FsCheck;
using FsCheck.Fluent;

namespace Cells.Build.Tests;

public sealed class CellGraphTests
{
    [Fact]
    public void Edge_outside_of_a_cycle_may_build_whatever_the_paths_are()
    {
        CellGraph graph = Graph(("a", "z"), ("z", "m"));

        Assert.True(graph.MayBuild("a", "z"));
        Assert.True(graph.MayBuild("z", "m"));
        Assert.Empty(graph.FindCycle("a", "z"));
    }

    [Fact]
    public void Cycle_of_two_builds_only_towards_the_smaller_path()
    {
        CellGraph graph = Graph(("a", "b"), ("b", "a"));

        Assert.False(graph.MayBuild("a", "b"));
        Assert.True(graph.MayBuild("b", "a"));
        Assert.Equal(["a", "b"], graph.FindCycle("a", "b"));
    }

    [Fact]
    public void Cell_that_depends_on_itself_does_not_build_itself()
    {
        CellGraph graph = Graph(("a", "a"));

        Assert.False(graph.MayBuild("a", "a"));
        Assert.Equal(["a"], graph.FindCycle("a", "a"));
    }

    [Fact]
    public void Edge_into_a_cycle_builds_and_names_no_cycle()
    {
        CellGraph graph = Graph(("app", "x"), ("x", "y"), ("y", "x"));

        Assert.True(graph.MayBuild("app", "x"));
        Assert.Empty(graph.FindCycle("app", "x"));
    }

    [Fact]
    public void Long_cycle_is_named_in_order()
    {
        CellGraph graph = Graph(("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("b", "d"));

        Assert.Equal(["a", "b", "d"], graph.FindCycle("a", "b"));
        Assert.Equal(["c", "d", "a", "b"], graph.FindCycle("c", "d"));
    }

    [Fact]
    public void Cells_ordered_by_ordinal_not_by_culture()
    {
        CellGraph graph = Graph(("Z", "a"), ("a", "Z"));

        Assert.True(graph.MayBuild("a", "Z"));
        Assert.False(graph.MayBuild("Z", "a"));
    }

    [Fact]
    public void Graph_that_never_ends_is_given_up()
    {
        CellGraph graph = new(static cell => [cell + "/x", cell + "/y"]);

        Assert.Empty(graph.FindCycle("other", "start"));
    }

    [Fact]
    public void Edges_that_build_never_close_a_loop()
    {
        Gen<(int From, int To)[]> graphs = Gen.Choose(0, 5).Two().Select(static pair => (pair.Item1, pair.Item2)).ArrayOf();
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(graphs.ToArbitrary(), static edges =>
            {
                (string From, string To)[] named = [.. edges.Select(static edge => ($"c{edge.From}", $"c{edge.To}"))];
                CellGraph graph = Graph(named);
                CellGraph building = Graph([.. named.Where(edge => graph.MayBuild(edge.From, edge.To))]);
                return named.All(edge => !graph.MayBuild(edge.From, edge.To) || building.FindCycle(edge.From, edge.To).Count == 0);
            }));
    }

    private static CellGraph Graph(params (string From, string To)[] edges)
        => new(cell => [.. edges.Where(edge => edge.From == cell).Select(static edge => edge.To).Distinct()]);
}
