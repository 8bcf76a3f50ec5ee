using System.Buffers;

namespace Cells.Wire;

/// <summary>Counts what filling a hash table costs, so that keys chosen to share a bucket fail the payload instead of taking quadratic time.</summary>
/// <remarks>
/// The hash code of a number is the number: multiples of the table's size all land in one bucket, which every insertion walks. The tables of the framework defend strings
/// only. A comparer with secret hash codes would live on in the table that the contract's user gets, so the cost is bounded instead: <see cref="WireReader.ChargeComparisons"/>.
/// </remarks>
internal ref struct KeyCollisions<TKey>
{
    // A table of so many keys compares half as many for each, whatever they are.
    private const int Unwatched = 64;

    private readonly string _type;
    private int[]? _chains;
    private uint _buckets;

    /// <summary>Counts for a table of <paramref name="count"/> keys.</summary>
    public KeyCollisions(int count, string type)
    {
        IsWatching = count > Unwatched && typeof(TKey) != typeof(string);
        _type = type;
    }

    /// <summary>Whether <see cref="Add"/> must be called before each insertion.</summary>
    public bool IsWatching { get; }

    /// <summary>Accounts for the insertion of <paramref name="key"/>.</summary>
    /// <param name="reader">Bears the cost.</param>
    /// <param name="key">The key; not null.</param>
    /// <param name="buckets">The table's number of buckets, before the insertion.</param>
    /// <param name="earlier">The keys in the table.</param>
    public void Add<TKeys>(ref WireReader reader, TKey key, int buckets, TKeys earlier)
        where TKeys : IEnumerable<TKey>
    {
        if (_buckets != (uint)buckets)
        {
            Restart(buckets, earlier);
        }

        reader.ChargeComparisons(_chains![BucketOf(key)]++, _type);
    }

    /// <summary>Ends the count.</summary>
    public void Dispose()
    {
        if (_chains is not null)
        {
            ArrayPool<int>.Shared.Return(_chains);
            _chains = null;
        }
    }

    // The table has grown, without a comparison: the keys lie in other buckets now.
    private void Restart<TKeys>(int buckets, TKeys earlier)
        where TKeys : IEnumerable<TKey>
    {
        Dispose();
        _buckets = (uint)buckets;
        _chains = ArrayPool<int>.Shared.Rent(buckets);
        _chains.AsSpan(0, buckets).Clear();
        foreach (TKey key in earlier)
        {
            _chains[BucketOf(key)]++;
        }
    }

    private readonly uint BucketOf(TKey key) => (uint)EqualityComparer<TKey>.Default.GetHashCode(key!) % _buckets;
}
