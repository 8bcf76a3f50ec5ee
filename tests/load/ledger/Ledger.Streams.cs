using System.Runtime.CompilerServices;

namespace Cells.Load;

/// <content>Streams, whose items are their numbers from 0, and events.</content>
public sealed partial class Ledger
{
    /// <summary>The items that go without waiting: after as many, what was made is sent.</summary>
    private const long Burst = 8;

    private readonly Lock _posting = new();
    private long _posted;

    /// <summary>An entry was written. One after the other, in the order of their numbers.</summary>
    /// <param name="process">The process that publishes it.</param>
    /// <param name="number">Its number there, from 1.</param>
    [Event]
    public partial ValueTask Posted(int process, long number);

    /// <summary>The last event that was published.</summary>
    [Call(Idempotent = true)]
    public ValueTask<(int Process, long Number)> LastPostedAsync()
    {
        lock (_posting)
        {
            return ValueTask.FromResult((Environment.ProcessId, _posted));
        }
    }

    /// <summary>Gives items.</summary>
    /// <param name="client">Who reads.</param>
    /// <param name="number">The call's number at its client.</param>
    /// <param name="count">How many items.</param>
    /// <param name="cancel">Ends the stream.</param>
    [Call]
    public async IAsyncEnumerable<long> ReadAsync(int client, long number, long count, [EnumeratorCancellation] CancellationToken cancel)
    {
        journal.Append(new JournalEntry(client, number, Traffic.ServerStream, JournalFact.Executed));
        for (long item = 0; item < count; item++)
        {
            if (item % Burst == 0)
            {
                await Task.Yield();
                cancel.ThrowIfCancellationRequested();
            }

            journal.Append(new JournalEntry(client, number, Traffic.ServerStream, JournalFact.Sent, item + 1));
            yield return item;
        }
    }

    /// <summary>Takes items.</summary>
    /// <param name="client">Who sends.</param>
    /// <param name="number">The call's number at its client.</param>
    /// <param name="items">The items.</param>
    /// <returns>How many came.</returns>
    [Call]
    public async ValueTask<long> PostAllAsync(int client, long number, IAsyncEnumerable<long> items)
    {
        journal.Append(new JournalEntry(client, number, Traffic.ClientStream, JournalFact.Executed));
        long taken = 0;
        await foreach (long item in items)
        {
            Take(client, number, Traffic.ClientStream, item, taken++);
        }

        await PublishAsync();
        return taken;
    }

    /// <summary>Takes items and gives each back.</summary>
    /// <param name="client">Who sends.</param>
    /// <param name="number">The call's number at its client.</param>
    /// <param name="items">The items.</param>
    [Call]
    public async IAsyncEnumerable<long> EchoAllAsync(int client, long number, IAsyncEnumerable<long> items)
    {
        journal.Append(new JournalEntry(client, number, Traffic.Duplex, JournalFact.Executed));
        long taken = 0;
        await foreach (long item in items)
        {
            Take(client, number, Traffic.Duplex, item, taken++);
            journal.Append(new JournalEntry(client, number, Traffic.Duplex, JournalFact.Sent, taken));
            yield return item;
        }
    }

    private void Take(int client, long number, Traffic traffic, long item, long expected)
        => journal.Append(new JournalEntry(client, number, traffic, item == expected ? JournalFact.Taken : JournalFact.Broken, expected + 1));

    // In the order of the numbers: to publish waits for nobody here.
    private ValueTask PublishAsync()
    {
        lock (_posting)
        {
            journal.Append(new JournalEntry(Environment.ProcessId, ++_posted, Traffic.Events, JournalFact.Executed));
            return Posted(Environment.ProcessId, _posted);
        }
    }
}
