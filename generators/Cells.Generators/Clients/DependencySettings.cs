using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>What <c>cell.toml</c> says about the code of a dependency.</summary>
/// <param name="Alias">The dependency's name.</param>
/// <param name="Namespace">The namespace that stands in for the contract's own; null to keep that.</param>
/// <param name="Visibility"><c>public</c> or <c>internal</c>.</param>
internal sealed record DependencySettings(string Alias, string? Namespace, string Visibility)
{
    /// <summary>The settings in a manifest; none when it does not read, which is reported elsewhere.</summary>
    public static EquatableArray<DependencySettings> Read(AdditionalText file, CancellationToken cancel)
    {
        CellManifest? manifest = CellManifest.Read(file.GetText(cancel)?.ToString() ?? string.Empty, file.Path).Manifest;
        return manifest is null
            ? []
            : manifest.Dependencies
                .Select(dependency => new DependencySettings(
                    dependency.Alias,
                    dependency.Namespace,
                    dependency.Visibility == DependencyVisibility.Internal ? "internal" : "public"))
                .ToEquatableArray();
    }
}
