using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Schemas;

/// <summary>The schemas of past versions that a producer commits: <c>schemas/&lt;version&gt;.json</c>.</summary>
internal sealed class RetainedSchemas
{
    private readonly SortedDictionary<SemanticVersion, string> _files = [];

    private RetainedSchemas(string folder) => Folder = folder;

    /// <summary>The folder, in full.</summary>
    public string Folder { get; }

    /// <summary>The versions there are, the oldest first.</summary>
    public IReadOnlyCollection<SemanticVersion> Versions => _files.Keys;

    /// <summary>Lists those of the cell in <paramref name="directory"/>; files that are not named for a version are no part of the history.</summary>
    public static RetainedSchemas In(string directory)
    {
        RetainedSchemas retained = new(Path.Combine(Path.GetFullPath(directory), FrozenSchema.DirectoryName));
        if (Directory.Exists(retained.Folder))
        {
            foreach (string file in Directory.EnumerateFiles(retained.Folder, "*.json"))
            {
                if (FrozenSchema.TryParseFileName(Path.GetFileName(file), out SemanticVersion version))
                {
                    retained._files[version] = file;
                }
            }
        }

        return retained;
    }

    /// <summary>The file of a version, whether it is there or not.</summary>
    public string FileOf(SemanticVersion version) => _files.GetValueOrDefault(version) ?? Path.Combine(Folder, FrozenSchema.FileName(version));

    /// <summary>Reads the schema of <paramref name="version"/>. Whatever is wrong with it is a result.</summary>
    public async Task<SideSchema> ReadAsync(SemanticVersion version, CancellationToken cancellationToken)
    {
        string file = FileOf(version);
        string origin = DisplayPath.Of(file);
        if (!_files.ContainsKey(version))
        {
            string there = _files.Count == 0 ? "no version is kept there" : $"it has {string.Join(", ", _files.Keys)}";
            return SideSchema.Failed(origin, $"There is no {origin}: {there}. `cells schema freeze` keeps one.");
        }

        return RequireVersion(await SchemaFile.ReadAsync(file, cancellationToken), version);
    }

    /// <summary>Holds a kept schema to the version that its file is named for.</summary>
    public static SideSchema RequireVersion(SideSchema read, SemanticVersion version)
        => read.Schema is null || (SemanticVersion.TryParse(read.Schema.Version, out SemanticVersion held) && held.CompareTo(version) == 0) ? read
            : SideSchema.Failed(
                read.Origin, $"{read.Origin} holds version {read.Schema.Version}, not {version}: rename the file, or freeze the version again.", read.File);
}
