using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cells.Runtime.Tests.Support;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLog : ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Message, Exception? Error)> Entries { get; } = new();

    /// <summary>Waits for an entry whose message starts with <paramref name="start"/>.</summary>
    public async Task<string> WaitForAsync(string start)
    {
        using CancellationTokenSource overdue = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (Entries.FirstOrDefault(entry => entry.Message.StartsWith(start, StringComparison.Ordinal)).Message is { } message)
            {
                return message;
            }

            await Task.Delay(5, overdue.Token);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Entries.Enqueue((logLevel, formatter(state, exception), exception));
}
