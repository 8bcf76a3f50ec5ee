extern alias runtime;

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Generators.Tests;

/// <summary>Compiles snippets as a user's project does and runs the generators over them.</summary>
internal static class Generation
{
    /// <summary>How user projects are parsed: with documentation comments, and with the strictest features.</summary>
    public static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithDocumentationMode(DocumentationMode.Diagnose)
        .WithFeatures([new KeyValuePair<string, string>("strict", "true")]);

    private static readonly ImmutableArray<MetadataReference> References = FindReferences();

    /// <summary>A library of <paramref name="sources"/>, named <c>Source0.cs</c>, <c>Source1.cs</c> and so on.</summary>
    public static CSharpCompilation Compile(params IReadOnlyList<string> sources) => CSharpCompilation.Create(
        "UserProject",
        sources.Select((text, index) => CSharpSyntaxTree.ParseText(text, ParseOptions, $"/cells/this/Source{index}.cs")),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error,
            specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress), new("CS1701", ReportDiagnostic.Suppress)]));

    /// <summary>A driver of <paramref name="generators"/> that records its steps.</summary>
    public static GeneratorDriver CreateDriver(IEnumerable<IIncrementalGenerator> generators, params IEnumerable<AdditionalText> files) =>
        CSharpGeneratorDriver.Create(
            generators.Select(static generator => generator.AsSourceGenerator()),
            files,
            ParseOptions,
            new AdditionalFileOptions(),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs <paramref name="generators"/> once over <paramref name="compilation"/>.</summary>
    public static GenerationResult Run(
        Compilation compilation,
        IEnumerable<IIncrementalGenerator> generators,
        params IEnumerable<AdditionalText> files)
    {
        GeneratorDriver driver = CreateDriver(generators, files)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        return new GenerationResult(driver, driver.GetRunResult(), output);
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        IEnumerable<string> framework = platform.Split(Path.PathSeparator).Where(static path =>
            Path.GetFileName(path) is string name
            && (name.StartsWith("System.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                || name is "netstandard.dll" or "mscorlib.dll" or "Microsoft.Win32.Primitives.dll"));
        return
        [
            .. framework.Select(static path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(runtime::Cells.CellAttribute).Assembly.Location),
        ];
    }
}

/// <summary>What a run left behind.</summary>
/// <param name="Driver">The driver, for a further run.</param>
/// <param name="Run">What the generators did.</param>
/// <param name="Output">The compilation with the generated source.</param>
internal sealed record GenerationResult(GeneratorDriver Driver, GeneratorDriverRunResult Run, Compilation Output)
{
    /// <summary>The generated files: name and text, ordered by name.</summary>
    public IReadOnlyList<(string HintName, string Text)> Files =>
    [
        .. Run.Results
            .SelectMany(static result => result.GeneratedSources)
            .OrderBy(static source => source.HintName, StringComparer.Ordinal)
            .Select(static source => (source.HintName, source.SourceText.ToString())),
    ];

    /// <summary>The errors and warnings of the compilation with the generated source, and the generators' own diagnostics.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics =>
        [.. Output.GetDiagnostics().Where(static diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden), .. Run.Diagnostics];
}
