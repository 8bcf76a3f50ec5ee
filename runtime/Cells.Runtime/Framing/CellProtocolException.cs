namespace Cells.Framing;

/// <summary>The peer broke the protocol. Ends the connection, never the process.</summary>
internal sealed class CellProtocolException(string message) : IOException(message);
