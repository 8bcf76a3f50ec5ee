using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class UsageTests
{
    private const string Built = "pricing/obj/Debug/net10.0/cells/usage.json";
    private const string Copied = "pricing/bin/Debug/net10.0/Tariffs.cells-usage.json";

    // What the generator writes, as far as the build looks at it.
    private const string Client = """
        namespace Shop
        {
            [System.CodeDom.Compiler.GeneratedCode("Cells", "1.0")]
            internal interface Icatalog
            {
                void Get(System.Threading.CancellationToken cancel);
                void Search(System.Threading.CancellationToken cancel);
            }
        }
        """;

    [Fact]
    public async Task Record_lies_beside_the_program_and_is_written_only_when_it_says_something_else()
    {
        using CellWorkspace workspace = Create();

        (await workspace.BuildAsync("pricing")).Succeeded();

        Assert.Equal(["call:catalog.Get Program.cs:1"], Uses(workspace, Copied));
        Assert.Equal(workspace.Read(Built), workspace.Read(Copied));
        Assert.False(File.Exists(workspace.File("catalog/bin/Debug/net10.0/catalog.cells-usage.json")), "a cell without dependencies has a record");

        await workspace.SettleAsync("pricing");
        Dictionary<string, DateTime> before = workspace.Timestamps();
        (await workspace.BuildAsync("pricing")).Succeeded();
        Assert.Empty(workspace.ChangesSince(before));

        workspace.Write("pricing/Program.cs", Program("catalog.Get(cancel); _ = 1;"));
        before = workspace.Timestamps();
        (await workspace.BuildAsync("pricing")).Succeeded();
        string[] changes = workspace.ChangesSince(before);
        Assert.Contains("pricing/bin/Debug/net10.0/Tariffs.dll", changes);
        Assert.DoesNotContain(Built, changes);
        Assert.DoesNotContain(Copied, changes);

        workspace.Write("pricing/Program.cs", Program("\ncatalog.Search(cancel);"));
        File.Delete(workspace.File(Copied));
        (await workspace.BuildAsync("pricing")).Succeeded();
        Assert.Equal(["call:catalog.Search Program.cs:2"], Uses(workspace, Copied));

        (await workspace.DotnetAsync("publish", "pricing", "-c:Debug", "--no-build", "-o", workspace.File("out"))).Succeeded();
        Assert.Equal(workspace.Read(Built), workspace.Read("out/Tariffs.cells-usage.json"));
    }

    [Fact]
    public async Task Cell_that_gives_up_its_dependencies_gives_up_its_record()
    {
        using CellWorkspace workspace = Create();
        (await workspace.BuildAsync("pricing")).Succeeded();
        File.Delete(workspace.File(Built));
        (await workspace.BuildAsync("pricing")).Succeeded();
        Assert.True(File.Exists(workspace.File(Built)), "a record that was deleted is not written again");

        workspace.Write("pricing/cell.toml", "[cell]\nversion = \"1.0.0\"\n");
        (await workspace.BuildAsync("pricing")).Succeeded();

        Assert.False(File.Exists(workspace.File(Built)));
        Assert.False(File.Exists(workspace.File(Copied)));
    }

    [Fact]
    public async Task Pdb_that_cannot_be_read_is_a_warning_and_a_record_that_says_nothing()
    {
        using CellWorkspace workspace = Create("""
            <Target Name="Damage" AfterTargets="CoreCompile" BeforeTargets="CellsRecordUsage">
              <WriteLinesToFile File="@(_DebugSymbolsIntermediatePath)" Lines="no PDB" Overwrite="true" />
            </Target>
            """);

        BuildResult result = await workspace.BuildAsync("pricing");

        Assert.Contains("warning CELL9016: Cannot read what ", Assert.Single(result.Succeeded().Warnings), StringComparison.Ordinal);
        Assert.Empty(UsageRecord.Read(workspace.Read(Copied))!.Dependencies);
    }

    private static CellWorkspace Create(string target = "")
    {
        CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get", "Search"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        workspace.Write("pricing/pricing.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><AssemblyName>Tariffs</AssemblyName></PropertyGroup>
              {target}
            </Project>
            """);
        workspace.Write("pricing/Client.cs", Client);
        workspace.Write("pricing/Program.cs", Program("catalog.Get(cancel);"));
        return workspace;
    }

    private static string Program(string body)
        => $"internal static class Program {{ static void Use(Shop.Icatalog catalog, System.Threading.CancellationToken cancel) {{ {body} }} }}";

    private static IEnumerable<string> Uses(CellWorkspace workspace, string file)
        => Assert.Single(UsageRecord.Read(workspace.Read(file))!.Dependencies).Uses.Select(static use => $"{use.Entry} {string.Join(' ', use.Places.Select(static place => $"{place.File}:{place.Line}"))}");
}
