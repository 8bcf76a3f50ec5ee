extern alias generators;

using System.Collections.Immutable;
using Cells.Generators.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;

namespace Cells.Analyzers.Tests;

/// <summary>A consumer's project in memory: compiled with the generated client of what its dependency is now, beside the snapshot of what it was.</summary>
internal sealed class Consumer
{
    private readonly Compilation _compilation;
    private readonly AnalyzerOptions _options;

    /// <param name="body">The statements that use <c>orders</c>, the client.</param>
    /// <param name="before">The dependency's source when the snapshot was committed.</param>
    /// <param name="after">Its source now.</param>
    /// <param name="space">The namespace of the generated code; null for the dependency's own.</param>
    /// <param name="version">The dependency's version now; 1.4.0 is that of the snapshot.</param>
    /// <param name="snapshot">The text of the snapshot; null for the schema of <paramref name="before"/>.</param>
    /// <param name="properties">Properties of the project.</param>
    public Consumer(
        string body, string before, string after, string? space = null, string version = "2.0.0", string? snapshot = null, params (string Name, string Value)[] properties)
    {
        string settings = space is null ? "\"../orders\"" : $"{{ path = \"../orders\", namespace = \"{space}\" }}";
        AdditionalText[] files =
        [
            AdditionalFile.Manifest($"[cell]\nname = \"checkout\"\n\n[deps]\norders = {settings}\n"),
            AdditionalFile.Dependency("orders", Producer.Export(after, version)),
            AdditionalFile.OfKind("snapshot", "/cells/this/obj/cells/orders.snapshot.json", snapshot ?? Producer.Export(before, "1.4.0"), "orders"),
        ];
        Source = $"#nullable enable\nusing System; using System.Linq; using System.Threading.Tasks; using {space ?? "Shop"};\n"
            + $"internal static class Cart {{ internal static async Task RunAsync({space ?? "Shop"}.IOrders orders) {{\n{body}\n}} }}\n";
        CSharpGeneratorDriver
            .Create([new generators::Cells.Generators.ClientGenerator().AsSourceGenerator()], files, Analysis.ParseOptions, new AdditionalFileOptions())
            .RunGeneratorsAndUpdateCompilation(Analysis.Compile([Source]), out _compilation, out _);
        _options = new AnalyzerOptions([.. files], new AdditionalFileOptions(properties));
    }

    public string Source { get; }

    /// <summary>The compiler's errors in the consumer's own source.</summary>
    public string[] Errors => [.. _compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error && found.Location.SourceTree?.FilePath == "/cells/this/Source0.cs").Select(static found => found.Id)];

    /// <summary>What the analyzer says of the source: id, severity and the text that it stands at.</summary>
    public async Task<string[]> FindAsync()
        => [.. (await AnalyzeAsync()).Where(static found => found.Location.IsInSource).Select(found => $"{found.Id} {found.Severity} {Text(found)}")];

    /// <summary>Everything that the analyzer says, in the order of places.</summary>
    public async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync()
    {
        ImmutableArray<Diagnostic> found = await Prepare().GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    /// <summary>What the analyzer registered.</summary>
    public async Task<AnalyzerTelemetryInfo> MeasureAsync()
    {
        CompilationWithAnalyzers analysis = Prepare();
        await analysis.GetAnalyzerDiagnosticsAsync();
        return await analysis.GetAnalyzerTelemetryInfoAsync(analysis.Analyzers[0], CancellationToken.None);
    }

    private CompilationWithAnalyzers Prepare() => _compilation.WithAnalyzers([new DependencyAnalyzer()], new CompilationWithAnalyzersOptions(_options, null, true, false));

    private string Text(Diagnostic found) => Source.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length);
}
