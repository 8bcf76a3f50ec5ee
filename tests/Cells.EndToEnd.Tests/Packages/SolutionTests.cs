using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests.Packages;

/// <summary>A solution as larger ones are: central package management, lock files, several target frameworks, twenty cells that call each other.</summary>
[Collection(PackageCollection.Name)]
public sealed class SolutionTests(PackageFeed feed)
{
    private const int Cells = 20;

    private string Root { get; } = Path.Combine(feed.Root, "big");

    [Fact]
    public async Task Solution_restores_with_lock_files_and_builds_as_a_graph_in_parallel()
    {
        WriteSolution();

        PackageFeed.Succeed(await feed.WarmAsync("restore", "big"));
        CommandResult build = PackageFeed.Succeed(await feed.RunAsync("build", "big", "--no-restore", "-graph", "-m", "-warnaserror"));
        PackageFeed.Succeed(await feed.WarmAsync("restore", "big", "--locked-mode"));

        // Once each, however many name it.
        for (int i = 0; i < Cells; i++)
        {
            // The first is compiled twice, and says so each time unless it finds what the other wrote.
            Assert.InRange(Regex.Count(build.Output, $"exported Mesh.C{i} "), 1, i == 0 ? 2 : 1);
            Assert.True(File.Exists(Path.Combine(Root, $"c{i}", "packages.lock.json")));
        }

        Assert.All(["net10.0", "net10.0-windows"], framework => Assert.True(File.Exists(Path.Combine(Root, "c0", "bin", "Debug", framework, "c0.dll")), framework));

        // Each inner build that can have clients generates for itself; the one that cannot compiles without.
        Assert.All(["net10.0", "net10.0-windows", "netstandard2.0"], framework =>
            Assert.True(File.Exists(Path.Combine(Root, "many", "bin", "Debug", framework, "many.dll")), framework));
        Assert.Equal(2, Regex.Count(build.Output, $"cells: c{Cells - 1} 1.0.0 [0-9a-f]+: exported, "));
        Assert.Equal([$"call:C{Cells - 1}.Get"], Uses(UsageOf("net10.0"), $"c{Cells - 1}"));
        Assert.Equal([$"call:C{Cells - 2}.Get"], Uses(UsageOf("net10.0-windows"), $"c{Cells - 2}"));

        // And their producers know what both of them use.
        Assert.Contains($"\"call:C{Cells - 1}.Get\"", RecordAt(Cells - 1), StringComparison.Ordinal);
        Assert.Contains($"\"call:C{Cells - 2}.Get\"", RecordAt(Cells - 2), StringComparison.Ordinal);
    }

    private string UsageOf(string framework) => File.ReadAllText(Path.Combine(Root, "many", "bin", "Debug", framework, "many.cells-usage.json"));

    private string RecordAt(int producer) => File.ReadAllText(Path.Combine(Root, $"c{producer}", "cache", "consumers", "many.json"));

    /// <summary>The calls of a dependency that a build uses.</summary>
    private static IEnumerable<string> Uses(string usage, string alias)
        => JsonNode.Parse(usage)!["dependencies"]!.AsArray().Single(dependency => (string)dependency!["alias"]! == alias)!["uses"]!.AsArray()
            .Select(static use => (string)use!["entry"]!)
            .Where(static entry => entry.StartsWith("call:", StringComparison.Ordinal));

    private void WriteSolution()
    {
        Write("Directory.Packages.props", $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="Cells" Version="{PackageFeed.Version}" /></ItemGroup>
            </Project>
            """);
        Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <Nullable>enable</Nullable>
                <LangVersion>latest</LangVersion>
                <UseAppHost>false</UseAppHost>
                <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
                <!-- On any system, without the packs of the desktop. -->
                <EnableWindowsTargeting>true</EnableWindowsTargeting>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
              </PropertyGroup>
            </Project>
            """);
        for (int i = 0; i < Cells; i++)
        {
            WriteCell(i);
        }

        Write("many/cell.toml", $$"""
            [deps]
            c{{Cells - 1}} = { path = "../c{{Cells - 1}}", visibility = "internal" }
            c{{Cells - 2}} = { path = "../c{{Cells - 2}}", visibility = "internal" }
            """);
        Write("many/many.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>net10.0;net10.0-windows;netstandard2.0</TargetFrameworks>
              </PropertyGroup>
              <ItemGroup Condition="$([MSBuild]::IsTargetFrameworkCompatible('$(TargetFramework)', 'net10.0'))">
                <PackageReference Include="Cells" />
              </ItemGroup>
            </Project>
            """);
        Write("many/Many.cs", $$"""
            namespace Mesh;
            internal static class Many
            {
            #if WINDOWS
                internal static async System.Threading.Tasks.Task<int> AskAsync(IC{{Cells - 2}} cell) => await cell.GetAsync(1);
            #elif NET
                internal static async System.Threading.Tasks.Task<int> AskAsync(IC{{Cells - 1}} cell) => await cell.GetAsync(1);
            #endif
            }
            """);
        string[] projects = [.. Directory.GetFiles(Root, "*.csproj", SearchOption.AllDirectories)];
        Write("big.slnx", $"<Solution>{string.Concat(projects.Select(static project => $"<Project Path=\"{project}\" />"))}</Solution>");
    }

    /// <summary>A cell that calls the one before it, and the one in the middle of those.</summary>
    private void WriteCell(int number)
    {
        int[] called = [.. new[] { number - 1, number / 2 }.Where(other => other >= 0 && other < number).Distinct()];
        Write($"c{number}/c{number}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {(number == 0 ? "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>" : "<TargetFramework>net10.0</TargetFramework>")}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Cells" />
              </ItemGroup>
            </Project>
            """);
        Write($"c{number}/cell.toml", $"[cell]\nversion = \"1.0.0\"\n[deps]\n{string.Concat(called.Select(static other => $"c{other} = \"../c{other}\"\n"))}");
        Write($"c{number}/C{number}.cs", $$"""
            using System.Threading.Tasks;
            using Cells;
            namespace Mesh;
            [Cell]
            public sealed partial class C{{number}}({{string.Join(", ", called.Select(static other => $"IC{other} c{other}"))}})
            {
                [Call]
                public async ValueTask<int> GetAsync(int value) => value{{string.Concat(called.Select(static other => $" + await c{other}.GetAsync(value)"))}}{{(called.Length == 0 ? " + await Task.FromResult(1)" : "")}};
            }
            """);
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
