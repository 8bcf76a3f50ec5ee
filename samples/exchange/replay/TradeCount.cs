using Cells;

namespace Trading.Replay;

/// <summary>Counts the trades of a subscription, those that it missed too.</summary>
internal sealed class TradeCount : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);
    private long _heard;
    private long _missed;

    /// <summary>The trades that came.</summary>
    public long Heard => Volatile.Read(ref _heard);

    /// <summary>The trades that were dropped on the way.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <summary>A trade came.</summary>
    public void Add()
    {
        Interlocked.Increment(ref _heard);
        _changed.Release();
    }

    /// <summary>Trades were dropped: this program reads slower than the exchange trades.</summary>
    public void AddMissed(EventGap gap)
    {
        Interlocked.Add(ref _missed, gap.Count ?? 0);
        _changed.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();

    /// <summary>Waits until every trade has come or is known to be missed.</summary>
    public async Task WaitAsync(long trades, CancellationToken cancel)
    {
        while (Heard + Missed < trades)
        {
            await _changed.WaitAsync(cancel);
        }
    }
}
