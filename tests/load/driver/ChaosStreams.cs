using System.Runtime.CompilerServices;

namespace Cells.Load;

/// <summary>Calls with streams whose items are their numbers from 0: each is written down, by who sends before it is sent, and by who takes when it has come.</summary>
internal sealed class ChaosStreams(LedgerClient ledger, Journal journal, int client)
{
    /// <summary>Streams of no items up to more than a window holds.</summary>
    private const long MostItems = 200;

    /// <summary>The items that go without waiting.</summary>
    private const long Burst = 8;

    /// <summary>Reads a stream.</summary>
    public ValueTask ReadAsync(long number)
    {
        long count = number % MostItems;
        return FollowAsync(ledger.ReadAsync(client, number, count), number, Traffic.ServerStream, count);
    }

    /// <summary>Sends a stream, and gets all of it back.</summary>
    public ValueTask EchoAllAsync(long number)
    {
        long count = number % MostItems;
        return FollowAsync(ledger.EchoAllAsync(client, number, SendAsync(number, Traffic.Duplex, count)), number, Traffic.Duplex, count);
    }

    /// <summary>Sends a stream.</summary>
    public async ValueTask PostAllAsync(long number)
    {
        long count = number % MostItems;
        long taken = await ledger.PostAllAsync(client, number, SendAsync(number, Traffic.ClientStream, count));
        Expect(taken == count, number, Traffic.ClientStream, taken);
    }

    private async ValueTask FollowAsync(IAsyncEnumerable<long> items, long number, Traffic traffic, long count)
    {
        long taken = 0;
        await using IAsyncEnumerator<long> enumerator = items.GetAsyncEnumerator();
        try
        {
            while (await enumerator.MoveNextAsync())
            {
                Expect(enumerator.Current == taken, number, traffic, taken);
                journal.Append(new JournalEntry(client, number, traffic, JournalFact.Taken, ++taken));
            }
        }
        catch (CellException e)
        {
            Expect((e.Position ?? 0) == taken, number, traffic, taken);
            Expect(!await enumerator.MoveNextAsync(), number, traffic, taken);
            throw;
        }

        Expect(taken == count, number, traffic, taken);
    }

    private void Expect(bool condition, long number, Traffic traffic, long taken)
    {
        if (!condition)
        {
            journal.Append(new JournalEntry(client, number, traffic, JournalFact.Broken, taken));
        }
    }

    private async IAsyncEnumerable<long> SendAsync(long number, Traffic traffic, long count, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (long item = 0; item < count && !cancel.IsCancellationRequested; item++)
        {
            if (item % Burst == 0)
            {
                await Task.Yield();
            }

            journal.Append(new JournalEntry(client, number, traffic, JournalFact.Sent, item + 1));
            yield return item;
        }
    }
}
