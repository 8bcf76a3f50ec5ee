using Cells.Schema;

namespace Cells.Build;

/// <summary>Reads the <c>cell.toml</c> of a directory.</summary>
internal static class ManifestFile
{
    /// <summary>The manifest, or its errors; null when the directory has none.</summary>
    /// <exception cref="BuildProblemException">CELL9014: the file is there and cannot be read.</exception>
    public static ManifestReadResult? Read(string directory)
    {
        string path = CellPaths.Manifest(directory);
        try
        {
            return File.Exists(path) ? CellManifest.Read(File.ReadAllText(path), path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BuildProblemException(DiagnosticIds.CannotRead, $"Cannot read '{path}': {exception.Message}", path);
        }
    }

    /// <summary>The project's own manifest, which the task <c>ReadCellManifest</c> has already accepted.</summary>
    /// <exception cref="BuildProblemException">The manifest is missing or wrong.</exception>
    public static CellManifest ReadOwn(string directory)
    {
        ManifestReadResult? result = Read(directory);
        if (result?.Manifest is { } manifest)
        {
            return manifest;
        }

        if (result is { Errors: { IsEmpty: false } errors })
        {
            ManifestError first = errors[0];
            throw new BuildProblemException(new BuildProblem(first.Id, first.Message, first.Path, first.Line, first.Column));
        }

        string path = CellPaths.Manifest(directory);
        throw new BuildProblemException(DiagnosticIds.CannotRead, $"There is no '{path}'.", path);
    }
}
