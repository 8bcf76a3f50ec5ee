using System.Text;

namespace Cells.Build;

/// <summary>The file <c>obj/…/cells/resolution.txt</c>: one line a dependency, tab-separated. Design-time builds and the next live query read it.</summary>
internal static class ResolutionRecord
{
    private const string FileName = "resolution.txt";

    public static string Path(string intermediateDirectory) => System.IO.Path.Combine(intermediateDirectory, FileName);

    /// <summary>The record by alias; empty when there is none, and without the lines that make no sense.</summary>
    public static Dictionary<string, ResolvedDependency> Read(string intermediateDirectory)
    {
        Dictionary<string, ResolvedDependency> resolved = new(StringComparer.Ordinal);
        try
        {
            if (File.Exists(Path(intermediateDirectory)))
            {
                foreach (string line in File.ReadLines(Path(intermediateDirectory)))
                {
                    if (line.Split('\t') is [{ Length: > 0 } alias, string source, string fingerprint, string version] && SchemaSourceNames.TryParse(source, out SchemaSource known))
                    {
                        resolved[alias] = new ResolvedDependency(alias, known, fingerprint, version);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only a cache: without it, more is asked.
            resolved.Clear();
        }

        return resolved;
    }

    /// <exception cref="BuildProblemException">CELL9009: the file cannot be written.</exception>
    public static void Write(string intermediateDirectory, IEnumerable<ResolvedDependency> resolved)
    {
        StringBuilder text = new();
        foreach (ResolvedDependency dependency in resolved)
        {
            text.Append(dependency.Alias).Append('\t').Append(dependency.Source.Name()).Append('\t')
                .Append(dependency.Fingerprint).Append('\t').Append(dependency.Version).Append('\n');
        }

        AtomicFile.WriteIfDifferent(Path(intermediateDirectory), text.ToString());
    }
}
