using Cells.Directories;

namespace Cells.Load;

/// <summary>A client that writes down each call before it makes it, and what it was told after. It ends when its standard input does.</summary>
internal static class ChaosClient
{
    private const int AtOnce = 8;

    /// <summary>The calls, of which each caller makes one of every kind in turn.</summary>
    private const int Kinds = (int)Traffic.Duplex + 1;

    /// <summary>The time between attempts while nothing listens: a client that asks in a tight loop would only fill its journal.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest that the last events may take to come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Calls until told to stop.</summary>
    public static async Task<int> RunAsync(int client)
    {
        using Journal journal = new(LedgerProcess.JournalPath("client", client));
        using Journal heard = new(LedgerProcess.JournalPath("events", client));
        await using LedgerClient ledger = LedgerProcess.Connect(Environment.GetEnvironmentVariable(CellDirectory.Variable)!, ChaosLimits.Client);
        ChaosStreams streams = new(ledger, journal, client);
        await using ChaosSubscriber subscriber = await ChaosSubscriber.StartAsync(ledger, heard, Pause);
        using CancellationTokenSource enough = new();
        long next = 0;
        Task[] callers = [.. Enumerable.Range(0, AtOnce).Select(caller => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                long number = Interlocked.Increment(ref next);
                await CallAsync(ledger, streams, journal, client, number, (Traffic)(number % Kinds));
            }
        }))];
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await enough.CancelAsync();
        await Task.WhenAll(callers);
        await subscriber.WaitForAsync(await ledger.LastPostedAsync(), Patience);
        return 0;
    }

    private static async Task CallAsync(LedgerClient ledger, ChaosStreams streams, Journal journal, int client, long number, Traffic traffic)
    {
        journal.Append(new JournalEntry(client, number, traffic, JournalFact.Begun));
        JournalFact fact = JournalFact.Done;
        try
        {
            await (traffic switch
            {
                Traffic.Plain => ledger.PostAsync(client, number),
                Traffic.Idempotent => ledger.PostAgainAsync(client, number),
                Traffic.ExactlyOnce => ledger.PostOnceAsync(client, number),
                Traffic.ServerStream => streams.ReadAsync(number),
                Traffic.ClientStream => streams.PostAllAsync(number),
                _ => streams.EchoAllAsync(number),
            });
        }
        catch (CellException e) when (e.Status == CellStatus.Unavailable)
        {
            fact = e.Outcome == CallOutcome.NotExecuted ? JournalFact.NotDone : JournalFact.Unknown;
        }

        journal.Append(new JournalEntry(client, number, traffic, fact));
        if (fact != JournalFact.Done)
        {
            await Task.Delay(Pause);
        }
    }
}
