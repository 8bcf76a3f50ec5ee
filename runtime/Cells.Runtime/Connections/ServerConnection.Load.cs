using Cells.Hosting;
using Cells.Telemetry;

namespace Cells.Connections;

/// <content>What the connection's calls came to.</content>
internal sealed partial class ServerConnection
{
    private readonly CallTally _tally = new();

    /// <summary>Adds the calls that have ended to <paramref name="sum"/>.</summary>
    public void AddCounts(CallCounts sum) => _tally.AddTo(sum);

    /// <summary>Whether the connection is for <paramref name="dispatcher"/>'s contract.</summary>
    public bool Serves(CellDispatcher? dispatcher) => _dispatcher == dispatcher;

    /// <summary>A call has its answer.</summary>
    private void Count(ServerCall call, bool isError = false) => _tally.Add(call.StartedAt, isError, call.HasStreams);
}
