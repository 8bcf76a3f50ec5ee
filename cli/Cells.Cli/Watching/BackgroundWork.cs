namespace Cells.Cli.Watching;

/// <summary>Work of which one piece runs at a time: starting the next ends the one before.</summary>
/// <param name="cancellationToken">Ends all of it.</param>
internal sealed class BackgroundWork<T>(CancellationToken cancellationToken) : IAsyncDisposable
{
    private static readonly Task<T> Never = new TaskCompletionSource<T>().Task;

    private CancellationTokenSource? _ending;
    private Task<T>? _running;

    /// <summary>The piece that runs or has ended without being taken; never ends where there is none.</summary>
    public Task<T> Running => _running ?? Never;

    /// <summary>Ends what runs, waits for its end, and starts <paramref name="work"/>.</summary>
    public async Task RestartAsync(Func<CancellationToken, Task<T>> work)
    {
        await EndAsync();
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running = work(_ending.Token);
    }

    /// <summary>Forgets the piece that has ended, and gives its outcome.</summary>
    public async Task<T> TakeAsync()
    {
        Task<T> ended = Running;
        _running = null;
        return await ended;
    }

    /// <summary>Ends what runs, and waits for its end.</summary>
    public async Task EndAsync()
    {
        if (_ending is { } ending)
        {
            await ending.CancelAsync();
        }

        if (_running is { } running)
        {
            _running = null;
            await running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        _ending?.Dispose();
        _ending = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync();
}
