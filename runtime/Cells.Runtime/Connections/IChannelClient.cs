namespace Cells.Connections;

/// <summary>What every generated client is, beside the interface of its cell: for what looks after clients whose contract it does not know, such as a health check.</summary>
public interface IChannelClient
{
    /// <summary>The channel that the client calls through. It belongs to the client.</summary>
    CellChannel Channel { get; }
}
