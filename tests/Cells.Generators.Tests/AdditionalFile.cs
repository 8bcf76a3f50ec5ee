using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Generators.Tests;

/// <summary>An additional file with the metadata that the build sets.</summary>
internal sealed class AdditionalFile : AdditionalText
{
    private readonly SourceText _text;

    private AdditionalFile(string path, string text, string kind, string? alias, string? source)
    {
        Path = path;
        _text = SourceText.From(text);
        Metadata = new Dictionary<string, string>
        {
            ["build_metadata.AdditionalFiles.CellsKind"] = kind,
            ["build_metadata.AdditionalFiles.CellsAlias"] = alias ?? string.Empty,
            ["build_metadata.AdditionalFiles.CellsSource"] = source ?? string.Empty,
        };
    }

    public override string Path { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public static AdditionalFile Manifest(string toml) => new("/cells/this/cell.toml", toml, "manifest", null, null);

    public static AdditionalFile Dependency(string alias, string json, string source = "exported") =>
        new($"/cells/this/obj/cells/{alias}.schema.json", json, "dependency", alias, source);

    /// <summary>A file of another kind.</summary>
    public static AdditionalFile OfKind(string kind, string path, string text, string? alias = null) => new(path, text, kind, alias, null);

    /// <summary>The same file in another folder.</summary>
    public AdditionalFile MovedTo(string folder) => new(
        folder + Path,
        _text.ToString(),
        Metadata["build_metadata.AdditionalFiles.CellsKind"],
        Metadata["build_metadata.AdditionalFiles.CellsAlias"],
        Metadata["build_metadata.AdditionalFiles.CellsSource"]);

    public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
}
