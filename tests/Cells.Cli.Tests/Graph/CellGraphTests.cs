using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Tests.TestCells;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Cli.Tests.Graph;

public sealed class CellGraphTests
{
    [Fact]
    public void Components_come_after_what_they_depend_on()
    {
        using CellFolder folder = new();
        folder.AddCell("shop", dependencies: ["pricing", "catalog"]);
        folder.AddCell("pricing", dependencies: ["catalog"]);
        folder.AddCell("catalog");

        Assert.Equal([["catalog"], ["pricing"], ["shop"]], Order(folder, "shop"));
    }

    [Fact]
    public void Cells_that_depend_on_each_other_are_one_component()
    {
        using CellFolder folder = new();
        folder.AddCell("shop", dependencies: ["b"]);
        folder.AddCell("b", dependencies: ["a"]);
        folder.AddCell("a", dependencies: ["b", "base"]);
        folder.AddCell("base");

        Assert.Equal([["base"], ["a", "b"], ["shop"]], Order(folder, "shop"));
    }

    [Fact]
    public void Components_of_random_graphs_respect_every_edge()
    {
        Gen<(int From, int To)[]> edges = Gen.Choose(0, 7).Two().Select(pair => (pair.Item1, pair.Item2)).ArrayOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(Arb.From(edges), graph =>
        {
            using CellFolder folder = new();
            for (int index = 0; index < 8; index++)
            {
                folder.AddCell($"c{index}", dependencies: [.. graph.Where(edge => edge.From == index).Select(edge => $"c{edge.To}").Distinct()]);
            }

            string[][] order = Order(folder, "c0");
            Dictionary<string, int> position = order.SelectMany((names, index) => names.Select(name => (name, index))).ToDictionary();
            bool[,] reaches = Reachability(graph);
            return graph.Where(edge => position.ContainsKey($"c{edge.From}")).All(edge =>
                reaches[edge.To, edge.From]
                    ? position[$"c{edge.From}"] == position[$"c{edge.To}"]
                    : position[$"c{edge.From}"] > position[$"c{edge.To}"]);
        }));
    }

    [Fact]
    public void Missing_dependency_is_named_with_its_line()
    {
        using CellFolder folder = new();
        string shop = folder.AddManifest("shop", "[deps]\n  catalog = { path = [\"../catalog\", \"../old\"] }\n");

        ToolFailure failure = Assert.Throws<ToolFailure>(() => CellGraph.Load(shop));

        Assert.Equal(ExitCode.NotFound, failure.ExitCode);
        Assert.Contains("cell.toml(2,3): the dependency 'catalog' is not there", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder.Root, "old"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dependency_with_several_paths_is_the_first_that_is_there()
    {
        using CellFolder folder = new();
        string shop = folder.AddManifest("shop", "[deps]\ncatalog = { path = [\"../catalog\", \"../old\"] }\n");
        folder.AddCell("old");

        Assert.Equal(["old"], CellGraph.Load(shop).Root.Dependencies.Select(cell => cell.Name));
    }

    private static string[][] Order(CellFolder folder, string root)
        => [.. CellComponents.Order(CellGraph.Load(Path.Combine(folder.Root, root))).Select(component => component.Select(cell => cell.Name).ToArray())];

    private static bool[,] Reachability((int From, int To)[] edges)
    {
        bool[,] reaches = new bool[8, 8];
        for (int index = 0; index < 8; index++)
        {
            reaches[index, index] = true;
        }

        for (int round = 0; round < 8; round++)
        {
            foreach ((int from, int to) in edges)
            {
                for (int target = 0; target < 8; target++)
                {
                    reaches[from, target] |= reaches[to, target];
                }
            }
        }

        return reaches;
    }
}
