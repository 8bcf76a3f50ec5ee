namespace Cells.Control;

/// <summary>What a process of a cell says of itself.</summary>
/// <param name="Token">What it was given at its start, and nobody else knows.</param>
/// <param name="Version">The cell's version.</param>
/// <param name="Contract">The full name of the cell's class.</param>
/// <param name="Fingerprint">The fingerprint of the schema that it serves.</param>
/// <param name="Schema">The canonical schema document.</param>
internal sealed record ProcessFacts(string Token, string Version, string Contract, string Fingerprint, string Schema);
