extern alias runtime;

using System.Collections.Immutable;
using Cells.Generators.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Analyzers.Tests;

/// <summary>Runs the contract analyzer over snippets, as a build does after the generators.</summary>
internal static class Analysis
{
    /// <summary>What nearly every snippet needs. The snippets themselves start with a line of their own.</summary>
    public const string Header =
        "#nullable enable\nusing Cells; using System; using System.Collections.Generic; using System.ComponentModel.DataAnnotations; using System.Threading; using System.Threading.Tasks;\n";

    public static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithDocumentationMode(DocumentationMode.Diagnose);

    /// <summary>The platform and the runtime.</summary>
    public static ImmutableArray<MetadataReference> References { get; } = FindReferences();

    /// <summary>A library of <paramref name="sources"/>.</summary>
    public static CSharpCompilation Compile(IEnumerable<string> sources) => CSharpCompilation.Create(
        "UserProject",
        sources.Select((text, index) => CSharpSyntaxTree.ParseText(text, ParseOptions, $"/cells/this/Source{index}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The analyzer's diagnostics for whole files, in the order of their places.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(IEnumerable<string> sources, params IEnumerable<AdditionalText> files)
    {
        CSharpCompilation compilation = Compile(sources);
        AnalyzerOptions additional = new([.. files], new AdditionalFileOptions(("CellsPropsImported", "true")));
        CompilationWithAnalyzers analyzers = compilation.WithAnalyzers([new ContractAnalyzer()], new CompilationWithAnalyzersOptions(additional, null, true, false));
        ImmutableArray<Diagnostic> found = await analyzers.GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. platform.Split(Path.PathSeparator)
                .Where(static path => Path.GetFileName(path) is string name
                    && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)))
                .Select(static path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(runtime::Cells.CellAttribute).Assembly.Location),
        ];
    }
}
