using Cells.Schema;

namespace Cells.Connections;

/// <summary>A schema that was read from its document and has the fingerprint under which it is known.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Size">The document's length, which stands for the memory that the schema takes.</param>
internal sealed record KnownSchema(CellSchema Schema, int Size)
{
    /// <summary>Reads a document as from a stranger.</summary>
    /// <param name="document">The document.</param>
    /// <param name="fingerprint">The fingerprint that its owner announced.</param>
    /// <param name="owner">Whose it is, for errors.</param>
    /// <exception cref="CellException"><see cref="CellStatus.Incompatible"/>: it is no schema, or one with another fingerprint.</exception>
    public static KnownSchema Read(string document, string fingerprint, string owner)
    {
        SchemaReadResult read = SchemaDocument.Read(document);
        if (read.Schema is null)
        {
            throw Refuse($"the schema document of {owner} cannot be read: {read.Error}");
        }

        return read.Fingerprint == fingerprint
            ? new KnownSchema(read.Schema, document.Length)
            : throw Refuse($"the schema document of {owner} has the fingerprint {read.Fingerprint}, not the announced {fingerprint}");
    }

    private static CellException Refuse(string message) => new(CellStatus.Incompatible, message) { Outcome = CallOutcome.NotExecuted };
}

/// <summary>Where a side's schema is to be had.</summary>
/// <param name="Owner">Whose it is, for errors: <c>'pricing' 1.0.0</c>.</param>
/// <param name="Fingerprint">The fingerprint that the side announced.</param>
/// <param name="Known">The schema, when it is known already.</param>
/// <param name="Document">The document; null when the schema is known.</param>
internal sealed record SchemaOrigin(string Owner, string Fingerprint, KnownSchema? Known, string? Document);
