namespace Cells.Build.Tests;

public sealed class CellPathsTests
{
    [Fact]
    public void Canonical_follows_links_in_the_middle_of_a_path()
    {
        using TemporaryDirectory directory = new();
        string root = CellPaths.Canonical(directory.Path);
        Directory.CreateDirectory(directory.File("real/cell"));
        Directory.CreateSymbolicLink(directory.File("link"), "real");

        Assert.Equal(Path.Combine(root, "real", "cell"), CellPaths.Canonical(directory.File("link/cell")));
    }

    [Fact]
    public void Canonical_of_a_link_to_itself_ends()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateSymbolicLink(directory.File("loop"), "loop");

        Assert.EndsWith("loop", CellPaths.Canonical(directory.File("loop")), StringComparison.Ordinal);
    }

    [Fact]
    public void Canonical_of_a_directory_that_is_not_there_is_its_full_path()
    {
        using TemporaryDirectory directory = new();
        string root = CellPaths.Canonical(directory.Path);

        Assert.Equal(Path.Combine(root, "none", "b"), CellPaths.Canonical(directory.File("none/a/../b/")));
    }

    [Fact]
    public void Self_link_that_makes_endless_paths_is_one_cell()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.File("a"));
        Directory.CreateSymbolicLink(directory.File("a/self"), ".");

        Assert.Equal(CellPaths.Canonical(directory.File("a")), CellPaths.Canonical(directory.File("a/self/self")));
    }
}
