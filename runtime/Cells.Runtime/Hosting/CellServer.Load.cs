using Cells.Connections;
using Cells.Telemetry;

namespace Cells.Hosting;

/// <content>What the cell's own contract is called for.</content>
internal sealed partial class CellServer
{
    /// <summary>The calls of connections that have ended.</summary>
    private readonly CallCounts _past = new();

    /// <summary>What was done so far, and is being done, for clients of the cell's own contract that are no tools.</summary>
    public (CallCounts Counts, int Connections, int Inflight) ReadLoad()
    {
        // A connection is forgotten under the same lock, so that each is counted once.
        lock (_gate)
        {
            CallCounts counts = _past.Copy();
            int connections = 0;
            int inflight = 0;
            foreach (ServerConnection connection in _connections.Where(connection => connection.Serves(_own)))
            {
                connection.AddCounts(counts);
                connections += connection.Hello.IsTool ? 0 : 1;
                inflight += connection.Inflight;
            }

            return (counts, connections, inflight);
        }
    }
}
