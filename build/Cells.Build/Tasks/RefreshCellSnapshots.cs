using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>After a successful compile, makes the committed snapshots say what it was compiled against.</summary>
public sealed class RefreshCellSnapshots : CellTask
{
    /// <summary>The consumer's directory, for messages.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The snapshots to write; metadata <c>Schema</c> is the file in <c>obj/</c> to take the text from, <c>SeenSnapshot</c> the analyzers' copy.</summary>
    [Required]
    public ITaskItem[] Snapshots { get; set; } = [];

    private protected override void Run()
    {
        foreach (ITaskItem snapshot in Snapshots)
        {
            string schemaPath = snapshot.GetMetadata("Schema");
            string seen = snapshot.GetMetadata("SeenSnapshot");
            SchemaFile schema = SchemaFile.Read(schemaPath);
            if (AtomicFile.WriteIfDifferent(snapshot.ItemSpec, schema.Text))
            {
                Say($"cells: wrote '{Path.GetRelativePath(ProjectDirectory, snapshot.ItemSpec)}'");
            }

            if (AtomicFile.WriteIfDifferent(seen, schema.Text))
            {
                // An input of the compile that has just ended: with a new timestamp, the next build would compile again.
                File.SetLastWriteTimeUtc(seen, File.GetLastWriteTimeUtc(schemaPath));
            }
        }
    }
}
