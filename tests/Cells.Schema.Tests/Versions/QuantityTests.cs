namespace Cells.Schema.Tests.Versions;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("0s", 0)]
    [InlineData("30s", 30_000)]
    [InlineData("10m", 600_000)]
    [InlineData("12h", 43_200_000)]
    [InlineData("30d", 2_592_000_000)]
    public void Duration_read_has_its_milliseconds(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("1.5s")]
    [InlineData("10 m")]
    [InlineData("-1s")]
    [InlineData("1S")]
    [InlineData("10675200d")]
    [InlineData("99999999999999999999s")]
    public void Text_that_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("90s")]
    [InlineData("2h")]
    [InlineData("1001ms")]
    [InlineData("0ms")]
    public void Duration_formatted_is_the_shortest_form(string text)
        => Assert.Equal(text, Duration.TryParse(text, out TimeSpan duration) ? Duration.Format(duration) : null);

    [Theory]
    [InlineData("512B", 512)]
    [InlineData("64KiB", 65_536)]
    [InlineData("16MiB", 16_777_216)]
    [InlineData("2GiB", 2_147_483_648)]
    public void ByteSize_read_has_its_bytes(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
        Assert.Equal(text, ByteSize.Format(read));
    }

    [Theory]
    [InlineData("64KB")]
    [InlineData("64")]
    [InlineData("64 KiB")]
    [InlineData("8589934592GiB")]
    public void Text_that_is_no_byte_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
