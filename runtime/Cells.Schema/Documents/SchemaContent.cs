namespace Cells.Schema;

/// <summary>What a <see cref="SchemaWriter"/> writes.</summary>
internal enum SchemaContent
{
    /// <summary>Everything: the document.</summary>
    Document,

    /// <summary>Only what a transcode plan depends on: what the fingerprint is taken of.</summary>
    Plan,
}
