namespace Cells.Nucleus.Keeping;

/// <summary>Who may change what the cell does: an order, an end, a caller that knocks each take their turn. A stop breaks off what is under way.</summary>
#pragma warning disable CA1001 // Neither source nor semaphore holds a handle here, and what comes late must not find them disposed.
internal sealed class KeeperTurns
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancelled when the cell is to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Whether the cell is to stop.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Ends when nothing of the cell is kept any more.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Waits for a turn, which lasts until what is returned is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turn);
    }

    /// <summary>Has the cell stop: whoever has the turn breaks off.</summary>
    public Task BeginStopAsync() => _stopping.CancelAsync();

    /// <summary>Nothing of the cell is kept any more.</summary>
    public void End() => _stopped.TrySetResult();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
