using System.Diagnostics;

namespace Cells.EndToEnd.Tests.Harness;

/// <summary>A command that runs until it is interrupted, and what it has printed so far. It and its children are killed at the end, if they are still there.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task _reading;

    /// <summary>Watches a command.</summary>
    /// <param name="process">The command, which leads a group of processes: <see cref="Command.StartGroup"/>.</param>
    public RunningCommand(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>All lines so far, of both streams.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public async Task WaitUntilAsync(string what, Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"not: {what}\n{Output}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Does what Ctrl+C does: every process of the command is sent a signal at once. Then it waits for the end.</summary>
    public async Task InterruptAsync()
    {
        await SignalAsync("INT");
        using CancellationTokenSource overdue = new(Limit);
        await _process.WaitForExitAsync(overdue.Token);
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        // Whatever is left of the group: one whose parent is gone is in no tree.
        await SignalAsync("KILL");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", "--", $"-{_process.Id}"]) { RedirectStandardError = true })!;
        await kill.StandardError.ReadToEndAsync();
        await kill.WaitForExitAsync();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
