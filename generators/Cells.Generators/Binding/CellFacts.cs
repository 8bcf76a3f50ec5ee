using System.Security;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>What <c>cell.toml</c> says about the cell itself.</summary>
/// <param name="Name">The cell's name, by default its directory's.</param>
/// <param name="Version">The version.</param>
/// <param name="Description">What the cell is for; null where not stated.</param>
internal sealed record CellFacts(string Name, string Version, string? Description)
{
    /// <summary>The facts in a manifest; null when it does not read, which the build reports.</summary>
    public static CellFacts? Read(AdditionalText file, CancellationToken cancel)
    {
        CellManifest? manifest = CellManifest.Read(file.GetText(cancel)?.ToString() ?? string.Empty, file.Path).Manifest;
        if (manifest is null)
        {
            return null;
        }

        string directory = Path.GetFileName(Path.GetDirectoryName(file.Path) ?? string.Empty);
        return new CellFacts(manifest.Name ?? directory, manifest.Version.ToString(), manifest.Description);
    }

    /// <summary>The schema with these facts. The description stands in for a class without a comment.</summary>
    public CellSchema ApplyTo(CellSchema schema) => schema with
    {
        Name = Name.Length == 0 ? schema.Name : Name,
        Version = Version,
        Documentation = schema.Documentation ?? (Description is null ? null : $"<summary>{SecurityElement.Escape(Description)}</summary>"),
    };
}
