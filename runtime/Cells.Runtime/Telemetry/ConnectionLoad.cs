namespace Cells.Telemetry;

/// <summary>What a connection has to do at a moment.</summary>
/// <param name="Calls">The calls in flight.</param>
/// <param name="Streams">Those of them that have streams.</param>
/// <param name="Waiting">The calls that wait for their turn: for a place in flight, or for a peer that takes no bytes.</param>
/// <param name="QueuedBytes">The bytes that wait to be sent, behind those that are being sent.</param>
internal readonly record struct ConnectionLoad(int Calls, int Streams, int Waiting, long QueuedBytes);
