namespace Cells.Build;

/// <summary>How a dependency's schema is going to be had.</summary>
/// <param name="Source">From where.</param>
/// <param name="Candidate">From which directory; null for the snapshot.</param>
/// <param name="Build">Whether the candidate's project is built first.</param>
/// <param name="Reason">Why not from an earlier source, as a clause; empty when there is nothing to say.</param>
internal sealed record DependencyPlan(SchemaSource Source, ProducerCandidate? Candidate, bool Build, string Reason);
