using System.Collections;
using Cells.Generators.Tests.Emit;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Generators.Tests.Caching;

public class ClientCachingTests
{
    private static readonly string[] Steps =
        [ClientStepNames.Dependency, ClientStepNames.Settings, ClientStepNames.OwnContracts, ClientStepNames.Assembly, ClientStepNames.Clients];

    [Fact]
    public void Unrelated_edit_emits_nothing_again()
    {
        CSharpCompilation before = Generation.Compile(
            "using Cells; namespace Mine; [Cell] public sealed partial class Own { }",
            "namespace Mine; public static class Other { }");
        SyntaxTree other = before.SyntaxTrees[1];
        CSharpCompilation after = before.ReplaceSyntaxTree(
            other,
            CSharpSyntaxTree.ParseText("namespace Mine; public static class Edited { public const int A = 1; }", Generation.ParseOptions, other.FilePath));

        GeneratorRunResult second = RunTwice(before, after);

        AssertCached(second);
    }

    [Fact]
    public void Edit_inside_the_cell_emits_nothing_again()
    {
        CSharpCompilation before = Generation.Compile("using Cells; namespace Mine; [Cell] public sealed partial class Own { }");
        CSharpCompilation after = before.ReplaceSyntaxTree(
            before.SyntaxTrees[0],
            CSharpSyntaxTree.ParseText("using Cells;\n\nnamespace Mine; [Cell] public sealed partial class Own { int _a; }", Generation.ParseOptions, "/cells/this/Source0.cs"));

        AssertCached(RunTwice(before, after));
    }

    [Fact]
    public void Changed_schema_emits_again()
    {
        CSharpCompilation compilation = Generation.Compile();
        AdditionalFile first = AdditionalFile.Dependency("catalog", SchemaDocument.Write(SampleContract.Schema));
        AdditionalFile changed = AdditionalFile.Dependency("catalog", SchemaDocument.Write(SampleContract.Schema with { Documentation = "Other." }));
        GeneratorDriver driver = Generation.CreateDriver([new ClientGenerator()], first).RunGenerators(compilation);

        GeneratorRunResult result = driver.ReplaceAdditionalText(first, changed).RunGenerators(compilation).GetRunResult().Results[0];

        Assert.Contains(
            result.TrackedSteps[ClientStepNames.Clients].SelectMany(step => step.Outputs),
            output => output.Reason == IncrementalStepRunReason.Modified);
    }

    [Fact]
    public void Step_outputs_hold_nothing_of_the_compiler()
    {
        CSharpCompilation compilation = Generation.Compile("using Cells; namespace Mine; [Cell] public sealed partial class Own { }");

        GeneratorRunResult result = RunTwice(compilation, compilation);

        foreach (string step in Steps)
        {
            foreach ((object value, _) in result.TrackedSteps[step].SelectMany(run => run.Outputs))
            {
                AssertPlain(value, [], step);
            }
        }
    }

    private static GeneratorRunResult RunTwice(Compilation before, Compilation after)
    {
        GeneratorDriver driver = Generation.CreateDriver(
            [new ClientGenerator()],
            AdditionalFile.Dependency("catalog", SchemaDocument.Write(SampleContract.Schema)),
            AdditionalFile.Manifest("[deps]\ncatalog = \"../catalog\"\n"));
        GeneratorRunResult result = driver.RunGenerators(before).RunGenerators(after).GetRunResult().Results[0];
        Assert.Null(result.Exception);
        Assert.NotEmpty(result.GeneratedSources);
        return result;
    }

    private static void AssertCached(GeneratorRunResult result)
    {
        foreach (string step in Steps)
        {
            Assert.All(
                result.TrackedSteps[step].SelectMany(run => run.Outputs),
                output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {output.Reason}"));
        }

        Assert.All(
            result.TrackedOutputSteps.SelectMany(pair => pair.Value).SelectMany(run => run.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static void AssertPlain(object? value, HashSet<object> seen, string step)
    {
        if (value is null or string or ValueType and IFormattable || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel or Location or Diagnostic, $"{step} keeps a {value.GetType()}");
        foreach (System.Reflection.PropertyInfo property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            AssertPlain(property.GetValue(value), seen, step);
        }

        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertPlain(item, seen, step);
            }
        }
    }
}
