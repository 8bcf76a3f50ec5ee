namespace Cells.Connections;

/// <summary>A contract as generated code knows it: what a handshake compares and a server publishes.</summary>
/// <param name="Name">The full name of the cell's class: <c>Shop.Catalog</c>.</param>
/// <param name="Fingerprint">The schema's fingerprint: 64 lower-case hex digits.</param>
/// <param name="Schema">The canonical schema document.</param>
public sealed record CellContract(string Name, string Fingerprint, string Schema);
