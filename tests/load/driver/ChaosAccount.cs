using System.Globalization;

namespace Cells.Load;

/// <summary>What the journals of both ends say of every call, every item and every event.</summary>
internal sealed class ChaosAccount
{
    private readonly Dictionary<(int Client, long Number), ChaosCall> _calls = [];
    private readonly ChaosEvents _events = new();
    private readonly List<string> _broken = [];

    /// <summary>What breaks a promise; empty when all is well.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>The calls of which nobody can say whether they were executed, or to the end.</summary>
    public int Unknown => _calls.Values.Count(static call => call.IsUnknown);

    /// <summary>The calls that failed, and should not have where every process ends its calls before it goes: all but streams that were open.</summary>
    /// <remarks>A stream of the client's that the old process no longer took is open, too: what has been taken from its source cannot be sent again.</remarks>
    public IReadOnlyList<string> Failed
        => [.. _calls.Where(static call => call.Value.Told != JournalFact.Done && !(call.Value.Traffic > Traffic.ServerStream || (call.Value.Traffic == Traffic.ServerStream && call.Value.Executed > 0)))
            .Select(static call => $"call {call.Key.Number} of client {call.Key.Client} ({call.Value.Traffic}) failed: it is {call.Value.Told} at its client")];

    /// <summary>The calls.</summary>
    public int Count => _calls.Count;

    /// <summary>Reads every journal in <paramref name="directory"/>.</summary>
    public static ChaosAccount Read(string directory)
    {
        ChaosAccount account = new();
        foreach (JournalEntry entry in Directory.GetFiles(directory, "client-*").SelectMany(Journal.Read))
        {
            if (!account._calls.TryGetValue((entry.Client, entry.Number), out ChaosCall? call))
            {
                account._calls[(entry.Client, entry.Number)] = call = new ChaosCall(entry.Traffic);
            }

            call.AddOfClient(entry);
        }

        foreach (JournalEntry entry in Directory.GetFiles(directory, "server-*").SelectMany(Journal.Read))
        {
            account.AddOfServer(entry);
        }

        foreach (string path in Directory.GetFiles(directory, "events-*"))
        {
            account._events.AddHeard(Path.GetFileName(path), Journal.Read(path));
        }

        foreach (((int client, long number), ChaosCall call) in account._calls)
        {
            if (call.Judge() is { } broken)
            {
                account._broken.Add($"call {number} of client {client} ({call.Traffic}) {broken}");
            }
        }

        account._broken.AddRange(account._events.Broken);
        return account;
    }

    /// <summary>The account as tables.</summary>
    public IEnumerable<string> Describe()
    {
        yield return "| delivery | calls | done once | done more often | not done | unknown: done | unknown: not done |";
        yield return "|---|---:|---:|---:|---:|---:|---:|";
        foreach (ChaosCall[] calls in ByTraffic(static traffic => traffic < Traffic.ServerStream))
        {
            int once = calls.Count(static call => call.Told == JournalFact.Done && call.Executed == 1);
            int more = calls.Count(static call => call.Executed > 1);
            int not = calls.Count(static call => call.Told == JournalFact.NotDone);
            int done = calls.Count(static call => call.IsUnknown && call.Executed == 1);
            int undone = calls.Count(static call => call.IsUnknown && call.Executed == 0);
            yield return string.Create(CultureInfo.InvariantCulture, $"| {calls[0].Traffic} | {calls.Length} | {once} | {more} | {not} | {done} | {undone} |");
        }

        yield return "";
        yield return "| streams | calls | to the end | not done | broken off | client killed | items sent | items taken |";
        yield return "|---|---:|---:|---:|---:|---:|---:|---:|";
        foreach (ChaosCall[] calls in ByTraffic(static traffic => traffic >= Traffic.ServerStream))
        {
            int ended = calls.Count(static call => call.Told == JournalFact.Done);
            int not = calls.Count(static call => call.Told == JournalFact.NotDone);
            int broken = calls.Count(static call => call.Told == JournalFact.Unknown);
            int killed = calls.Count(static call => call.Told == JournalFact.Begun);
            long sent = calls.Sum(static call => call.AtClient.Sent + call.AtServer.Sent);
            long taken = calls.Sum(static call => call.AtClient.Taken + call.AtServer.Taken);
            yield return string.Create(CultureInfo.InvariantCulture, $"| {calls[0].Traffic} | {calls.Length} | {ended} | {not} | {broken} | {killed} | {sent} | {taken} |");
        }

        yield return "";
        foreach (string line in _events.Describe())
        {
            yield return line;
        }
    }

    private IEnumerable<ChaosCall[]> ByTraffic(Func<Traffic, bool> isMeant)
        => _calls.Values.Where(call => isMeant(call.Traffic)).GroupBy(static call => call.Traffic).OrderBy(static group => group.Key).Select(static group => group.ToArray());

    private void AddOfServer(JournalEntry entry)
    {
        if (entry.Traffic == Traffic.Events)
        {
            _events.AddPublished(entry);
        }
        else if (_calls.TryGetValue((entry.Client, entry.Number), out ChaosCall? call))
        {
            call.AddOfServer(entry);
        }
        else
        {
            _broken.Add($"{entry} is at the server, and nobody called");
        }
    }
}
