namespace Cells.Schema;

/// <summary>What reading a schema document gave: a schema or an error.</summary>
/// <param name="Schema">The schema, or null when the document is none.</param>
/// <param name="Error">Why not; null when <paramref name="Schema"/> is there.</param>
public sealed record SchemaReadResult(CellSchema? Schema, SchemaError? Error)
{
    /// <summary>The fingerprint, which the document claims and the schema was found to have; null when there is an error.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>Why a document is no schema.</summary>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Line">The line, from 1; 0 when the document as a whole is meant.</param>
/// <param name="Column">The column in UTF-16 units, from 1; 0 when the document as a whole is meant.</param>
/// <param name="JsonPath">The value in the document: <c>$.x-calls[0].name</c>; <c>$</c> is the document.</param>
public sealed record SchemaError(string Message, int Line, int Column, string JsonPath)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Message : $"({Line},{Column}): {JsonPath}: {Message}";
}
