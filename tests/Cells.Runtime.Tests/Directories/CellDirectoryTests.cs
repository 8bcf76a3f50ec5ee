using Cells.Directories;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Directories;

public class CellDirectoryTests
{
    [Fact]
    public void Find_prefers_the_variable()
    {
        using TemporaryDirectory named = new TemporaryDirectory().WithManifest("");
        using TemporaryDirectory other = new TemporaryDirectory().WithManifest("");
        Assert.Equal(named.Path, CellDirectory.Find(named.Path, other.Path).Path);
    }

    [Fact]
    public void Find_without_the_variable_takes_the_nearest_manifest_above()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        string deep = Directory.CreateDirectory(directory.File("bin/Debug/net10.0")).FullName;
        Assert.Equal(directory.Path, CellDirectory.Find(null, deep).Path);
    }

    [Fact]
    public void Find_nothing_names_both_ways()
    {
        using TemporaryDirectory directory = new();
        CellException error = Assert.Throws<CellException>(() => CellDirectory.Find(null, directory.Path));
        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Contains("CELLS_DIRECTORY", error.Message, StringComparison.Ordinal);
        Assert.Contains("cell.toml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_variable_without_a_manifest_names_the_directory()
    {
        using TemporaryDirectory directory = new();
        CellException error = Assert.Throws<CellException>(() => CellDirectory.Find(directory.Path, "/"));
        Assert.Contains(directory.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadManifest_with_errors_lists_them_with_their_places()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("""
            [cell]
            versoin = "1.0.0"
            """);
        CellException error = Assert.Throws<CellException>(() => CellDirectory.At(directory.Path).ReadManifest());
        Assert.Contains("cell.toml(2,1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateRunDirectory_is_for_its_owner_only_even_when_it_was_wider()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.File("run"), (UnixFileMode)0x1FF);
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(cell.RunPath));
    }

    [Fact]
    public void CleanRunDirectory_keeps_the_lock_and_the_staged_builds()
    {
        using TemporaryDirectory directory = new();
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        Directory.CreateDirectory(Path.Combine(cell.RunPath, "bin", "0123"));
        File.WriteAllText(cell.LockPath, "");
        File.WriteAllText(cell.StatePath, "");
        File.WriteAllText(cell.SocketPath, "");
        cell.CleanRunDirectory();
        Assert.True(File.Exists(cell.LockPath));
        Assert.True(Directory.Exists(Path.Combine(cell.RunPath, "bin", "0123")));
        Assert.False(File.Exists(cell.StatePath));
        Assert.False(File.Exists(cell.SocketPath));
    }
}
