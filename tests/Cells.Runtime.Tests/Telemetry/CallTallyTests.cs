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
    public void Sum_of_tallies_has_every_call_once()
    {
        CallTally one = new();
        CallTally other = new();
        one.Add(0, calls: 3);
        one.Add(long.MaxValue);
        one.AddStream();
        other.Add(0);
        other.AddError();
        CallCounts counts = new();

        one.AddTo(counts);
        other.AddTo(counts);

        Assert.Equal((4, 1, 5), (counts.Durations[0], counts.Durations[^1], counts.Durations.Sum()));
        Assert.Equal((1, 1), (counts.Streams, counts.Errors));
    }
}
