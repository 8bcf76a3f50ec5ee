using System.Buffers;
using System.Text;
using Cells.Nucleus.Logging;

namespace Cells.Nucleus.Tests.Logging;

public class LogLineTests
{
    [Theory]
    [InlineData(0, true, "Hello")]
    [InlineData(255, false, "")]
    [InlineData(int.MaxValue, false, "  spaces and ünicode ")]
    public void Line_that_is_written_is_read_again(int replica, bool isOut, string text)
    {
        LogLine line = new(new DateTimeOffset(2026, 1, 31, 10, 0, 2, 71, TimeSpan.Zero), replica, isOut ? LogStream.Out : LogStream.Error, text);
        ArrayBufferWriter<byte> written = new();
        LogLine.WriteTo(written, line.Time, line.Replica, line.Stream, Encoding.UTF8.GetBytes(text));

        Assert.Equal((byte)'\n', written.WrittenSpan[^1]);
        Assert.True(written.WrittenCount <= Encoding.UTF8.GetByteCount(text) + LogLine.Overhead);
        Assert.True(LogLine.TryParse(written.WrittenSpan[..^1], out LogLine read));
        Assert.Equal(line, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hello")]
    [InlineData("2026-01-31T10:00:02.071Z")]
    [InlineData("2026-01-31T10:00:02.071Z x out text")]
    [InlineData("2026-01-31T10:00:02.071Z 0 log text")]
    [InlineData("2026-01-31T10:00:02.071Z 0 output")]
    [InlineData("2026-13-31T10:00:02.071Z 0 out text")]
    [InlineData("2026-01-31T10:00:02.071Z 99999999999 out text")]
    [InlineData("2026-01-31 10:00:02.071Z 0 out text")]
    public void Line_of_another_form_is_not_taken_for_one(string line)
        => Assert.False(LogLine.TryParse(Encoding.UTF8.GetBytes(line), out _));
}
