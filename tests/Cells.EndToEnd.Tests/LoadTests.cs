using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>The short forms of load and chaos: every call accounted for at both ends, nothing left over. How fast, no test asserts.</summary>
public sealed class LoadTests
{
    [Theory]
    [InlineData("chaos", "--kills", "6", "--clients", "3", "--seed", "1")]
    [InlineData("upgrades", "--count", "3", "--clients", "2")]
    [InlineData("connections", "--count", "200", "--seconds", "2")]
    [InlineData("rate", "--target", "3000", "--seconds", "2")]
    [InlineData("ring", "--cells", "5", "--seconds", "2")]
    public async Task Every_call_is_accounted_for_at_both_ends(params string[] arguments)
    {
        CommandResult run = await Command.DotnetAsync(Repository.Root, [Repository.Load, .. arguments]);

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("all accounted for, nothing left over", run.Output, StringComparison.Ordinal);
    }
}
