using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Writes down which calls of its dependencies a compiled cell uses.</summary>
public sealed class RecordCellUsage : CellTask
{
    // What the stamp says: whether anyone should look for the file.
    private const string None = "none";
    private const string Written = "written";

    /// <summary>The cell's directory.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The directory in <c>obj/</c> for resolved schemas.</summary>
    [Required]
    public string IntermediatePath { get; set; } = string.Empty;

    /// <summary>The compiled assembly.</summary>
    [Required]
    public string AssemblyFile { get; set; } = string.Empty;

    /// <summary>The record.</summary>
    [Required]
    public string RecordFile { get; set; } = string.Empty;

    /// <summary>The file whose timestamp says when the record was last right.</summary>
    [Required]
    public string Stamp { get; set; } = string.Empty;

    private protected override void Run()
    {
        CellManifest manifest = ManifestFile.ReadOwn(ProjectDirectory);
        string record = Path.GetFullPath(RecordFile, ProjectDirectory);
        if (manifest.Dependencies.IsEmpty)
        {
            AtomicFile.Delete(record);
        }
        else
        {
            AtomicFile.WriteIfDifferent(record, ReadUsage(manifest).Write());
        }

        AtomicFile.Write(Path.GetFullPath(Stamp, ProjectDirectory), manifest.Dependencies.IsEmpty ? None : Written);
    }

    private UsageRecord ReadUsage(CellManifest manifest)
    {
        try
        {
            return AssemblyUsageReader.Read(Path.GetFullPath(AssemblyFile, ProjectDirectory), ProjectDirectory, ReadContracts(manifest));
        }
        catch (BuildProblemException exception)
        {
            // A record without dependencies says that everything is used, and takes the place of one that has become wrong.
            LogWarning(exception.Problem);
            return new UsageRecord();
        }
    }

    private List<ConsumedContract> ReadContracts(CellManifest manifest)
    {
        string intermediate = Path.GetFullPath(IntermediatePath, ProjectDirectory);
        List<ConsumedContract> contracts = [];
        foreach (ManifestDependency dependency in manifest.Dependencies)
        {
            string path = ResolvedFiles.SchemaPath(intermediate, dependency.Alias);
            // The compiler has seen this file; one that is gone since is a build in the middle of another.
            if (File.Exists(path))
            {
                SchemaFile schema = SchemaFile.Read(path);
                contracts.Add(new ConsumedContract(dependency.Alias, dependency.Namespace, schema.Schema, schema.Fingerprint));
            }
        }

        return contracts;
    }
}
