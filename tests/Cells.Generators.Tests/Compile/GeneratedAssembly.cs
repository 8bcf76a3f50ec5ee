using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Generators.Tests.Compile;

/// <summary>Generated code compiled as in a user's project, with every warning an error and documentation demanded, and loaded.</summary>
internal static class GeneratedAssembly
{
    /// <summary>The compilation of <paramref name="generated"/> and a user's <paramref name="sources"/>.</summary>
    /// <param name="generated">The generated files.</param>
    /// <param name="documented">Whether public members must be documented: the user's sources, then, too.</param>
    /// <param name="sources">The user's files.</param>
    public static CSharpCompilation Compile(IEnumerable<GeneratedSource> generated, bool documented, params string[] sources)
    {
        CSharpCompilation compilation = Generation.Compile(sources);
        CSharpCompilationOptions options = compilation.Options.WithSpecificDiagnosticOptions(new Dictionary<string, ReportDiagnostic>
        {
            ["CS1591"] = documented ? ReportDiagnostic.Error : ReportDiagnostic.Suppress,
            ["CS1701"] = ReportDiagnostic.Suppress,
        });
        return compilation
            .WithOptions(options)
            .AddSyntaxTrees(generated.Select(file => CSharpSyntaxTree.ParseText(file.Text, Generation.ParseOptions, "/cells/generated/" + file.HintName)));
    }

    /// <summary>Fails with everything that the compiler says, hidden remarks aside, and the lines that it means.</summary>
    public static void AssertClean(Compilation compilation)
    {
        IEnumerable<string> complaints = compilation.GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden)
            .Select(static diagnostic => $"{diagnostic}\n    {LineOf(diagnostic.Location)}");
        string text = string.Join('\n', complaints);
        Assert.True(text.Length == 0, text);
    }

    /// <summary>Emits the compilation and loads the result beside the test's own assemblies.</summary>
    public static Assembly Load(Compilation compilation)
    {
        using MemoryStream image = new();
        AssertClean(compilation);
        Assert.True(compilation.Emit(image).Success);
        image.Position = 0;
        AssemblyLoadContext context = new(compilation.AssemblyName, isCollectible: true);
        return context.LoadFromStream(image);
    }

    private static string LineOf(Location location) =>
        location.SourceTree?.GetText().Lines[location.GetLineSpan().StartLinePosition.Line].ToString() ?? string.Empty;
}
