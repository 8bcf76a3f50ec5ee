using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>That the benchmarks measure what they say; how fast it is, no test asserts.</summary>
public sealed class BenchmarkTests
{
    [Fact]
    public async Task Every_benchmark_gives_the_value_that_it_was_given()
    {
        CommandResult smoke = await Command.DotnetAsync(Repository.Root, Repository.Benchmarks, "--smoke");

        Assert.True(smoke.ExitCode == 0, smoke.Everything);
        Assert.Contains("ok PeopleBenchmarks", smoke.Output, StringComparison.Ordinal);
        Assert.Contains("ok PlannedOrdersBenchmarks", smoke.Output, StringComparison.Ordinal);
        Assert.Contains("ok ComparisonBenchmarks", smoke.Output, StringComparison.Ordinal);
        Assert.Contains("ok CallBenchmarks", smoke.Output, StringComparison.Ordinal);
    }
}
