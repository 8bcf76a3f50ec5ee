namespace Cells.Cli.Tests;

/// <summary>Waits for what another thread or process does.</summary>
internal static class Poll
{
    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="OperationCanceledException">It did not within a minute.</exception>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
