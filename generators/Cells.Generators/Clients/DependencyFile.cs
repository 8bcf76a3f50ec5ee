using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Generators;

/// <summary>A dependency's schema as the build resolved it.</summary>
/// <param name="Alias">The dependency's name in <c>cell.toml</c>.</param>
/// <param name="Path">The path of the schema file, for messages only.</param>
/// <param name="Schema">The schema; null when the file holds none.</param>
/// <param name="Error">Why not; null when <paramref name="Schema"/> is there.</param>
internal sealed record DependencyFile(string Alias, string Path, CellSchema? Schema, SchemaError? Error)
{
    private const string Kind = "build_metadata.AdditionalFiles.CellsKind";
    private const string AliasKey = "build_metadata.AdditionalFiles.CellsAlias";

    /// <summary>Whether the build marked <paramref name="file"/> as of <paramref name="kind"/>.</summary>
    public static bool IsOfKind(AdditionalText file, AnalyzerConfigOptionsProvider options, string kind) =>
        KindOf(file, options) == kind;

    /// <summary>What the build marked <paramref name="file"/> as; null for a file that is not ours.</summary>
    public static string? KindOf(AdditionalText file, AnalyzerConfigOptionsProvider options) => options.GetOptions(file).TryGetValue(Kind, out string? value) ? value : null;

    /// <summary>The alias that the build gave to <paramref name="file"/>; empty when it gave none.</summary>
    public static string AliasOf(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue(AliasKey, out string? value) ? value : string.Empty;

    /// <summary>Reads the file. Bad input is a result, never an exception.</summary>
    public static DependencyFile Read(string alias, AdditionalText file, CancellationToken cancel)
    {
        if (file.GetText(cancel) is not { } text)
        {
            return new DependencyFile(alias, file.Path, null, new SchemaError("The file cannot be read. Build again to resolve it.", 0, 0, "$"));
        }

        SchemaReadResult result = SchemaDocument.Read(text.ToString());
        return new DependencyFile(alias, file.Path, result.Schema, result.Error);
    }
}
