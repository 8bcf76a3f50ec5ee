using Cells.Schema;

namespace Cells.Build;

/// <summary>A file in <c>cache/consumers/</c>: what a consumer's build left there.</summary>
/// <param name="Name">The consumer's name, of the record or, when that cannot be read, of the file.</param>
/// <param name="Record">The record; null when it cannot be read.</param>
/// <param name="LastWritten">When it was written, in UTC.</param>
internal sealed record RecordedConsumer(string Name, ConsumerRecord? Record, DateTimeOffset LastWritten)
{
    /// <summary>The consumer's own directory, when that is on this machine and its manifest still names the producer by path; else null.</summary>
    /// <param name="producer">The producer's canonical directory.</param>
    public string? FindHome(string producer)
    {
        if (Record?.Directory is not { } relative)
        {
            return null;
        }

        try
        {
            string home = CellPaths.Canonical(Path.Combine(producer, relative));
            return ManifestFile.Read(home)?.Manifest is { } manifest
                && CandidateReader.Directories(manifest, home).Any(directory => string.Equals(CellPaths.Canonical(directory), producer, StringComparison.Ordinal))
                ? home
                : null;
        }
        catch (Exception exception) when (exception is BuildProblemException or ArgumentException or IOException)
        {
            // A path that is none, or a manifest that cannot be read, is as good as gone.
            return null;
        }
    }
}
