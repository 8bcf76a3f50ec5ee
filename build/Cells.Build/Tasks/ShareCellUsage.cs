using Cells.Directories;
using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Tells the cells that a cell depends on what it uses of them, by a file in the cache of each that lies on this machine.</summary>
/// <remarks>It runs in every build, since a producer's directory may have appeared, or lost its cache, while nothing here changed. It writes what differs.</remarks>
public sealed class ShareCellUsage : CellTask
{
    /// <summary>The cell's directory.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The directory in <c>obj/</c> for resolved schemas.</summary>
    [Required]
    public string IntermediatePath { get; set; } = string.Empty;

    /// <summary>The record of what the cell uses.</summary>
    [Required]
    public string RecordFile { get; set; } = string.Empty;

    /// <summary>The list of the files that were written into other cells' directories.</summary>
    [Required]
    public string SharedFile { get; set; } = string.Empty;

    /// <summary>The framework that is built for.</summary>
    public string TargetFramework { get; set; } = string.Empty;

    /// <summary>All frameworks that the project is built for, separated by <c>;</c>. Empty for a project of one.</summary>
    public string TargetFrameworks { get; set; } = string.Empty;

    private protected override void Run()
    {
        CellManifest manifest = ManifestFile.ReadOwn(ProjectDirectory);
        string name = manifest.Name ?? CellDirectory.At(ProjectDirectory).Name;
        string list = Path.GetFullPath(SharedFile, ProjectDirectory);
        string[] before = ReadOrNull(list)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        List<string> shared = [];
        if (ConsumerRecord.IsLegalName(name))
        {
            UsageRecord usage = ReadUsage();
            foreach (ManifestDependency dependency in manifest.Dependencies)
            {
                Share(dependency, usage, manifest, name, shared);
            }
        }
        else if (!manifest.Dependencies.IsEmpty)
        {
            Say($"cells: '{name}' is no name of a cell, so the cells that this one depends on do not know it. Give it one in cell.toml: name = \"…\" in [cell].");
        }

        foreach (string path in before.Except(shared, StringComparer.Ordinal))
        {
            Try(() => new SharedRecord(ProjectDirectory, name).Delete(path));
        }

        if (before.Length > 0 || shared.Count > 0)
        {
            AtomicFile.WriteIfDifferent(list, string.Concat(shared.Order(StringComparer.Ordinal).Select(static path => path + "\n")));
        }
    }

    private void Share(ManifestDependency dependency, UsageRecord usage, CellManifest manifest, string name, List<string> shared)
    {
        string schemaPath = ResolvedFiles.SchemaPath(Path.GetFullPath(IntermediatePath, ProjectDirectory), dependency.Alias);
        if (!File.Exists(schemaPath))
        {
            return;
        }

        SchemaFile schema = SchemaFile.Read(schemaPath);
        ConsumerRecord record = usage.ToConsumer(dependency.Alias, schema.Schema.Contract, schema.Fingerprint, name, manifest.Version.ToString());

        // Which of several directories serves is decided at run time, again and again.
        foreach (string path in dependency.Paths)
        {
            string directory = CandidateReader.DirectoryOf(path, ProjectDirectory);
            if (!File.Exists(CellPaths.Manifest(directory)))
            {
                Log.LogMessage(MessageImportance.Normal, $"cells: there is no cell in '{directory}' to be told what is used of '{dependency.Alias}'");
                continue;
            }

            Try(() =>
            {
                if (dependency.Version is not { } range || ManifestFile.Read(directory)?.Manifest is not { } producer || range.Contains(producer.Version))
                {
                    shared.Add(new SharedRecord(ProjectDirectory, name).Write(directory, record, schema.Text));
                }
            });
        }
    }

    // The producer knows the cell, and not its frameworks. Each of them writes its own record before it reads those of the others, so that the last one here has all, whatever their order.
    private UsageRecord ReadUsage() => RecordsOfOtherFrameworks()
        .Select(ReadOrNull)
        .OfType<string>()
        .Select(Read)
        .Aggregate(Read(ReadOrNull(RecordFile) ?? ""), static (usage, other) => usage.Union(other));

    // Without a record everything counts as used.
    private static UsageRecord Read(string text) => UsageRecord.Read(text) ?? new UsageRecord();

    // obj/Debug/net10.0/cells/usage.json: a directory of the path is the framework's.
    private IEnumerable<string> RecordsOfOtherFrameworks()
    {
        string[] path = RecordFile.Split('/', '\\');
        return TargetFrameworks.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(other => !string.Equals(other, TargetFramework, StringComparison.OrdinalIgnoreCase) && path.Contains(TargetFramework, StringComparer.OrdinalIgnoreCase))
            .Select(other => string.Join('/', path.Select(part => string.Equals(part, TargetFramework, StringComparison.OrdinalIgnoreCase) ? other : part)));
    }

    // The other cell's directory is a guest room: what cannot be done there does not fail this build.
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (BuildProblemException exception)
        {
            Say($"cells: another cell was not told what is used of it: {exception.Message}");
        }
    }

    private string? ReadOrNull(string path)
    {
        string full = Path.GetFullPath(path, ProjectDirectory);
        try
        {
            return File.Exists(full) ? File.ReadAllText(full) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
