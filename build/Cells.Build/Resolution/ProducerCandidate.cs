using Cells.Schema;

namespace Cells.Build;

/// <summary>Everything that decides how one directory of a dependency can give its schema.</summary>
internal sealed record ProducerCandidate
{
    /// <summary>The directory, absolute, spelled as the manifest spells it: the identity of its project in MSBuild depends on the spelling.</summary>
    public required string Directory { get; init; }

    public required bool Exists { get; init; }

    /// <summary>The project to build; null when there is none beside the <c>cell.toml</c>.</summary>
    public string? ProjectFile { get; init; }

    /// <summary>The version that a build would export; null when the manifest says nothing readable.</summary>
    public SemanticVersion? SourceVersion { get; init; }

    public required LiveAnswer Live { get; init; }

    /// <summary>Whether <c>cache/schema.json</c> is there.</summary>
    public bool IsExported { get; init; }

    /// <summary>The cycle that the edge is part of; empty when it is in none.</summary>
    public IReadOnlyList<string> Cycle { get; init; } = [];

    /// <summary>Whether this build may build the project: not across the wrong edge of a cycle, not with <c>BuildProjectReferences=false</c>.</summary>
    public bool MayBuild { get; init; }
}
