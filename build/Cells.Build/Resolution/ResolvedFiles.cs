namespace Cells.Build;

/// <summary>The schemas of dependencies in <c>obj/…/cells/</c>, as a build resolved them.</summary>
internal static class ResolvedFiles
{
    /// <summary>The resolved schema of a dependency: what the generator reads.</summary>
    public static string SchemaPath(string intermediateDirectory, string alias) => Path.Combine(intermediateDirectory, $"{alias}.schema.json");

    /// <summary>The snapshot of a dependency as the last compile saw it: what the analyzers compare with.</summary>
    public static string SnapshotPath(string intermediateDirectory, string alias) => Path.Combine(intermediateDirectory, $"{alias}.snapshot.json");

    /// <summary>Puts another schema of a dependency in the place of the one that the last build resolved, for design-time builds and the next build.</summary>
    /// <returns>Whether the file changed.</returns>
    /// <exception cref="BuildProblemException">CELL9009: it cannot be written.</exception>
    public static bool Replace(string intermediateDirectory, string alias, SchemaSource source, SchemaFile schema)
    {
        Dictionary<string, ResolvedDependency> resolved = ResolutionRecord.Read(intermediateDirectory);
        resolved[alias] = new ResolvedDependency(alias, source, schema.Fingerprint, schema.Schema.Version);
        bool isChanged = AtomicFile.WriteIfDifferent(SchemaPath(intermediateDirectory, alias), schema.Text);
        ResolutionRecord.Write(intermediateDirectory, resolved.Values);
        return isChanged;
    }
}
