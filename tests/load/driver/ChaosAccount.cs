using System.Globalization;

namespace Cells.Load;

/// <summary>What the journals of both ends say of every call.</summary>
internal sealed class ChaosAccount
{
    private readonly Dictionary<(int Client, long Number), Call> _calls = [];
    private readonly List<string> _broken = [];

    /// <summary>What breaks a promise; empty when all is well.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>The calls of which nobody can say whether they were executed.</summary>
    public int Unknown => _calls.Values.Count(static call => call.Told is JournalFact.Unknown or JournalFact.Begun);

    /// <summary>The calls.</summary>
    public int Count => _calls.Count;

    /// <summary>Reads every journal in <paramref name="directory"/>.</summary>
    public static ChaosAccount Read(string directory)
    {
        ChaosAccount account = new();
        foreach (string path in Directory.GetFiles(directory, "client-*"))
        {
            foreach (JournalEntry entry in Journal.Read(path))
            {
                account.Of(entry).Told = entry.Fact;
            }
        }

        foreach (string path in Directory.GetFiles(directory, "server-*"))
        {
            foreach (JournalEntry entry in Journal.Read(path))
            {
                if (!account._calls.TryGetValue((entry.Client, entry.Number), out Call? call))
                {
                    account._broken.Add($"{entry} was executed, and nobody called");
                    continue;
                }

                call.Executed.Add(path);
            }
        }

        account._broken.AddRange(account._calls.Select(static pair => Judge(pair.Key, pair.Value)).OfType<string>());
        return account;
    }

    /// <summary>The account as a table.</summary>
    public IEnumerable<string> Describe()
    {
        yield return "| delivery | calls | done once | done more often | not done | unknown: done | unknown: not done |";
        yield return "|---|---:|---:|---:|---:|---:|---:|";
        foreach (IGrouping<Delivery, Call> group in _calls.Values.GroupBy(static call => call.Delivery).OrderBy(static group => group.Key))
        {
            int once = group.Count(static call => call.Told == JournalFact.Done && call.Executed.Count == 1);
            int more = group.Count(static call => call.Executed.Count > 1);
            int not = group.Count(static call => call.Told == JournalFact.NotDone);
            Call[] unknown = [.. group.Where(static call => call.Told is JournalFact.Unknown or JournalFact.Begun)];
            int done = unknown.Count(static call => call.Executed.Count == 1);
            int undone = unknown.Count(static call => call.Executed.Count == 0);
            yield return string.Create(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {once} | {more} | {not} | {done} | {undone} |");
        }
    }

    private static string? Judge((int Client, long Number) id, Call call)
    {
        int executed = call.Executed.Count;
        bool isKept = (call.Told, call.Delivery) switch
        {
            (JournalFact.NotDone, _) => executed == 0,
            (JournalFact.Done, Delivery.Idempotent) => executed >= 1,
            (JournalFact.Done, _) => executed == 1,
            (_, Delivery.Idempotent) => true,
            _ => executed <= 1,
        };
        return isKept ? null : $"call {id.Number} of client {id.Client} ({call.Delivery}) is {call.Told} at its client and was executed {executed} times";
    }

    private Call Of(JournalEntry entry)
    {
        if (!_calls.TryGetValue((entry.Client, entry.Number), out Call? call))
        {
            _calls[(entry.Client, entry.Number)] = call = new Call(entry.Delivery);
        }

        return call;
    }

    private sealed class Call(Delivery delivery)
    {
        public Delivery Delivery => delivery;

        /// <summary>What the client was told last.</summary>
        public JournalFact Told { get; set; }

        /// <summary>The journals of the processes that executed it.</summary>
        public List<string> Executed { get; } = [];
    }
}
