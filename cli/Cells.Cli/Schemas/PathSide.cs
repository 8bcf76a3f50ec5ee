using Cells.Cli.Output;
using Cells.Directories;

namespace Cells.Cli.Schemas;

/// <summary>A path: a cell's directory stands for what its last build exported, a file for the schema in it, a socket for what listens there.</summary>
internal sealed record PathSide(string Text) : SchemaSide(Text)
{
    public override string? CellDirectory => Directory.Exists(Text) ? Text : null;

    public override async Task<IReadOnlyList<SideSchema>> ResolveAsync(SideContext context, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Text))
        {
            return [await ReadExportAsync(Directories.CellDirectory.At(Text), cancellationToken)];
        }

        if (!File.Exists(Text))
        {
            return [SideSchema.Failed(Text, $"There is no {DisplayPath.Of(Text)}. A side is {Forms}.")];
        }

        SideSchema read = await SchemaFile.ReadAsync(Text, cancellationToken);
        return [read.Schema is null && IsSocket(Text) ? await LiveSide.AskAsync(Path.GetFullPath(Text), null, context.Timeout, cancellationToken) : read];
    }

    private static async Task<SideSchema> ReadExportAsync(CellDirectory directory, CancellationToken cancellationToken)
    {
        string name = DisplayPath.Of(directory.Path);
        if (!File.Exists(directory.ManifestPath))
        {
            return SideSchema.Failed(name, $"{name} is no cell: it has no cell.toml.");
        }

        string exported = Path.Combine(directory.Path, "cache", "schema.json");
        if (!File.Exists(exported))
        {
            string message = $"{name} has not been built: there is no {DisplayPath.Of(exported)}. Build it, or compare what runs: live:{name}.";
            return SideSchema.Failed(name, message, directory.ManifestPath);
        }

        // Nobody edits or commits the export: findings belong to the cell.
        SideSchema read = await SchemaFile.ReadAsync(exported, cancellationToken);
        return read.Schema is null ? read : read with { File = directory.ManifestPath, Document = null };
    }

    private static bool IsSocket(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
