using Cells.Connections;
using Cells.Schema;

namespace Cells.Hosting;

/// <summary>The schema of what comes in the place of a server.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Size">The length of its document.</param>
internal sealed record SuccessorSchema(CellSchema Schema, string Fingerprint, int Size)
{
    /// <summary>Reads what comes in the place of a server of <paramref name="own"/>; null where that is no schema, or the same one.</summary>
    public static SuccessorSchema? Read(string? document, CellContract own)
        => document is not null
            && SchemaDocument.Read(document.ReplaceLineEndings("\n")).Schema is { } schema
            && SchemaFingerprint.Compute(schema) is { } fingerprint
            && fingerprint != own.Fingerprint
            ? new SuccessorSchema(schema, fingerprint, document.Length)
            : null;
}
