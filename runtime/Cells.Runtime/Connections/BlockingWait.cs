namespace Cells.Connections;

/// <summary>Blocks a thread until a value task has completed, without a task of its own.</summary>
#pragma warning disable CA1001 // An event that nobody asked for its handle holds none.
internal sealed class BlockingWait
{
    [ThreadStatic]
    private static BlockingWait? _own;

    private readonly ManualResetEventSlim _completed = new();
    private readonly Action _complete;

    private BlockingWait() => _complete = _completed.Set;

    /// <summary>Blocks until <paramref name="task"/> has completed; it is still to be awaited.</summary>
    public static void Until<TResult>(in ValueTask<TResult> task)
    {
        BlockingWait wait = _own ??= new();
        wait._completed.Reset();
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(wait._complete);
        wait._completed.Wait();
    }
}
