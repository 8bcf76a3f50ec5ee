using System.Diagnostics.CodeAnalysis;

namespace Cells.Connections;

/// <summary>Keeps what was used last, within a number of entries and a total weight. Safe for use by several threads.</summary>
/// <param name="mostEntries">The most entries.</param>
/// <param name="mostWeight">The most weight of all entries. One entry may be heavier; it is then alone.</param>
internal sealed class BoundedCache<TKey, TValue>(int mostEntries, long mostWeight)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _weight;

    /// <summary>The number of entries.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Finds an entry, which then was used last.</summary>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                value = null;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>Adds an entry, and drops those used longest ago where there is no room. An entry that is there stays.</summary>
    public void Add(TKey key, TValue value, long weight)
    {
        lock (_gate)
        {
            if (_entries.ContainsKey(key))
            {
                return;
            }

            _entries.Add(key, _byUse.AddFirst(new Entry(key, value, weight)));
            _weight += weight;
            while (_entries.Count > mostEntries || (_weight > mostWeight && _entries.Count > 1))
            {
                Entry oldest = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _entries.Remove(oldest.Key);
                _weight -= oldest.Weight;
            }
        }
    }

    private sealed record Entry(TKey Key, TValue Value, long Weight);
}
