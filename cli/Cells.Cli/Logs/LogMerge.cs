namespace Cells.Cli.Logs;

/// <summary>The logs of several cells as one, by time.</summary>
internal sealed class LogMerge : IDisposable
{
    private readonly LogReader[] _readers;
    private readonly PriorityQueue<(LogReader Reader, LogEntry Entry), (DateTimeOffset Time, int Cell)> _next = new();

    /// <summary>Opens nothing yet.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="logs">Which of their logs, as <see cref="LogReader"/> takes them.</param>
    /// <param name="since">Lines from before are left out; null for none.</param>
    public LogMerge(IEnumerable<LoggedCell> cells, IReadOnlyList<string> logs, DateTimeOffset? since)
        => _readers = [.. cells.SelectMany(cell => logs.Select(log => new LogReader(cell, log, since)))];

    /// <summary>Whether lines are missing: files went away before they were read.</summary>
    public bool TakeLoss() => _readers.Aggregate(false, static (isLost, reader) => isLost | reader.TakeLoss());

    /// <summary>What is there by now.</summary>
    public IEnumerable<LogEntry> Read() => Merge(static reader => reader.Read());

    /// <summary>The last lines that have no end yet.</summary>
    public IEnumerable<LogEntry> ReadRest() => Merge(static reader => reader.ReadRest());

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_readers, static reader => reader.Dispose());

    private IEnumerable<LogEntry> Merge(Func<LogReader, LogEntry?> read)
    {
        Array.ForEach(_readers, reader => Add(reader, read));
        while (_next.TryDequeue(out (LogReader Reader, LogEntry Entry) first, out _))
        {
            yield return first.Entry;
            Add(first.Reader, read);
        }
    }

    private void Add(LogReader reader, Func<LogReader, LogEntry?> read)
    {
        if (read(reader) is { } entry)
        {
            _next.Enqueue((reader, entry), (entry.Time, entry.Cell.Number));
        }
    }
}
