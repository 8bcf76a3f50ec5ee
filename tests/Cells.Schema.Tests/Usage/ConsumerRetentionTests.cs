namespace Cells.Schema.Tests.Usage;

public sealed class ConsumerRetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, true)]
    [InlineData(29, true)]
    [InlineData(30, false)]
    [InlineData(400, false)]
    [InlineData(-1, true)]
    public void StillCounts_until_forget_after_has_passed_since_it_was_seen(int daysAgo, bool expected)
        => Assert.Equal(expected, ConsumerRetention.StillCounts(Now.AddDays(-daysAgo), TimeSpan.FromDays(30), Now));

    [Fact]
    public void StillCounts_nobody_who_is_not_connected_when_forget_after_is_zero()
        => Assert.False(ConsumerRetention.StillCounts(Now, TimeSpan.Zero, Now));
}
