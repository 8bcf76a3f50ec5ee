using System.Text.RegularExpressions;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>The README's twenty lines, as they stand there.</summary>
public sealed partial class ReadmeTests
{
    private const string Project = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>""";

    [Fact]
    public async Task Example_built_and_run_prints_the_sum()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        string[] code = [.. CSharp().Matches(readme).Select(static match => match.Groups[1].Value)];
        string program = Program().Match(readme).Groups[1].Value;
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        Write(mesh, "calculator", "[cell]\nversion = \"1.0.0\"\n", ("Calculator.cs", code[0]), ("Program.cs", program));
        Write(mesh, "consumer", "[deps]\ncalculator = \"../calculator\"\n", ("Program.cs", code[1]));

        CommandResult run = await mesh.CellsAsync("run", "consumer");

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Equal("7\n", run.Output);
    }

    private static void Write(TemporaryMesh mesh, string cell, string manifest, params (string Name, string Text)[] files)
    {
        string directory = Directory.CreateDirectory(Path.Combine(mesh.Root, cell)).FullName;
        File.WriteAllText(Path.Combine(directory, "cell.toml"), manifest);
        File.WriteAllText(Path.Combine(directory, $"{cell}.csproj"), Project);
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(Path.Combine(directory, name), text);
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("`Program.cs`: `([^`]+)`")]
    private static partial Regex Program();
}
