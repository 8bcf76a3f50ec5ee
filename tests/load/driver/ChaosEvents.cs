using System.Globalization;

namespace Cells.Load;

/// <summary>What the journals of publishers and subscribers say of events.</summary>
internal sealed class ChaosEvents
{
    private readonly Dictionary<int, long> _published = [];
    private readonly List<string> _broken = [];
    private int _subscribers;
    private long _heard;
    private long _missed;
    private int _losses;

    /// <summary>What breaks a promise; empty when all is well.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>A line of a publisher's journal.</summary>
    public void AddPublished(JournalEntry entry) => _published[entry.Client] = entry.Number;

    /// <summary>A subscriber's journal, when those of all publishers are read: what came and the gaps that were told are all that was published, from the first event to the last.</summary>
    public void AddHeard(string subscriber, IEnumerable<JournalEntry> entries)
    {
        _subscribers++;
        (int Process, long Number) last = default;
        long? gap = null;
        foreach (JournalEntry entry in entries)
        {
            (int Process, long Number) posting = (entry.Client, entry.Number);
            switch (entry.Fact)
            {
                case JournalFact.Missed when entry.Count == JournalEntry.Uncounted:
                    _losses++;
                    gap = null;
                    break;
                case JournalFact.Missed:
                    _missed += entry.Count;
                    gap += entry.Count;
                    break;
                case JournalFact.Taken:
                    _heard++;
                    Check(gap is null || posting == (last.Process, last.Number + gap.Value + 1), subscriber, posting, $"came after {last} and {gap} that were told as missed");
                    Check(posting.Process != last.Process || posting.Number > last.Number, subscriber, posting, $"came after {last}");
                    Check(posting.Number <= _published.GetValueOrDefault(posting.Process), subscriber, posting, "was not published");
                    last = posting;
                    gap = 0;
                    break;
                case JournalFact.Done:
                    Check(gap is null || (last.Process == posting.Process && last.Number + gap >= posting.Number), subscriber, posting, $"neither came nor is it in a gap: the last was {last}");
                    break;
                default:
                    Check(false, subscriber, posting, $"is {entry.Fact}");
                    break;
            }
        }
    }

    /// <summary>The account as a table.</summary>
    public IEnumerable<string> Describe()
    {
        yield return "| events published | subscribers | came | told as missed | gaps that nobody counted |";
        yield return "|---:|---:|---:|---:|---:|";
        yield return string.Create(CultureInfo.InvariantCulture, $"| {_published.Values.Sum()} | {_subscribers} | {_heard} | {_missed} | {_losses} |");
    }

    private void Check(bool condition, string subscriber, (int Process, long Number) posting, string reason)
    {
        if (!condition)
        {
            _broken.Add($"event {posting} at {subscriber} {reason}");
        }
    }
}
