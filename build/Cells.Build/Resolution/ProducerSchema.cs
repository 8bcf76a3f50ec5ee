using Cells.Schema;

namespace Cells.Build;

/// <summary>A producer's schema from the source that was planned.</summary>
internal static class ProducerSchema
{
    /// <summary>What the running cell answered, held to the fingerprint that it claims.</summary>
    /// <exception cref="BuildProblemException">CELL9008: it is no schema, or another one.</exception>
    public static SchemaFile OfLive(string alias, ProducerCandidate candidate, LiveAnswer.Running running)
    {
        const string Remedy = "Build that cell again with this version of Cells, and restart it.";
        string socket = CellPaths.Socket(candidate.Directory);
        SchemaFile schema = SchemaFile.Parse(running.Schema!, socket, Remedy);
        return string.Equals(schema.Fingerprint, running.Fingerprint, StringComparison.Ordinal)
            ? schema
            : throw new BuildProblemException(
                DiagnosticIds.SchemaUnreadable,
                $"The cell '{alias}' says that its fingerprint is {SchemaFile.Short(running.Fingerprint)}, and its schema has {SchemaFile.Short(schema.Fingerprint)}. {Remedy}",
                socket);
    }

    /// <summary>What the producer's last build exported.</summary>
    /// <exception cref="BuildProblemException">CELL9013: nothing. CELL9008: no schema.</exception>
    public static SchemaFile OfExport(string alias, string directory)
    {
        string path = CellPaths.Export(directory);
        return File.Exists(path)
            ? SchemaFile.Read(path)
            : throw new BuildProblemException(
                DiagnosticIds.NothingExported,
                $"The cell '{alias}' was built and exported no schema to '{path}'. Its project needs one class marked [Cell], and the Cells package.",
                path);
    }

    /// <exception cref="BuildProblemException">CELL9007: the consumer's manifest does not accept the schema's version.</exception>
    public static void CheckVersion(ManifestDependency dependency, SchemaSource source, SchemaFile schema, string manifestPath)
    {
        if (dependency.Version is { } range && SemanticVersion.TryParse(schema.Schema.Version, out SemanticVersion version) && !range.Contains(version))
        {
            throw new BuildProblemException(new BuildProblem(
                DiagnosticIds.NoVersionSatisfies,
                $"The {source.Name()} schema of '{dependency.Alias}' has version {version}, which '{range}' does not accept. Widen the range, or add the path of a version that fits.",
                manifestPath, dependency.Line, dependency.Column));
        }
    }
}
