using System.Diagnostics;
using Cells.Telemetry;

namespace Cells.Runtime.Tests.Telemetry;

public sealed class CallTallyTests
{
    [Fact]
    public void Every_duration_is_within_a_quarter_of_its_bound()
    {
        for (double microseconds = 1; microseconds < 60_000_000; microseconds *= 1.07)
        {
            int bucket = CallTally.BucketOf((long)(microseconds / 1e6 * Stopwatch.Frequency));
            double bound = CallTally.BoundOf(bucket).TotalMicroseconds;

            // Bounds are whole ticks, a tenth of a microsecond.
            Assert.InRange(bound, microseconds - 0.1, (microseconds * 1.25) + 0.1);
        }
    }

    [Theory]
    [InlineData(long.MinValue, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(long.MaxValue, CallTally.Buckets - 1)]
    public void Duration_beyond_the_bounds_is_counted_at_the_end(long ticks, int bucket) => Assert.Equal(bucket, CallTally.BucketOf(ticks));

    [Fact]
    public void Calls_from_many_threads_are_each_counted()
    {
        CallTally tally = new();
        Parallel.For(0, 10_000, i => tally.Add(Stopwatch.GetTimestamp(), isError: i % 10 == 0, isStream: i % 4 == 0));
        CallCounts counts = new();
        tally.AddTo(counts);

        Assert.Equal((7_500, 2_500, 1_000), (counts.Durations.Sum(), counts.Streams, counts.Errors));
    }
}
