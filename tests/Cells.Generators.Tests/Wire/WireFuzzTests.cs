using System.Globalization;
using Xunit.Abstractions;

namespace Cells.Generators.Tests.Wire;

/// <summary>
/// Fuzzes the codecs: the same payloads at each run. <c>CELLS_FUZZ_SECONDS</c> makes it run for so long instead, and <c>CELLS_FUZZ_SEED</c> with other payloads.
/// </summary>
public class WireFuzzTests(ITestOutputHelper output)
{
    private const int Cases = 20_000;
    private const int Seed = 20_240_229;
    private const int MostFailures = 20;

    [Fact]
    public void Payloads_are_values_or_format_errors_and_stay_within_the_memory_bound()
    {
        int seed = Setting("CELLS_FUZZ_SEED") ?? Seed;
        long end = Setting("CELLS_FUZZ_SECONDS") is int seconds ? TimeProvider.System.GetTimestamp() + (seconds * TimeProvider.System.TimestampFrequency) : 0;
        WireFuzz fuzz = new(seed);
        List<string> failures = [];
        while (failures.Count < MostFailures && (end == 0 ? fuzz.Cases < Cases : TimeProvider.System.GetTimestamp() < end))
        {
            if (fuzz.RunNext() is { } wrong)
            {
                failures.Add($"seed {seed}, case {fuzz.Cases}: {wrong}");
            }
        }

        output.WriteLine($"{fuzz.Cases} payloads, {fuzz.Values} of them values, seed {seed}");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        Assert.True(fuzz.Values > 0 && fuzz.Values < fuzz.Cases);
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
