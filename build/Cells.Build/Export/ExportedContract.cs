namespace Cells.Build;

/// <summary>The arguments of a <c>Cells.CellSchemaAttribute</c> as an assembly carries it.</summary>
internal sealed record ExportedContract(string Contract, string Fingerprint, string Schema);
