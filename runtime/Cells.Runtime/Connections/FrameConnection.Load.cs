using Cells.Telemetry;

namespace Cells.Connections;

/// <content>What the connection has to do, for telemetry.</content>
internal abstract partial class FrameConnection
{
    private int _waiting;

    /// <summary>The server's socket; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>What the connection has to do now.</summary>
    public abstract ConnectionLoad Load { get; }

    /// <summary>The calls that wait for their turn.</summary>
    protected int WaitingCount => Volatile.Read(ref _waiting);

    /// <summary>Counts a call as waiting, until what this gives is disposed.</summary>
    protected Turn WaitForTurn()
    {
        Interlocked.Increment(ref _waiting);
        return new Turn(this);
    }

    /// <summary>A call that waits for its turn.</summary>
    protected readonly struct Turn(FrameConnection connection) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Interlocked.Decrement(ref connection._waiting);
    }
}
