using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests;

/// <summary>The schema of a producer as a build gets it: compiled with the generator, and read from the assembly's attribute.</summary>
internal static class ExportedSchema
{
    /// <summary>The schema of the cell in <paramref name="source"/>.</summary>
    /// <param name="source">One file of a producer.</param>
    /// <param name="version">The version in its cell.toml.</param>
    public static CellSchema Of(string source, string version)
    {
        SchemaReadResult read = SchemaDocument.Read(TextOf(source, version));
        Assert.Null(read.Error);
        return read.Schema! with { Version = version };
    }

    /// <summary>The schema document of the cell in <paramref name="source"/>.</summary>
    public static string TextOf(string source, string version) => TextOf(source, version, out _);

    /// <summary>The schema document of the cell in <paramref name="source"/>, and what the generator made of it.</summary>
    public static string TextOf(string source, string version, out GenerationResult result)
    {
        result = Generation.Run(
            Generation.Compile(source), [new CellGenerator()], AdditionalFile.Manifest($"[cell]\nversion = \"{version}\"\n"));
        Assert.DoesNotContain(result.Diagnostics, static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        AttributeData attribute = Assert.Single(
            result.Output.Assembly.GetAttributes(), static candidate => candidate.AttributeClass?.ToDisplayString() == "Cells.CellSchemaAttribute");
        return (string)attribute.ConstructorArguments[2].Value!;
    }
}
