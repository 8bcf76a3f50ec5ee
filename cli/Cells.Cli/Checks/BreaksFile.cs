using Cells.Build;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Schemas;
using Cells.Schema;
using SchemaFile = Cells.Cli.Schemas.SchemaFile;

namespace Cells.Cli.Checks;

/// <summary>The <c>cells.breaks.json</c> of a cell.</summary>
/// <param name="Path">The file, whether it is there or not.</param>
/// <param name="Breaks">The entries; none where the file is not there, or cannot be read.</param>
/// <param name="Problem">Why the file cannot be read; null where it can, or is not there.</param>
internal sealed record BreaksFile(string Path, AcceptedBreaks Breaks, SchemaProblem? Problem)
{
    /// <summary>Reads the file of the cell in <paramref name="directory"/>.</summary>
    public static async Task<BreaksFile> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        string path = System.IO.Path.Combine(directory, AcceptedBreaks.FileName);
        string name = DisplayPath.Of(path);
        if (!File.Exists(path))
        {
            return new BreaksFile(path, AcceptedBreaks.None, null);
        }

        try
        {
            BreaksReadResult read = AcceptedBreaks.Read(await SchemaFile.ReadTextAsync(path, cancellationToken));
            return read.Breaks is { } breaks
                ? new BreaksFile(path, breaks, null)
                : new BreaksFile(path, AcceptedBreaks.None, new SchemaProblem($"{name} is not readable: {read.Error}. Correct it, or restore it from version control.", path, read.Error!.Line, read.Error.Column));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new BreaksFile(path, AcceptedBreaks.None, new SchemaProblem($"{name} cannot be read: {e.Message}", path, 0, 0));
        }
    }

    /// <summary>The entries, for a command that changes them.</summary>
    /// <exception cref="ToolFailure">The file cannot be read, so that writing it would lose what it says.</exception>
    public AcceptedBreaks Require() => Problem is null ? Breaks : throw new ToolFailure(ExitCode.Undecided, Problem.Message);

    /// <summary>Replaces the file; removes it when nothing is accepted any more.</summary>
    /// <exception cref="ToolFailure">It cannot be written; the old content stays.</exception>
    public void Write(AcceptedBreaks breaks)
    {
        try
        {
            if (breaks.Entries.IsEmpty)
            {
                AtomicFile.Delete(Path);
            }
            else
            {
                AtomicFile.Write(Path, breaks.Write());
            }
        }
        catch (BuildProblemException exception)
        {
            throw exception.Problem.ToFailure(ExitCode.No);
        }
    }
}
