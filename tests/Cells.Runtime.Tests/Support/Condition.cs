namespace Cells.Runtime.Tests.Support;

/// <summary>Waits for what another thread does.</summary>
internal static class Condition
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until <paramref name="isMet"/>; on a machine that is never so slow, for ever would do.</summary>
    /// <exception cref="OperationCanceledException">It never was.</exception>
    public static Task WaitAsync(Func<bool> isMet) => WaitAsync(() => Task.FromResult(isMet()));

    /// <inheritdoc cref="WaitAsync(Func{bool})"/>
    public static async Task WaitAsync(Func<Task<bool>> isMet)
    {
        using CancellationTokenSource overdue = new(Limit);
        while (!await isMet())
        {
            await Task.Delay(5, overdue.Token);
        }
    }
}
