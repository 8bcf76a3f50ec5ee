using System.Text.RegularExpressions;

namespace Cells.Build.Tests;

public sealed class AdditionalFileTests
{
    // What an editor writes into a project when a code fix has created the files.
    [Fact]
    public async Task File_that_the_project_names_too_is_handed_to_the_compiler_once()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.Write("catalog/cells.breaks.json", "{ \"format\": 1, \"accepted\": [] }");
        workspace.Write("catalog/catalog.csproj", """<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><AdditionalFiles Include="cell.toml;cells.breaks.json" /></ItemGroup></Project>""");

        BuildResult evaluated = await workspace.DotnetAsync("msbuild", "catalog", "-getItem:AdditionalFiles");

        evaluated.Succeeded().Says("\"CellsKind\": \"manifest\"").Says("\"CellsKind\": \"breaks\"");
        Assert.Equal(["cell.toml", "cells.breaks.json"], Regex.Matches(evaluated.Output, "\"Identity\": \"([^\"]*)\"").Select(static match => match.Groups[1].Value));
    }
}
