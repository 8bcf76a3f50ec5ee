namespace Cells.Runtime.Tests.Support;

/// <summary>Waits for what another thread does.</summary>
internal static class Condition
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until <paramref name="isMet"/>; on a machine that is never so slow, for ever would do.</summary>
    /// <exception cref="OperationCanceledException">It never was.</exception>
    public static async Task WaitAsync(Func<bool> isMet)
    {
        using CancellationTokenSource overdue = new(Limit);
        while (!isMet())
        {
            await Task.Delay(5, overdue.Token);
        }
    }
}
