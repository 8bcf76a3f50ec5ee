namespace Cells.Schema;

/// <summary>The released versions of a cell's schema, the oldest first.</summary>
public sealed class SchemaHistory
{
    private readonly List<FrozenSchema> _versions;

    /// <summary>The history of these versions, in any order.</summary>
    public SchemaHistory(IEnumerable<FrozenSchema> versions)
        => _versions = [.. versions.OrderBy(static frozen => frozen.Version).ThenBy(static frozen => frozen.Version.Build, StringComparer.Ordinal)];

    /// <summary>The versions by precedence, the oldest first.</summary>
    public IReadOnlyList<FrozenSchema> Versions => _versions;

    /// <summary>The version that the next one must follow: the newest release, since a pre-release promises nothing; null when nothing was released.</summary>
    public FrozenSchema? LastRelease => _versions.FindLast(static frozen => !frozen.Version.IsPreRelease);

    /// <summary>The versions whose clients the cell promises to serve.</summary>
    /// <param name="accepts">The manifest's <c>[schema] accepts</c>; null promises none.</param>
    public IReadOnlyList<FrozenSchema> Promised(VersionRange? accepts)
        => accepts is null ? [] : [.. _versions.Where(frozen => accepts.Contains(frozen.Version))];

    /// <summary>The version with the precedence of <paramref name="version"/>, whatever its build metadata; null when it was not released.</summary>
    public FrozenSchema? Find(SemanticVersion version) => _versions.Find(frozen => frozen.Version.CompareTo(version) == 0);
}
