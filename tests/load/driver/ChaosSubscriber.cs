namespace Cells.Load;

/// <summary>Subscribes to the ledger's events, and writes down each that comes and each gap that is told.</summary>
internal sealed class ChaosSubscriber : IAsyncDisposable
{
    /// <summary>After as many events the subscriber rests, so that some are dropped.</summary>
    private const int EventsBetweenRests = 64;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    private readonly Journal _journal;
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Lock _gate = new();
    private EventSubscription? _subscription;
    private (int Process, long Number) _first;
    private (int Process, long Number)? _next;
    private bool _isLost;
    private int _heard;

    private ChaosSubscriber(Journal journal) => _journal = journal;

    /// <summary>Subscribes. That goes on by itself after a kill; only the first time can fail, and is tried again.</summary>
    public static async Task<ChaosSubscriber> StartAsync(LedgerClient ledger, Journal journal, TimeSpan pause)
    {
        ChaosSubscriber subscriber = new(journal);
        while (true)
        {
            try
            {
                subscriber._subscription ??= await ledger.OnPostedAsync(subscriber.OnPostedAsync, new EventOptions { Missed = subscriber.OnMissed });
                subscriber._first = await ledger.LastPostedAsync();
                return subscriber;
            }
            catch (CellException e) when (e.Status == CellStatus.Unavailable)
            {
                await Task.Delay(pause);
            }
        }
    }

    /// <summary>Waits until <paramref name="last"/> has come, or is in a gap.</summary>
    public async Task WaitForAsync((int Process, long Number) last, TimeSpan longest)
    {
        using CancellationTokenSource overdue = new(longest);
        while (!Has(last))
        {
            await _changed.WaitAsync(overdue.Token);
        }

        _journal.Append(new JournalEntry(last.Process, last.Number, Traffic.Events, JournalFact.Done));
    }

    public async ValueTask DisposeAsync()
    {
        if (_subscription is { } subscription)
        {
            await subscription.DisposeAsync();
            await subscription.Completion;
        }

        _changed.Dispose();
    }

    // Before the first event, what was published before the subscription need not come. After a gap that nobody counted, anything may be in it.
    private bool Has((int Process, long Number) last)
    {
        lock (_gate)
        {
            return _next is { } next ? next.Process == last.Process && next.Number > last.Number : _isLost || last == _first;
        }
    }

    private async ValueTask OnPostedAsync((int Process, long Number) posting, CancellationToken cancel)
    {
        _journal.Append(new JournalEntry(posting.Process, posting.Number, Traffic.Events, JournalFact.Taken));
        Move(_ => (posting.Process, posting.Number + 1));
        if (++_heard % EventsBetweenRests == 0)
        {
            await Task.Delay(Rest, cancel);
        }
    }

    private void OnMissed(EventGap gap)
    {
        _journal.Append(new JournalEntry(0, 0, Traffic.Events, JournalFact.Missed, gap.Count ?? JournalEntry.Uncounted));
        Move(next =>
        {
            _isLost |= gap.Count is null;
            return gap.Count is { } count && next is { } known ? (known.Process, known.Number + count) : null;
        });
    }

    private void Move(Func<(int Process, long Number)?, (int Process, long Number)?> move)
    {
        lock (_gate)
        {
            _next = move(_next);
        }

        _changed.Release();
    }
}
