namespace Cells.Schema;

/// <summary>The identity of a contract's shape: equal fingerprints mean equal bytes on the wire.</summary>
public static class SchemaFingerprint
{
    /// <summary>The number of hex digits.</summary>
    public const int Length = 64;

    /// <summary>SHA-256, in lower-case hex, over everything that a transcode plan depends on.</summary>
    /// <remarks>
    /// In: the contract's and types' names, old names, orders, shapes, layouts, nullability, requiredness, defaults, enum values and openness, union cases, kinds, errors.
    /// Out: the cell's name and version, documentation, constraints, call options, deprecation, owners, an error's status, whether a type is sealed or read-only, types that no call reaches.
    /// </remarks>
    public static string Compute(CellSchema schema) => ContentHash.Of(SchemaWriter.Write(schema, SchemaContent.Plan), Length);
}
