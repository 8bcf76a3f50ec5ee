namespace Cells.Schema;

/// <summary>What changes demand of the producer's version.</summary>
public static class VersionDemand
{
    /// <summary>The step that a contract in the version <paramref name="version"/> takes: below 1.0.0 a break is a minor step, anything else a patch.</summary>
    public static VersionBump BumpOf(VersionBump contract, SemanticVersion version) => version.Major > 0 || contract == VersionBump.None ? contract
        : contract == VersionBump.Major ? VersionBump.Minor
        : VersionBump.Patch;

    /// <summary>The smallest version that follows <paramref name="version"/> by <paramref name="bump"/>.</summary>
    public static SemanticVersion Next(SemanticVersion version, VersionBump bump) => bump switch
    {
        VersionBump.Major => new SemanticVersion(version.Major + 1, 0, 0),
        VersionBump.Minor => new SemanticVersion(version.Major, version.Minor + 1, 0),
        // A pre-release is followed by its own release.
        VersionBump.Patch when version.IsPreRelease => new SemanticVersion(version.Major, version.Minor, version.Patch),
        VersionBump.Patch => new SemanticVersion(version.Major, version.Minor, version.Patch + 1),
        _ => version,
    };

    /// <summary>The finding CELL2004, or null when the producer's version tells enough of the changes since the consumer's.</summary>
    internal static CompatibilityFinding? Check(CellSchema before, CellSchema after, VersionBump bump, string cell)
    {
        if (!SemanticVersion.TryParse(before.Version, out SemanticVersion old) || !SemanticVersion.TryParse(after.Version, out SemanticVersion now))
        {
            return null;
        }

        SemanticVersion needed = Next(old, bump);
        // A pre-release of a version tells as much as the version itself.
        SemanticVersion told = new(now.Major, now.Minor, now.Patch);
        if (bump == VersionBump.None ? now >= old : now > old && told >= needed)
        {
            return null;
        }

        string why = bump == VersionBump.None
            ? $"{cell} was {before.Version} and is {after.Version}, which is lower."
            : $"{cell} is {(old.CompareTo(now) == 0 ? after.Version : $"{after.Version} after {before.Version}")}; these changes need {needed}.";
        return CompatibilityFinding.OfPolicy(CompatibilityRules.VersionTooLow, cell, cell, why, before.Version, after.Version);
    }
}
