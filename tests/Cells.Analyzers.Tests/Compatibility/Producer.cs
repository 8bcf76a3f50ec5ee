extern alias generators;

using System.Collections.Immutable;
using Cells.Generators.Tests;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;

namespace Cells.Analyzers.Tests;

/// <summary>A producer's project in memory: compiled with the generators, and analyzed with what a build would have gathered.</summary>
internal sealed class Producer
{
    private readonly List<AdditionalText> _files = [];
    private readonly List<GateConsumer> _consumers = [];
    private readonly Compilation _compilation;
    private readonly AdditionalFile _manifest;
    private string? _released;
    private DateTime? _asOf;
    private string? _breaks;

    public Producer(string source, string version = "1.0.0")
        : this([source], version)
    {
    }

    public Producer(IEnumerable<string> sources, string version)
    {
        _manifest = AdditionalFile.Manifest($"[cell]\nname = \"orders\"\nversion = \"{version}\"\n");
        CSharpCompilation compilation = Analysis.Compile(sources);
        CSharpGeneratorDriver
            .Create([new generators::Cells.Generators.CellGenerator().AsSourceGenerator()], [_manifest], Analysis.ParseOptions, new AdditionalFileOptions())
            .RunGeneratorsAndUpdateCompilation(compilation, out _compilation, out _);
    }

    public bool IsContinuousIntegration { get; init; }

    /// <summary>The schema document of the cell in <paramref name="source"/>.</summary>
    public static string Export(string source, string version = "1.0.0") => Export([source], version);

    /// <summary>The schema document of the cell in <paramref name="sources"/>.</summary>
    public static string Export(IEnumerable<string> sources, string version) => new Producer(sources, version).Schema;

    public Compilation Compilation => _compilation;

    private string Schema => (string)_compilation.Assembly.GetAttributes().Single(static attribute => attribute.AttributeClass?.Name == "CellSchemaAttribute").ConstructorArguments[2].Value!;

    /// <summary>Adds a consumer that was built against <paramref name="schema"/> and uses <paramref name="entries"/>; null: nobody knows what it uses.</summary>
    public Producer UsedBy(string name, string schema, GateStanding standing = GateStanding.Connected, string[]? entries = null, string? sourceRoot = null, string version = "1.0.0")
    {
        string? usage = null;
        if (entries is not null)
        {
            ConsumerRecord record = new()
            {
                Name = name,
                Version = version,
                Contract = "Shop.Orders",
                Fingerprint = new string('0', 64),
                Kinds = UsageKinds.All,
                Uses = entries.Select(static (entry, index) => new RecordedUse(entry, [new UsePlace("Cart.cs", 41 + index)])).ToEquatableArray(),
            };
            usage = Add("usage", record.Write());
        }

        _consumers.Add(new GateConsumer
        {
            Name = name,
            Version = version,
            Standing = standing,
            Instances = standing == GateStanding.Connected ? 4 : 0,
            Schema = Add("baseline", schema),
            Usage = usage,
            SourceRoot = sourceRoot,
        });
        return this;
    }

    /// <summary>Makes <paramref name="schema"/> the newest release.</summary>
    public Producer Released(string schema)
    {
        _released = Add("baseline", schema);
        return this;
    }

    /// <summary>Adds a <c>cells.breaks.json</c>.</summary>
    public Producer Accepting(string breaks, DateTime? asOf = null)
    {
        _breaks = breaks;
        _asOf = asOf;
        return this;
    }

    /// <summary>Adds a file as it is.</summary>
    public Producer With(AdditionalFile file)
    {
        _files.Add(file);
        return this;
    }

    /// <summary>What the analyzer says, worst first.</summary>
    public async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(CompilationOptions? options = null)
    {
        ImmutableArray<Diagnostic> found = await Prepare(options).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderByDescending(static diagnostic => diagnostic.Severity).ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    /// <summary>What the analyzer registered.</summary>
    public async Task<AnalyzerTelemetryInfo> MeasureAsync()
    {
        CompilationWithAnalyzers analysis = Prepare(null);
        await analysis.GetAnalyzerDiagnosticsAsync();
        return await analysis.GetAnalyzerTelemetryInfoAsync(analysis.Analyzers[0], CancellationToken.None);
    }

    private CompilationWithAnalyzers Prepare(CompilationOptions? compilationOptions)
    {
        GateDocument gate = new() { Consumers = _consumers.ToEquatableArray(), Released = _released, AsOf = _asOf };
        List<AdditionalText> files = [_manifest, .. _files];
        if (!gate.IsEmpty)
        {
            files.Add(AdditionalFile.OfKind("consumers", "/cells/this/obj/cells/gate/consumers.json", gate.Write()));
        }

        if (_breaks is not null)
        {
            files.Add(AdditionalFile.OfKind("breaks", "/cells/this/cells.breaks.json", _breaks));
        }

        AdditionalFileOptions options = IsContinuousIntegration ? new(("ContinuousIntegrationBuild", "true")) : new();
        return _compilation.WithOptions(compilationOptions ?? _compilation.Options)
            .WithAnalyzers([new CompatibilityAnalyzer()], new CompilationWithAnalyzersOptions(new AnalyzerOptions([.. files], options), null, true, false));
    }

    private string Add(string kind, string text)
    {
        string key = GateDocument.KeyOf(text);
        string path = $"/cells/this/obj/cells/gate/{key}.json";
        if (!_files.Exists(file => file.Path == path))
        {
            _files.Add(AdditionalFile.OfKind(kind, path, text));
        }

        return key;
    }
}
