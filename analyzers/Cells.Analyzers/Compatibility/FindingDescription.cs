using System.Collections.Immutable;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>What a diagnostic carries beside its message: facts for its fixes, and the places where consumers use what changed.</summary>
internal static class FindingDescription
{
    private const int MaxUseSites = 20;

    /// <summary>The properties of a change.</summary>
    public static ImmutableDictionary<string, string?> Of(GateFinding found, SemanticVersion? demanded) => Of(found.Finding, demanded).SetItem(
        FindingProperties.Consumers,
        string.Join(",", found.Consumers.Select(static held => held.Consumer.Name).Distinct(StringComparer.Ordinal).OrderBy(static name => name, StringComparer.Ordinal)));

    /// <summary>The properties of a finding.</summary>
    public static ImmutableDictionary<string, string?> Of(CompatibilityFinding finding, SemanticVersion? demanded)
    {
        ImmutableDictionary<string, string?>.Builder properties = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        Add(FindingProperties.Finding, finding.Fingerprint);
        Add(FindingProperties.Path, finding.Path);
        Add(FindingProperties.OldName, finding.Place.DeclaredName);
        Add(FindingProperties.NewName, finding.DeclaredName);
        Add(FindingProperties.DeclaringType, finding.DeclaringType);
        Add(FindingProperties.Before, finding.Before);
        Add(FindingProperties.After, finding.After);
        Add(FindingProperties.DemandedVersion, demanded?.ToString());
        return properties.ToImmutable();

        void Add(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                properties.Add(key, value);
            }
        }
    }

    /// <summary>The properties of an acceptance that accepts nothing.</summary>
    public static ImmutableDictionary<string, string?> Of(SuppressionFinding entry)
        => ImmutableDictionary<string, string?>.Empty.Add(FindingProperties.Finding, entry.Entry.Fingerprint).Add(FindingProperties.Path, entry.Entry.Path);

    /// <summary>Where consumers whose source is on this machine use what changed.</summary>
    public static IEnumerable<Location> UseSites(GateFinding found) => found.Consumers
        .Where(static held => held.Consumer.SourceRoot is not null && held.Use is not null)
        .SelectMany(static held => held.Use!.Places.Select(place => (Path: Path.Combine(held.Consumer.SourceRoot!, place.File), place.Line)))
        .Distinct()
        .Take(MaxUseSites)
        .Select(static place => FilePlace.Of(place.Path, place.Line));
}
