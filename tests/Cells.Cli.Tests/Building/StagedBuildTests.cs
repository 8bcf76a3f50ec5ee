using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Directories;

namespace Cells.Cli.Tests.Building;

public sealed class StagedBuildTests : IDisposable
{
    private readonly CellFolder _folder = new();
    private readonly CellDirectory _cell;
    private readonly string _output;

    public StagedBuildTests()
    {
        _cell = CellDirectory.At(_folder.AddManifest("a", ""));
        _output = Path.Combine(_cell.Path, "bin");
        Directory.CreateDirectory(Path.Combine(_output, "data"));
        File.WriteAllText(Path.Combine(_output, "A.dll"), "program");
        File.WriteAllText(Path.Combine(_output, "data", "x.txt"), "data");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Staged_build_has_every_file_under_a_name_from_its_content()
    {
        string staged = Path.GetDirectoryName(Stage().Path)!;

        Assert.Equal(Path.Combine(_cell.RunPath, "bin"), Path.GetDirectoryName(staged));
        Assert.Matches("^[0-9a-f]{16}$", Path.GetFileName(staged));
        Assert.Equal("program", File.ReadAllText(Path.Combine(staged, "A.dll")));
        Assert.Equal("data", File.ReadAllText(Path.Combine(staged, "data", "x.txt")));
    }

    [Fact]
    public void Same_content_is_staged_once_and_a_change_apart()
    {
        BuiltCell first = Stage();
        BuiltCell again = Stage();
        File.WriteAllText(Path.Combine(_output, "data", "x.txt"), "other");
        BuiltCell changed = Stage();

        Assert.Equal(first, again);
        Assert.NotEqual(first, changed);
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(_cell.RunPath, "bin")).Length);
    }

    [Fact]
    public void Moved_content_is_another_build()
    {
        BuiltCell first = Stage();
        File.Move(Path.Combine(_output, "data", "x.txt"), Path.Combine(_output, "x.txt"));

        Assert.NotEqual(first, Stage());
    }

    [Fact]
    public void Run_directory_is_for_its_owner_only()
    {
        Stage();

        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(_cell.RunPath) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Fact]
    public void Build_into_the_cells_own_directory_is_refused()
    {
        File.WriteAllText(Path.Combine(_cell.Path, "A.dll"), "program");

        ToolFailure failure = Assert.Throws<ToolFailure>(() => StagedBuild.Stage(_cell, new BuiltCell(Path.Combine(_cell.Path, "A.dll"), true)));

        Assert.Contains("such as bin/", failure.Message, StringComparison.Ordinal);
    }

    private BuiltCell Stage(string? content = null)
    {
        if (content is not null)
        {
            File.WriteAllText(Path.Combine(_output, "A.dll"), content);
        }

        return StagedBuild.Stage(_cell, new BuiltCell(Path.Combine(_output, "A.dll"), IsOfProject: true));
    }
}
