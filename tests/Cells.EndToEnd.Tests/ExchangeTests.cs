using System.Text.RegularExpressions;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>The exchange sample: calls, streams and events between two processes, checked against an independent computation.</summary>
public sealed partial class ExchangeTests
{
    [Fact]
    public async Task Replay_over_calls_and_streams_leaves_the_expected_book_each_time()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create(source: Path.Combine(Repository.Root, "samples", "exchange"));

        CommandResult run = await mesh.CellsAsync("run", "replay", "--", "--orders", "500");

        Assert.True(run.ExitCode == 0, run.Everything);
        MatchCollection days = Day().Matches(run.Output);
        Assert.Equal(["unary", "stream", "duplex"], days.Select(static day => day.Groups["way"].Value));

        // The day is the same each time: so are its trades.
        Assert.Single(days.Select(static day => day.Groups["trades"].Value).Distinct());
        Assert.All(days, static day => Assert.Equal(
            int.Parse(day.Groups["trades"].Value, null), int.Parse(day.Groups["heard"].Value, null) + int.Parse(day.Groups["missed"].Value, null)));
    }

    [GeneratedRegex(@"^(?<way>\w+) +500 orders in .*? s: .*? orders/s, (?<trades>[1-9]\d*) trades \((?<heard>\d+) heard, (?<missed>\d+) missed\), book agrees$", RegexOptions.Multiline)]
    private static partial Regex Day();
}
