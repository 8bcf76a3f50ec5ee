using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Generators.Tests.Parse;

public class CachingTests
{
    private const string Contract = Parsing.Header + "[Cell] public sealed partial class Catalog { [Call] public Product Get(string sku) => new(sku); }\npublic sealed record Product(string Sku);";

    [Theory]
    [InlineData("namespace Shop; internal static class Other { public static int Twice(int value) => value * 2; }", null)]
    [InlineData(null, "// A line that moves everything.\n" + Contract)]
    [InlineData(null, Parsing.Header + "[Cell] public sealed partial class Catalog { [Call] public Product Get(string sku) => throw null!; }\npublic sealed record Product(string Sku);")]
    public void Edit_outside_of_the_contract_emits_nothing_again(string? other, string? contract)
    {
        CSharpCompilation before = Generation.Compile(Contract, "namespace Shop; internal static class Other;");
        GenerationResult first = Generation.Run(before, [new CellGenerator()], AdditionalFile.Manifest("[cell]\nname = \"catalog\"\n"));

        CSharpCompilation after = Edit(Edit(before, 0, contract), 1, other);
        GeneratorRunResult second = first.Driver.RunGenerators(after).GetRunResult().Results.Single();

        Assert.NotEmpty(second.GeneratedSources);
        Assert.All(
            Reasons(second.TrackedSteps, StepNames.Cell),
            reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
        Assert.All(
            second.TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(step => step.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void Edit_of_the_contract_emits_again()
    {
        CSharpCompilation before = Generation.Compile(Contract);
        GenerationResult first = Generation.Run(before, [new CellGenerator()]);

        GeneratorRunResult second = first.Driver.RunGenerators(Edit(before, 0, Contract.Replace("string Sku", "string Id"))).GetRunResult().Results.Single();

        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(second.TrackedSteps, StepNames.Cell));
    }

    [Fact]
    public void Steps_hold_nothing_of_the_compiler()
    {
        GenerationResult run = Generation.Run(Generation.Compile(Contract), [new CellGenerator()]);

        foreach (string step in (string[])[StepNames.Contract, StepNames.Cell, StepNames.Bindings])
        {
            foreach (object value in run.Run.Results.Single().TrackedSteps[step].SelectMany(item => item.Outputs).Select(output => output.Value))
            {
                Assert.False(value is ISymbol or SyntaxNode or Compilation or SemanticModel or Location or Diagnostic, $"{step}: {value.GetType()}");
                Assert.DoesNotContain("Microsoft.CodeAnalysis", value.ToString(), StringComparison.Ordinal);
            }
        }
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, int index, string? text) => text is null
        ? compilation
        : compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees[index], CSharpSyntaxTree.ParseText(text, Generation.ParseOptions, compilation.SyntaxTrees[index].FilePath));

    private static IEnumerable<IncrementalStepRunReason> Reasons(ImmutableDictionary<string, ImmutableArray<IncrementalGeneratorRunStep>> steps, string name) =>
        steps[name].SelectMany(step => step.Outputs).Select(output => output.Reason);
}
