using System.Diagnostics;
using Cells.Hosting;
using Cells.Telemetry;

namespace Cells.Connections;

/// <content>What the connection's calls came to. All of it is under the gate, which whoever ends a call holds anyway.</content>
internal sealed partial class ServerConnection
{
    private readonly CallTally _tally = new();

    /// <summary>The calls of the batch that is being read which have their answers. These leave together: one look at the clock is enough for all of them.</summary>
    private int _answeredInBatch;

    /// <summary>Adds the calls that have ended to <paramref name="sum"/>.</summary>
    public void AddCounts(CallCounts sum)
    {
        lock (Gate)
        {
            CountBatch();
            _tally.AddTo(sum);
        }
    }

    /// <summary>Whether the connection is for <paramref name="dispatcher"/>'s contract.</summary>
    public bool Serves(CellDispatcher? dispatcher) => _dispatcher == dispatcher;

    /// <inheritdoc/>
    protected override void OnBatchLeaving()
    {
        if (Volatile.Read(ref _answeredInBatch) > 0)
        {
            lock (Gate)
            {
                CountBatch();
            }
        }
    }

    /// <summary>A call has its answer.</summary>
    private void Count(ServerCall call, bool isError)
    {
        if (isError)
        {
            _tally.AddError();
        }

        if (call.HasStreams)
        {
            _tally.AddStream();
        }
        else if (IsReading && call.StartedAt == ArrivedAt)
        {
            _answeredInBatch++;
        }
        else
        {
            _tally.Add(Stopwatch.GetTimestamp() - call.StartedAt);
        }
    }

    private void CountBatch()
    {
        if (_answeredInBatch > 0)
        {
            _tally.Add(Stopwatch.GetTimestamp() - ArrivedAt, _answeredInBatch);
            _answeredInBatch = 0;
        }
    }
}
