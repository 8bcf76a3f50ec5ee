using System.Text;
using Cells.Hosting;
using Microsoft.Extensions.Logging;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>The log of a cell that has no other.</summary>
public class StandardOutputLogTests
{
    [Fact]
    public void Event_is_one_line_with_level_category_and_id()
    {
        using MemoryStream output = new();
        ILogger log = new StandardOutputLog(output, LogLevel.Information).CreateLogger("Shop.Catalog");

        log.Log(LogLevel.Warning, new EventId(3), "refused: 'a\nb\r\ninfo: Shop.Catalog[4] forged'", null, static (text, _) => text);
        log.Log(LogLevel.Error, new EventId(1), "failed", new FormatException("no number"), static (text, _) => text);

        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal("warn: Shop.Catalog[3] refused: 'a b info: Shop.Catalog[4] forged'", lines[0]);
        Assert.Equal("fail: Shop.Catalog[1] failed System.FormatException: no number", lines[1]);
        Assert.Equal("", Assert.Single(lines[2..]));
    }

    [Theory]
    [InlineData(LogLevel.Debug, false)]
    [InlineData(LogLevel.Information, true)]
    [InlineData(LogLevel.None, false)]
    public void Event_below_the_level_is_not_written(LogLevel level, bool isWritten)
    {
        using MemoryStream output = new();

        new StandardOutputLog(output, LogLevel.Information).CreateLogger("a").Log(level, "b");

        Assert.Equal(isWritten, output.Length > 0);
    }

    [Fact]
    public void Output_that_nobody_reads_any_more_fails_nobody()
    {
        ILogger log = new StandardOutputLog(new BrokenStream(), LogLevel.Trace).CreateLogger("a");

        Assert.Null(Record.Exception(() => log.Log(LogLevel.Information, "b")));
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken pipe");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}
