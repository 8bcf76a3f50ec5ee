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

    /// <summary>
    /// The namespaces that count in the code of <paramref name="file"/>. For its own contract only its own setting does, so that two instances of one contract
    /// can live in two namespaces.
    /// </summary>
    public static IEnumerable<NamespaceOverride> OverridesFor(DependencyFile file, IEnumerable<DependencyFile> files, IReadOnlyCollection<DependencySettings> settings) =>
        from other in files
        where other.Schema is not null && (other == file || other.Schema.Contract != file.Schema!.Contract)
        let space = settings.FirstOrDefault(item => string.Equals(item.Alias, other.Alias, StringComparison.Ordinal))?.Namespace
        where space is not null
        select new NamespaceOverride(other.Schema!.Contract, space);
}
