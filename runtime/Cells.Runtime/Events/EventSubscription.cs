namespace Cells;

/// <summary>A subscription whose events a handler gets, one after the other.</summary>
public sealed class EventSubscription : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping;
    private bool _isDisposed;

    internal EventSubscription(CancellationTokenSource stopping, Task completion)
    {
        _stopping = stopping;
        Completion = completion;
    }

    /// <summary>Ends with the subscription: without an error when it was disposed, cancelled or the cell publishes no more; else with the handler's exception, or with what ended it.</summary>
    public Task Completion { get; }

    /// <summary>Unsubscribes, and waits for the handler that runs. Not to be awaited by that handler.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }
}
