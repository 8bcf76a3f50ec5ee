using Cells.Schema;

namespace Cells.Hosting;

/// <summary>What consumers use, by the fingerprint of their usage: one object for all builds that share it. For one thread at a time.</summary>
internal sealed class KeptRecords
{
    /// <summary>The most text of all records, in UTF-16 units.</summary>
    private const long MostText = 32 * 1024 * 1024;

    /// <summary>What a place of a use takes beside the file's name.</summary>
    private const long PlaceWeight = 32;

    private readonly Dictionary<string, ConsumerRecord> _records = new(StringComparer.Ordinal);
    private long _text;

    public bool Contains(string usage) => _records.ContainsKey(usage);

    public ConsumerRecord? Find(string usage) => _records.GetValueOrDefault(usage);

    /// <summary>Whether there is room for <paramref name="record"/>.</summary>
    public bool HasRoomFor(ConsumerRecord record) => _text + Weigh(record) <= MostText;

    public void Add(string usage, ConsumerRecord record)
    {
        _records.Add(usage, record);
        _text += Weigh(record);
    }

    /// <summary>Forgets all records but those of <paramref name="used"/>.</summary>
    public void Retain(IReadOnlySet<string?> used)
    {
        foreach ((string usage, ConsumerRecord record) in _records.Where(pair => !used.Contains(pair.Key)).ToArray())
        {
            _records.Remove(usage);
            _text -= Weigh(record);
        }
    }

    private static long Weigh(ConsumerRecord record)
        => record.Uses.Sum(static use => use.Entry.Length + use.Places.Sum(static place => place.File.Length + PlaceWeight)) + PlaceWeight;
}
