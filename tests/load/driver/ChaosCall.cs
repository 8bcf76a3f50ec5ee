namespace Cells.Load;

/// <summary>What the journals of both ends say of one call.</summary>
internal sealed class ChaosCall(Traffic traffic)
{
    public Traffic Traffic => traffic;

    /// <summary>What the client was told last.</summary>
    public JournalFact Told { get; private set; }

    /// <summary>How often it was executed, by whichever process.</summary>
    public int Executed { get; private set; }

    /// <summary>What the client sent, or was about to, and what it has taken.</summary>
    public (long Sent, long Taken) AtClient { get; private set; }

    /// <summary>The same of the server.</summary>
    public (long Sent, long Taken) AtServer { get; private set; }

    /// <summary>Whether nobody can say what has become of it.</summary>
    public bool IsUnknown => Told is JournalFact.Unknown or JournalFact.Begun;

    private bool IsBroken { get; set; }

    /// <summary>A line of its client's journal.</summary>
    public void AddOfClient(JournalEntry entry)
    {
        switch (entry.Fact)
        {
            case JournalFact.Sent or JournalFact.Taken or JournalFact.Broken:
                AtClient = Count(AtClient, entry);
                break;
            default:
                Told = entry.Fact;
                break;
        }
    }

    /// <summary>A line of a server's journal.</summary>
    public void AddOfServer(JournalEntry entry)
    {
        if (entry.Fact == JournalFact.Executed)
        {
            Executed++;
        }
        else
        {
            AtServer = Count(AtServer, entry);
        }
    }

    /// <summary>What promise is broken; null when none is.</summary>
    public string? Judge()
    {
        bool isKept = (Told, traffic) switch
        {
            (JournalFact.NotDone, _) => Executed == 0,
            (JournalFact.Done, Traffic.Idempotent) => Executed >= 1,
            (JournalFact.Done, _) => Executed == 1,
            (_, Traffic.Idempotent) => true,
            _ => Executed <= 1,
        };
        return !isKept ? $"is {Told} at its client and was executed {Executed} times"
            : IsBroken ? "had an item out of its order, or the wrong position"
            : AtClient.Taken > AtServer.Sent || AtServer.Taken > AtClient.Sent ? $"has items that nobody sent: client {AtClient}, server {AtServer}"
            : Told == JournalFact.Done && (AtClient.Taken != AtServer.Sent || AtServer.Taken != AtClient.Sent) ? $"ended without all of its items: client {AtClient}, server {AtServer}"
            : null;
    }

    private (long Sent, long Taken) Count((long Sent, long Taken) counted, JournalEntry entry)
    {
        IsBroken |= entry.Fact == JournalFact.Broken;
        return entry.Fact == JournalFact.Sent ? (entry.Count, counted.Taken) : (counted.Sent, entry.Count);
    }
}
