using Cells.Cli.Top;
using Cells.Hosting;

namespace Cells.Cli.Tests.Top;

public sealed class ReplicaRatesTests
{
    [Fact]
    public void Rates_are_those_between_two_looks()
    {
        ReplicaRates rates = ReplicaRates.Between(
            Load(TimeSpan.FromSeconds(10), (8, 1_000)) with { Errors = 5, StreamCalls = 1, ProcessorTime = TimeSpan.FromSeconds(1) },
            Load(TimeSpan.FromSeconds(12), (8, 1_098), (40, 2)) with { Errors = 7, StreamCalls = 1, ProcessorTime = TimeSpan.FromSeconds(4) });

        Assert.Equal((50d, 1d, 1.5), (rates.CallsPerSecond, rates.ErrorsPerSecond, rates.Processors));
        Assert.Equal((CellLoad.BoundOf(8), CellLoad.BoundOf(40)), (rates.Median, rates.Percentile99));
    }

    [Fact]
    public void First_look_has_no_rates() => Assert.Equal((null, null, null), Rates(ReplicaRates.Between(null, Load(TimeSpan.FromSeconds(1), (0, 1)))));

    [Fact]
    public void Interval_without_calls_has_no_durations()
    {
        CellLoad load = Load(TimeSpan.FromSeconds(1), (0, 5));

        Assert.Equal((0d, null, 0d), Rates(ReplicaRates.Between(load, load with { Uptime = TimeSpan.FromSeconds(2) })));
    }

    private static (double? Calls, TimeSpan? Median, double? Errors) Rates(ReplicaRates rates) => (rates.CallsPerSecond, rates.Median, rates.ErrorsPerSecond);

    private static CellLoad Load(TimeSpan uptime, params (int Element, long Count)[] durations)
    {
        long[] counts = new long[104];
        foreach ((int element, long count) in durations)
        {
            counts[element] = count;
        }

        return new CellLoad
        {
            ProcessId = 1,
            Uptime = uptime,
            Connections = 1,
            Inflight = 0,
            Errors = 0,
            StreamCalls = 0,
            Durations = counts,
            Memory = 1,
            ProcessorTime = TimeSpan.Zero,
        };
    }
}
