using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Schemas;
using Cells.Connections;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Instances;

/// <summary>Gets schemas: from a running cell, from what a build exported, from a file.</summary>
internal static class SchemaSource
{
    /// <summary>The schema that the cell at <paramref name="socketPath"/> serves, and what it says of itself.</summary>
    /// <exception cref="ToolFailure">Nothing answers there, or what answers is no schema.</exception>
    public static async Task<(CellSchemaAnswer Answer, CellSchema Schema)> AskAsync(string socketPath, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(socketPath, includeSchema: true, timeout, cancellationToken);
            return (answer, Parse(answer.Schema ?? "", socketPath));
        }
        catch (CellException e)
        {
            throw CallFailure.Of(e);
        }
    }

    /// <summary>The schema at <paramref name="path"/>: a cell's directory, its socket, or a schema file.</summary>
    /// <returns>The schema and where it came from.</returns>
    /// <exception cref="ToolFailure">There is none.</exception>
    public static async Task<(CellSchema Schema, string Source)> FindAsync(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return await FindInDirectoryAsync(ManifestFile.Locate(path), timeout, cancellationToken);
        }

        if (!File.Exists(path))
        {
            throw new ToolFailure(ExitCode.NotFound, $"There is no {Path.GetFullPath(path)}: name a cell's directory, its socket, or a schema file.");
        }

        if (await TryReadFileAsync(path, cancellationToken) is { } text)
        {
            return (Parse(text, path), Path.GetFullPath(path));
        }

        (_, CellSchema schema) = await AskAsync(Path.GetFullPath(path), timeout, cancellationToken);
        return (schema, Path.GetFullPath(path));
    }

    private static async Task<(CellSchema Schema, string Source)> FindInDirectoryAsync(
        CellDirectory directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (CellState.IsRunning(directory))
        {
            (_, CellSchema schema) = await AskAsync(directory.SocketPath, timeout, cancellationToken);
            return (schema, directory.SocketPath);
        }

        string exported = Path.Combine(directory.Path, "cache", "schema.json");
        return File.Exists(exported) && await TryReadFileAsync(exported, cancellationToken) is { } text
            ? (Parse(text, exported), exported)
            : throw new ToolFailure(ExitCode.NotFound, $"{directory.Path} does not run and has not been built: there is no {exported}. Build it or start it.");
    }

    /// <summary>A file's text; null for a socket, which cannot be opened.</summary>
    private static async Task<string?> TryReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SchemaFile.ReadTextAsync(path, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new ToolFailure(ExitCode.No, e.Message, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ToolFailure(ExitCode.No, $"{path} cannot be read: {e.Message}", e);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static CellSchema Parse(string document, string source)
    {
        SchemaReadResult result = SchemaDocument.Read(document);
        return result.Schema ?? throw new ToolFailure(ExitCode.No, $"{source} holds no schema: {result.Error}");
    }
}
