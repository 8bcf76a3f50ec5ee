using Cells.Schema;

namespace Cells.Build;

/// <summary>A schema document that was read and checked.</summary>
/// <param name="Text">The document, with <c>\n</c> line ends.</param>
/// <param name="Schema">What it says.</param>
/// <param name="Fingerprint">Computed, never taken from its sender.</param>
internal sealed record SchemaFile(string Text, CellSchema Schema, string Fingerprint)
{
    // What SchemaDocument accepts, in bytes: a longer file is not even read.
    private const long MaxBytes = 4 * 1024 * 1024;

    private const string BuildAgain = "Build its cell again, or restore the file.";

    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do when it is wrong, as a sentence.</param>
    /// <exception cref="BuildProblemException">CELL9008: not a schema document, or not readable.</exception>
    public static SchemaFile Read(string path, string remedy = BuildAgain)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > MaxBytes)
            {
                throw new BuildProblemException(DiagnosticIds.SchemaUnreadable, $"'{path}' is {file.Length} bytes; a schema has at most {MaxBytes}. {remedy}", path);
            }

            return Parse(File.ReadAllText(path), path, remedy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BuildProblemException(DiagnosticIds.SchemaUnreadable, $"Cannot read '{path}': {exception.Message} {remedy}", path);
        }
    }

    /// <param name="text">The document.</param>
    /// <param name="origin">Where it comes from: a file, a socket.</param>
    /// <param name="remedy">What to do when it is wrong, as a sentence.</param>
    /// <exception cref="BuildProblemException">CELL9008: not a schema document.</exception>
    public static SchemaFile Parse(string text, string origin, string remedy)
    {
        // A checkout may turn line ends; the schema is the same.
        string normalized = text.ReplaceLineEndings("\n");
        SchemaReadResult result = SchemaDocument.Read(normalized);
        if (result is { Schema: { } schema, Fingerprint: { } fingerprint })
        {
            return new SchemaFile(normalized, schema, fingerprint);
        }

        SchemaError error = result.Error!;
        throw new BuildProblemException(new BuildProblem(
            DiagnosticIds.SchemaUnreadable, $"The schema is not readable: {error.Message.TrimEnd('.')} (at {error.JsonPath}). {remedy}", origin, error.Line, error.Column));
    }

    /// <summary>The committed snapshot, or null when there is none or it is no schema: then any other document differs from it.</summary>
    public static string? TextOrNull(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A fingerprint as messages show it.</summary>
    public static string Short(string fingerprint) => fingerprint.Length > 12 ? fingerprint[..12] : fingerprint;
}
