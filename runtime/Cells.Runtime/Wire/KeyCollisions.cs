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

    /// <summary>Whether insertions are to be counted.</summary>
    public bool IsWatching { get; }

    /// <summary>Whether the table has grown, without a comparison, so that its keys lie in other buckets and are to be added again.</summary>
    /// <param name="buckets">The table's number of buckets.</param>
    public bool Restarts(int buckets)
    {
        if (_buckets == (uint)buckets)
        {
            return false;
        }

        Dispose();
        _buckets = (uint)buckets;
        _chains = ArrayPool<int>.Shared.Rent(buckets);
        _chains.AsSpan(0, buckets).Clear();
        return true;
    }

    /// <summary>Adds a key that the table has.</summary>
    public readonly void Add(TKey key) => _chains![BucketOf(key)]++;

    /// <summary>Accounts for the insertion of <paramref name="key"/>, and adds it.</summary>
    public readonly void Insert(ref WireReader reader, TKey key) => reader.ChargeComparisons(_chains![BucketOf(key)]++, _type);

    /// <summary>Ends the count.</summary>
    public void Dispose()
    {
        if (_chains is not null)
        {
            ArrayPool<int>.Shared.Return(_chains);
            _chains = null;
        }
    }

    private readonly uint BucketOf(TKey key) => (uint)EqualityComparer<TKey>.Default.GetHashCode(key!) % _buckets;
}
