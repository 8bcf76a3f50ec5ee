using System.Text;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Generators;

/// <summary>Generates the types and the typed client of each cell that <c>cell.toml</c> names as a dependency.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ClientGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // One result a schema file. The alias is taken out first: options change with every edit, the file does not.
        IncrementalValuesProvider<DependencyFile> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(static pair => DependencyFile.IsOfKind(pair.Left, pair.Right, "dependency"))
            .Select(static (pair, _) => (Alias: DependencyFile.AliasOf(pair.Left, pair.Right), File: pair.Left))
            .Select(static (item, cancel) => DependencyFile.Read(item.Alias, item.File, cancel))
            .WithTrackingName(ClientStepNames.Dependency);

        IncrementalValuesProvider<EquatableArray<DependencySettings>> settings = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(static pair => DependencyFile.IsOfKind(pair.Left, pair.Right, "manifest"))
            .Select(static (pair, _) => pair.Left)
            .Select(static (file, cancel) => DependencySettings.Read(file, cancel))
            .WithTrackingName(ClientStepNames.Settings);

        // Cells may depend on each other: a type that comes back home is in this project's own source.
        IncrementalValuesProvider<string> contracts = context.SyntaxProvider
            .ForAttributeWithMetadataName(MetadataNames.Cell, static (_, _) => true, static (target, _) => target.TargetSymbol.ToDisplayString())
            .WithTrackingName(ClientStepNames.OwnContracts);

        IncrementalValueProvider<string> assembly = context.CompilationProvider
            .Select(static (compilation, _) => compilation.AssemblyName ?? string.Empty)
            .WithTrackingName(ClientStepNames.Assembly);

        // Source depends on this value alone. Collected items are put in an order that does not depend on the project's.
        IncrementalValueProvider<ClientModel> model = files.Collect().Combine(settings.Collect()).Combine(contracts.Collect()).Combine(assembly)
            .Select(static (inputs, _) => new ClientModel
            {
                Assembly = inputs.Right,
                Files = inputs.Left.Left.Left
                    .OrderBy(static file => file.Alias, StringComparer.Ordinal)
                    .ThenBy(static file => file.Path, StringComparer.Ordinal)
                    .ToEquatableArray(),
                Settings = inputs.Left.Left.Right.SelectMany(static item => item).ToEquatableArray(),
                OwnContracts = inputs.Left.Right.OrderBy(static name => name, StringComparer.Ordinal).ToEquatableArray(),
            })
            .WithTrackingName(ClientStepNames.Clients);

        context.RegisterSourceOutput(model, static (output, model) =>
        {
            ClientPlan plan = new(model);
            foreach (ClientProblem problem in plan.Problems)
            {
                output.ReportDiagnostic(problem.ToDiagnostic());
            }

            foreach ((string hintName, string text) in DependencyEmitter.Emit(model, plan, output.CancellationToken))
            {
                output.AddSource(hintName, SourceText.From(text, Encoding.UTF8));
            }
        });
    }
}
