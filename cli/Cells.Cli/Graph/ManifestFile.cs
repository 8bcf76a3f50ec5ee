using Cells.Cli.CommandLine;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Graph;

/// <summary>Reads manifests from disk, with failures that fit the command line.</summary>
internal static class ManifestFile
{
    /// <summary>Reads the cell that the user named.</summary>
    /// <exception cref="ToolFailure">There is no manifest, or it has errors.</exception>
    public static CellNode Read(string path)
    {
        CellDirectory directory = Locate(path);
        return new CellNode(directory, Read(directory));
    }

    /// <summary>The directory that the user named, which must be a cell's.</summary>
    /// <exception cref="ToolFailure">It is not there, or has no manifest.</exception>
    public static CellDirectory Locate(string path)
    {
        CellDirectory directory = CellDirectory.At(path);
        if (!Directory.Exists(directory.Path))
        {
            throw new ToolFailure(ExitCode.NotFound, $"There is no directory {directory.Path}.");
        }

        if (!File.Exists(directory.ManifestPath))
        {
            throw new ToolFailure(ExitCode.NotFound, $"{directory.Path} is no cell: it has no {CellManifest.FileName}.")
            {
                Hint = "Name the directory of a cell: `cells ps` lists those below the current directory.",
            };
        }

        return directory;
    }

    private static CellManifest Read(CellDirectory directory)
    {
        ManifestReadResult result;
        try
        {
            FileInfo file = new(directory.ManifestPath);
            string text = file.Length <= 4L * CellManifest.MaxLength
                ? File.ReadAllText(file.FullName)
                : throw new ToolFailure(ExitCode.Usage, $"{directory.ManifestPath} is too large for a manifest.");
            result = CellManifest.Read(text, directory.ManifestPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolFailure(ExitCode.No, $"{directory.ManifestPath} cannot be read: {e.Message}", e);
        }

        return result.Manifest ?? throw new ToolFailure(ExitCode.Usage, $"{directory.ManifestPath} has errors.")
        {
            Details = [.. result.Errors.Select(error => error.ToString())],
            Place = result.Errors.Select(static error => new SourcePlace(error.Path, error.Line, error.Column)).FirstOrDefault(),
        };
    }
}
