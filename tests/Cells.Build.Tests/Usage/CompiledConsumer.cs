extern alias generators;

using System.Text;
using Cells.Connections;
using Cells.Generators.Tests;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Build.Tests;

/// <summary>A consumer that was compiled with the clients that its generator wrote, in a project directory of its own.</summary>
internal sealed class CompiledConsumer : IDisposable
{
    /// <summary>What the consumer depends on. <c>Search</c> was once called <c>Find</c>.</summary>
    public static readonly CellSchema Catalog = new()
    {
        Contract = "Shop.Catalog",
        Name = "catalog",
        Version = "1.0.0",
        Calls =
        [
            new CallSchema { Name = "Get", Kind = CallKind.Unary },
            new CallSchema { Name = "List", Kind = CallKind.Unary },
            new CallSchema { Name = "Search", Kind = CallKind.Unary, OldNames = ["Find"] },
        ],
    };

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path).StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                || Path.GetFileName(path) == "Microsoft.CSharp.dll")
            .Select(static path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(CellChannel).Assembly.Location),
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly CellSchema _schema;
    private readonly string _project;
    private readonly string? _namespace;

    /// <param name="source">The program's only file, <c>Program.cs</c>.</param>
    /// <param name="kind">What is compiled.</param>
    /// <param name="settings">The dependency's settings in <c>cell.toml</c>.</param>
    /// <param name="debug">Where the PDB goes; null for none.</param>
    /// <param name="schema">What the consumer depends on; <see cref="Catalog"/> by default.</param>
    /// <param name="optimization">How it is compiled.</param>
    /// <param name="directory">Where in the test's directory it lies.</param>
    public CompiledConsumer(
        string source,
        OutputKind kind = OutputKind.ConsoleApplication,
        string settings = "",
        DebugInformationFormat? debug = DebugInformationFormat.PortablePdb,
        CellSchema? schema = null,
        OptimizationLevel optimization = OptimizationLevel.Debug,
        string directory = "")
    {
        _schema = schema ?? Catalog;
        _project = Path.Combine(_directory.Path, directory);
        Directory.CreateDirectory(_project);
        string manifest = $"[deps]\ncatalog = {{ path = \"../catalog\"{settings} }}\n";
        _namespace = CellManifest.Read(manifest, "cell.toml").Manifest!.Dependencies[0].Namespace;
        string path = Path.Combine(_project, "Program.cs");
        File.WriteAllText(path, source);
        CSharpParseOptions parse = new(LanguageVersion.Latest);
        CSharpCompilation program = CSharpCompilation.Create(
            "Pricing", [CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), parse, path)], References, new CSharpCompilationOptions(kind, optimizationLevel: optimization));
        CSharpGeneratorDriver.Create(
                [new generators::Cells.Generators.ClientGenerator().AsSourceGenerator()],
                [AdditionalFile.Manifest(manifest), AdditionalFile.Dependency("catalog", SchemaDocument.Write(_schema))],
                parse,
                new AdditionalFileOptions())
            .RunGeneratorsAndUpdateCompilation(program, out Compilation compilation, out _);
        Emit(compilation, debug);
    }

    /// <summary>The compiled assembly.</summary>
    public string AssemblyPath => Path.Combine(_project, "Pricing.dll");

    /// <summary>The PDB beside it.</summary>
    public string PdbPath => Path.Combine(_project, "Pricing.pdb");

    /// <summary>What the build finds.</summary>
    public UsageRecord ReadUsage() => AssemblyUsageReader.Read(
        AssemblyPath, _project, [new ConsumedContract("catalog", _namespace, _schema, SchemaFingerprint.Compute(_schema))]);

    /// <summary>Makes the test's directory the root of a git repository.</summary>
    public void MarkRepository(bool isWorktree)
    {
        string mark = _directory.File(".git");
        if (isWorktree)
        {
            File.WriteAllText(mark, "gitdir: elsewhere");
        }
        else
        {
            Directory.CreateDirectory(mark);
        }
    }

    public void Dispose() => _directory.Dispose();

    private void Emit(Compilation compilation, DebugInformationFormat? debug)
    {
        using FileStream assembly = File.Create(AssemblyPath);
        using FileStream? pdb = debug == DebugInformationFormat.PortablePdb ? File.Create(PdbPath) : null;
        EmitResult result = compilation.Emit(
            assembly, pdb, options: debug is { } format ? new EmitOptions(debugInformationFormat: format, pdbFilePath: PdbPath) : null);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
    }
}
