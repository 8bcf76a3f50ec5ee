namespace Cells.Load;

/// <summary>A client that writes down each call before it makes it, and what it was told after. It ends when its standard input does.</summary>
internal static class ChaosClient
{
    private const int AtOnce = 8;

    /// <summary>The time between attempts while nothing listens: a client that asks in a tight loop would only fill its journal.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Calls until told to stop.</summary>
    public static async Task<int> RunAsync(int client)
    {
        using Journal journal = new(LedgerProcess.JournalPath("client", client));
        await using LedgerClient ledger = LedgerProcess.Connect(Environment.GetEnvironmentVariable(Directories.CellDirectory.Variable)!);
        using CancellationTokenSource enough = new();
        long next = 0;
        Task[] callers = [.. Enumerable.Range(0, AtOnce).Select(caller => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                long number = Interlocked.Increment(ref next);
                await CallAsync(ledger, journal, client, number, (Delivery)(number % 3));
            }
        }))];
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await enough.CancelAsync();
        await Task.WhenAll(callers);
        return 0;
    }

    private static async Task CallAsync(LedgerClient ledger, Journal journal, int client, long number, Delivery delivery)
    {
        journal.Append(new JournalEntry(client, number, delivery, JournalFact.Begun));
        JournalFact fact;
        try
        {
            await (delivery switch
            {
                Delivery.Plain => ledger.PostAsync(client, number),
                Delivery.Idempotent => ledger.PostAgainAsync(client, number),
                _ => ledger.PostOnceAsync(client, number),
            });
            fact = JournalFact.Done;
        }
        catch (CellException e) when (e.Status == CellStatus.Unavailable)
        {
            fact = e.Outcome == CallOutcome.NotExecuted ? JournalFact.NotDone : JournalFact.Unknown;
        }

        journal.Append(new JournalEntry(client, number, delivery, fact));
        if (fact != JournalFact.Done)
        {
            await Task.Delay(Pause);
        }
    }
}
