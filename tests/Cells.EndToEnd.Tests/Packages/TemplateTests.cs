using System.IO.Compression;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests.Packages;

/// <summary>The packages as a user meets them: templates, the tool, and nothing of this repository. <see cref="GettingStartedTests"/> has the mesh.</summary>
[Collection(PackageCollection.Name)]
public sealed class TemplateTests(PackageFeed feed)
{
    [Fact]
    public async Task Cell_and_consumer_from_the_templates_find_each_other()
    {
        PackageFeed.Succeed(await feed.RunAsync("new", "cell", "-o", "pair/hello-world"));
        PackageFeed.Succeed(await feed.RunAsync("new", "cell-consumer", "-o", "pair/caller", "--cell", "../hello-world"));

        CommandResult run = PackageFeed.Succeed(await feed.CellsAsync("run", "pair/caller"));

        Assert.Equal("ready to call hello-world: Mesh.IHello_world\n", run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Half_an_installation_gives_one_error()
    {
        Write("half/whole", """<PackageReference Include="Cells" Version="1000.0.0" />""");
        Write("half/targets", """<PackageReference Include="Cells" Version="1000.0.0" IncludeAssets="build" />""");
        Write("half/runtime", """<PackageReference Include="Cells" Version="1000.0.0" ExcludeAssets="build" />""");
        Write("half/analyzers", """<PackageReference Include="Cells" Version="1000.0.0" ExcludeAssets="build;buildTransitive" />""");
        Write("half/transitive", """<ProjectReference Include="../whole/whole.csproj" />""", source: "");
        Write("half/compiler", """<PackageReference Include="Cells" Version="1000.0.0" />""");
        Write("half/sdk", """<PackageReference Include="Cells" Version="1000.0.0" />""");
        AddNextVersionOfCells();
        Write("half/testing", """<PackageReference Include="Cells" Version="1000.0.1" /><PackageReference Include="Cells.Testing" Version="1000.0.0" />""");
        // As an older SDK, and the package of an older compiler, set them.
        await File.WriteAllTextAsync(
            Path.Combine(feed.Root, "half", "compiler", "Directory.Build.targets"), "<Project><PropertyGroup><CompilerApiVersion>roslyn4.8</CompilerApiVersion></PropertyGroup></Project>");
        await File.WriteAllTextAsync(
            Path.Combine(feed.Root, "half", "sdk", "Directory.Build.targets"), "<Project><PropertyGroup><NETCoreSdkVersion>9.0.309</NETCoreSdkVersion></PropertyGroup></Project>");
        string[] projects = [.. Directory.GetFiles(Path.Combine(feed.Root, "half"), "*.csproj", SearchOption.AllDirectories)];
        await File.WriteAllTextAsync(
            Path.Combine(feed.Root, "half", "half.slnx"), $"<Solution>{string.Concat(projects.Select(static project => $"<Project Path=\"{project}\" />"))}</Solution>");

        CommandResult build = await feed.WarmAsync("build", "half", "-m:1");

        Assert.Equal(1, build.ExitCode);
        Assert.Equal(
            [
                "analyzers: CELL9019: 'Mesh.Count' is compiled without Cells.props and Cells.targets",
                "compiler: CELL9017: This C# compiler has version 4.8, and Cells needs 4.14 or newer",
                "runtime: CELL9019: There is a cell.toml beside the project, and the build part of the package Cells is not referenced by this project itself",
                "sdk: CELL9017: This is .NET SDK 9.0.309, and Cells needs 10.0.100 or newer",
                "targets: CELL9018: The targets of Cells run, and the project does not reference Cells.dll",
                "testing: CELL9020: This project has Cells.Testing 1000.0.0 and Cells 1000.0.1, and they need to be one version",
                "transitive: CELL9019: There is a cell.toml beside the project, and the build part of the package Cells is not referenced by this project itself",
            ],
            Errors(build).Select(Describe).Order(StringComparer.Ordinal));
    }

    /// <summary>The package <c>Cells</c> as it will be released after the others.</summary>
    private void AddNextVersionOfCells()
    {
        string folder = Directory.CreateDirectory(Path.Combine(feed.Root, "half", "next")).FullName;
        File.WriteAllText(Path.Combine(feed.Root, "half", "nuget.config"), $"""<configuration><packageSources><add key="next" value="{folder}" /></packageSources></configuration>""");
        string next = Path.Combine(folder, "Cells.1000.0.1.nupkg");
        File.Copy(Path.Combine(feed.Folder, "Cells.1000.0.0.nupkg"), next);
        using ZipArchive package = ZipFile.Open(next, ZipArchiveMode.Update);
        ZipArchiveEntry nuspec = package.GetEntry("Cells.nuspec")!;
        string text;
        using (StreamReader reader = new(nuspec.Open()))
        {
            text = reader.ReadToEnd();
        }

        nuspec.Delete();
        using StreamWriter writer = new(package.CreateEntry("Cells.nuspec").Open());
        writer.Write(text.Replace("<version>1000.0.0<", "<version>1000.0.1<", StringComparison.Ordinal));
    }

    /// <summary>The project, the id and the beginning of an error: <c>…/half/targets/targets.csproj : error CELL9018: The targets …</c>.</summary>
    private static string Describe(string line)
    {
        string[] parts = line.Split("error ", 2);
        string directory = Path.GetFileName(Path.GetDirectoryName(parts[0].Split(['(', ' '])[0])!);
        string[] message = parts[1].Split(": ", 3);
        return $"{directory}: {message[0]}: {message[1].Split([", so that", ": "], StringSplitOptions.None)[0]}";
    }

    private static IEnumerable<string> Errors(CommandResult build)
        => build.Output.Split('\n').Select(static line => line.Trim()).Where(static line => line.Contains(": error ", StringComparison.Ordinal)).Distinct();

    private void Write(string directory, string reference, string source = "namespace Mesh; [Cells.Cell] public sealed partial class Count { [Cells.Call] public int Add(int a) => a + 1; }")
    {
        string path = Directory.CreateDirectory(Path.Combine(feed.Root, directory)).FullName;
        File.WriteAllText(Path.Combine(path, "cell.toml"), "[cell]\nversion = \"1.0.0\"\n");
        File.WriteAllText(Path.Combine(path, "Count.cs"), source);
        File.WriteAllText(Path.Combine(path, Path.GetFileName(path) + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                {reference}
              </ItemGroup>
            </Project>
            """);
    }
}
