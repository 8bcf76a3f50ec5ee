using System.Globalization;

namespace Cells.Load;

/// <summary>Times of calls, counted in steps of 10 µs up to 10 s. Safe for use by several threads.</summary>
internal sealed class Latencies
{
    private const int StepsPerMillisecond = 100;
    private const int Steps = 10_000 * StepsPerMillisecond;

    private readonly int[] _counts = new int[Steps];
    private long _calls;

    /// <summary>The calls so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Adds a call.</summary>
    public void Add(TimeSpan time)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Increment(ref _counts[(int)Math.Min(Steps - 1, time.TotalMilliseconds * StepsPerMillisecond)]);
    }

    /// <summary>The time under which this part of the calls stayed.</summary>
    public string Quantile(double part)
    {
        long left = (long)Math.Ceiling(part * Calls);
        for (int step = 0; step < Steps; step++)
        {
            left -= _counts[step];
            if (left <= 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{(step + 1) / (double)StepsPerMillisecond:0.00} ms");
            }
        }

        return "-";
    }
}
