using System.Diagnostics;
using System.Numerics;

namespace Cells.Telemetry;

/// <summary>Counts the calls of one connection, and how long they took. One thread at a time adds or reads: whoever has it sees to that.</summary>
/// <remarks>
/// A duration is put into one of <see cref="Buckets"/>: four for each power of two of microseconds, so that a bound is at most a quarter above what it stands for.
/// A connection that is never called has no counters.
/// </remarks>
internal sealed class CallTally
{
    /// <summary>The buckets; the last one takes whatever is above 67 s.</summary>
    public const int Buckets = 104;

    private const int SubBits = 2;

    /// <summary>Above every bound; what is longer is counted as this.</summary>
    private static readonly long Longest = Stopwatch.Frequency * 100;

    private long[]? _durations;
    private long _errors;
    private long _streams;

    /// <summary>The longest duration of a bucket.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bucket.</exception>
    public static TimeSpan BoundOf(int bucket)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bucket);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bucket, Buckets);
        int power = bucket >> SubBits;
        long step = (bucket & ((1 << SubBits) - 1)) + 1;

        // In quarters of a microsecond, since the first powers have no quarters of their own.
        long quarters = (1L << (power + SubBits)) + (step << power);
        return TimeSpan.FromTicks(quarters * TimeSpan.TicksPerMicrosecond >> SubBits);
    }

    /// <summary>The bucket of a duration in <see cref="Stopwatch"/> ticks.</summary>
    public static int BucketOf(long ticks)
    {
        // Quarters of a microsecond, of which the first four go into the first bucket.
        ulong quarters = (ulong)Math.Clamp(ticks, 0, Longest) * 4_000_000UL / (ulong)Stopwatch.Frequency;
        if (quarters < 1UL << SubBits)
        {
            return 0;
        }

        int power = BitOperations.Log2(quarters) - SubBits;
        int bucket = (power << SubBits) | (int)((quarters >> power) & ((1UL << SubBits) - 1));
        return Math.Min(bucket, Buckets - 1);
    }

    /// <summary>Calls have their answers.</summary>
    /// <param name="ticks">How long each took, in <see cref="Stopwatch"/> ticks.</param>
    /// <param name="calls">How many.</param>
    public void Add(long ticks, int calls = 1) => (_durations ??= new long[Buckets])[BucketOf(ticks)] += calls;

    /// <summary>A call with streams, or a subscription, has its end. These last as long as somebody likes: they are counted, and their durations are not.</summary>
    public void AddStream() => _streams++;

    /// <summary>The answer of a call that is counted besides was an error.</summary>
    public void AddError() => _errors++;

    /// <summary>Adds what was counted so far to <paramref name="sum"/>.</summary>
    public void AddTo(CallCounts sum)
    {
        sum.Errors += _errors;
        sum.Streams += _streams;
        for (int bucket = 0; bucket < _durations?.Length; bucket++)
        {
            sum.Durations[bucket] += _durations[bucket];
        }
    }
}

/// <summary>The sum of several <see cref="CallTally"/>.</summary>
internal sealed class CallCounts
{
    /// <summary>The calls by duration, those with streams left out: <see cref="CallTally.BoundOf"/>.</summary>
    public long[] Durations { get; init; } = new long[CallTally.Buckets];

    /// <summary>The calls with streams, and subscriptions.</summary>
    public long Streams { get; set; }

    /// <summary>The calls that were answered with an error.</summary>
    public long Errors { get; set; }

    /// <summary>A copy, to add to.</summary>
    public CallCounts Copy() => new() { Durations = [.. Durations], Streams = Streams, Errors = Errors };
}
