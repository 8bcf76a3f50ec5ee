using System.Collections.Concurrent;

namespace Cells.Load;

/// <summary>A cell whose every execution is accounted for.</summary>
/// <param name="journal">Keeps what was executed beyond the end of the process.</param>
[Cell]
public sealed partial class Ledger(Journal journal)
{
    private readonly ConcurrentDictionary<int, long> _byCaller = new();
    private long _executed;

    /// <summary>Writes an entry, at most once.</summary>
    /// <param name="client">Who writes.</param>
    /// <param name="number">The entry's number at its client.</param>
    [Call]
    public ValueTask PostAsync(int client, long number) => Write(client, number, Traffic.Plain);

    /// <summary>Writes an entry, once or more often.</summary>
    /// <param name="client">Who writes.</param>
    /// <param name="number">The entry's number at its client.</param>
    [Call(Idempotent = true)]
    public ValueTask PostAgainAsync(int client, long number) => Write(client, number, Traffic.Idempotent);

    /// <summary>Writes an entry, once in the life of this process.</summary>
    /// <param name="client">Who writes.</param>
    /// <param name="number">The entry's number at its client.</param>
    [Call(ExactlyOnce = true)]
    public ValueTask PostOnceAsync(int client, long number) => Write(client, number, Traffic.ExactlyOnce);

    /// <summary>Gives the number back, and counts.</summary>
    /// <param name="client">Who calls.</param>
    /// <param name="number">Any number.</param>
    [Call]
    public ValueTask<long> EchoAsync(int client, long number)
    {
        Interlocked.Increment(ref _executed);
        _byCaller.AddOrUpdate(client, 1, static (_, count) => count + 1);
        return ValueTask.FromResult(number);
    }

    /// <summary>Gives the number back, and counts: nothing else, for the highest rates.</summary>
    /// <param name="number">Any number.</param>
    [Call]
    public ValueTask<long> TickAsync(long number)
    {
        Interlocked.Increment(ref _executed);
        return ValueTask.FromResult(number);
    }

    /// <summary>The number of calls of <see cref="EchoAsync"/> and <see cref="TickAsync"/>.</summary>
    [Call(Idempotent = true)]
    public ValueTask<long> CountAsync() => ValueTask.FromResult(Interlocked.Read(ref _executed));

    /// <summary>The bytes of this process' heap that are in use, after a full collection.</summary>
    [Call(Idempotent = true, Blocking = true)]
    public long Weigh()
    {
        // What has a finalizer goes with the second collection.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>The number of calls of <see cref="EchoAsync"/> by one caller.</summary>
    /// <param name="client">The caller.</param>
    [Call(Idempotent = true)]
    public ValueTask<long> CountOfAsync(int client) => ValueTask.FromResult(_byCaller.GetValueOrDefault(client));

    private ValueTask Write(int client, long number, Traffic traffic)
    {
        journal.Append(new JournalEntry(client, number, traffic, JournalFact.Executed));
        return PublishAsync();
    }
}
