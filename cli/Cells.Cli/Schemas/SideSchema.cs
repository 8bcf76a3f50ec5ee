using Cells.Schema;

namespace Cells.Cli.Schemas;

/// <summary>One schema of a comparison and where it came from, or why it is not to be had.</summary>
internal sealed record SideSchema
{
    /// <summary>Where it came from, for people: <c>orders/schemas/1.4.0.json at git:main (3f2a9c1d)</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>The schema; null where <see cref="Problem"/> says why not.</summary>
    public CellSchema? Schema { get; init; }

    /// <summary>Why there is no schema; null where there is one.</summary>
    public SchemaProblem? Problem { get; init; }

    /// <summary>The full path of the file in the working tree that stands for the schema: its document, or the cell's manifest; null when there is none.</summary>
    public string? File { get; init; }

    /// <summary>The content of <see cref="File"/> where that is the schema's document, so that declarations have lines; else null.</summary>
    public string? Document { get; init; }

    /// <summary>A schema that could not be had.</summary>
    public static SideSchema Failed(string origin, string message, string? file = null) =>
        new() { Origin = origin, File = file, Problem = new SchemaProblem(message, file, 0, 0) };

    /// <summary>Reads a document.</summary>
    /// <param name="document">The text.</param>
    /// <param name="origin">Where it came from, for people.</param>
    /// <param name="file">Where it lies in the working tree; null where it does not.</param>
    public static SideSchema Read(string document, string origin, string? file)
    {
        SchemaReadResult result = SchemaDocument.Read(document);
        if (result.Schema is not null)
        {
            return new SideSchema { Origin = origin, Schema = result.Schema, File = file, Document = file is null ? null : document };
        }

        SchemaError error = result.Error!;
        string message = error.Line == 0 ? $"{origin}: {error.Message}." : $"{origin}{error}.";
        return new SideSchema { Origin = origin, File = file, Problem = new SchemaProblem(message, file, error.Line, error.Column) };
    }
}

/// <summary>Why a schema is not to be had: CELL2000.</summary>
/// <param name="Message">What is wrong, where, and what to do.</param>
/// <param name="File">The full path of the file that is wrong, in the working tree; else null.</param>
/// <param name="Line">The line in it, from 1; 0 for the file as a whole.</param>
/// <param name="Column">The column in it, from 1; 0 for the file as a whole.</param>
internal sealed record SchemaProblem(string Message, string? File, int Line, int Column);
