using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Building;

public sealed class CellBuilderTests : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <UseAppHost>false</UseAppHost>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
        </Project>
        """;

    private readonly CellFolder _folder = new();
    private readonly CellBuilder _builder = new(null);
    private readonly string _cell;

    public CellBuilderTests() => _cell = _folder.AddManifest("a", "");

    public void Dispose()
    {
        _builder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Project_built_gives_its_program_and_warnings()
    {
        Write("A.csproj", Project);
        Write("Program.cs", "#warning look here\nreturn 0;\n");
        List<string> warnings = [];

        BuiltCell built = await _builder.BuildAsync(ManifestFile.Read(_cell), warnings.Add, CancellationToken.None);

        Assert.Equal(Path.Combine(_cell, "bin", "Debug", "net10.0", "A.dll"), built.Path);
        Assert.True(built.IsOfProject && File.Exists(built.Path));
        Assert.Contains("look here", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_that_does_not_compile_fails_with_the_compilers_errors()
    {
        Write("A.csproj", Project);
        Write("Program.cs", "return nothing;\n");

        ToolFailure failure = await Assert.ThrowsAsync<ToolFailure>(() => BuildAsync());

        Assert.Equal(ExitCode.No, failure.ExitCode);
        Assert.Contains("Program.cs(1,8): error CS0103", Assert.Single(failure.Details), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_that_was_never_built_is_not_found()
    {
        Write("A.csproj", Project);

        using CellBuilder finder = new(null, takesLastBuild: true);

        ToolFailure failure = await Assert.ThrowsAsync<ToolFailure>(() => finder.BuildAsync(ManifestFile.Read(_cell), _ => { }, CancellationToken.None));

        Assert.Equal(ExitCode.NotFound, failure.ExitCode);
        Assert.Contains("--no-build", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_of_several_frameworks_is_told_to_name_its_program()
    {
        Write("A.csproj", Project.Replace("<TargetFramework>net10.0</TargetFramework>", "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>", StringComparison.Ordinal));
        using CellBuilder finder = new(null, takesLastBuild: true);

        ToolFailure failure = await Assert.ThrowsAsync<ToolFailure>(() => finder.BuildAsync(ManifestFile.Read(_cell), _ => { }, CancellationToken.None));

        Assert.EndsWith("A.csproj is built for several target frameworks, and does not say which of them is started.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("binary = \"bin/Debug/net10.0/A.dll\"", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_with_two_projects_names_both()
    {
        Write("A.csproj", Project);
        Write("B.csproj", Project);

        ToolFailure failure = await Assert.ThrowsAsync<ToolFailure>(() => BuildAsync());

        Assert.EndsWith("has 2 projects, and a cell has one: A.csproj, B.csproj.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_without_a_project_says_what_to_do()
        => Assert.Contains("put one .csproj beside cell.toml", (await Assert.ThrowsAsync<ToolFailure>(() => BuildAsync())).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Binary_that_is_not_there_is_named()
    {
        Write("cell.toml", "[cell]\nbinary = \"bin/gone\"\n");

        ToolFailure failure = await Assert.ThrowsAsync<ToolFailure>(() => BuildAsync());

        Assert.Equal(ExitCode.NotFound, failure.ExitCode);
        Assert.Contains(Path.Combine(_cell, "bin", "gone"), failure.Message, StringComparison.Ordinal);
    }

    private Task<BuiltCell> BuildAsync() => _builder.BuildAsync(ManifestFile.Read(_cell), _ => { }, CancellationToken.None);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_cell, name), content);
}
