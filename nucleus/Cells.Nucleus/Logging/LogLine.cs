using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Cells.Nucleus.Logging;

/// <summary>A line of <c>log/cell.log</c>: <c>2026-01-31T10:00:02.071Z 0 out Hello</c>.</summary>
/// <param name="Time">When it was printed, to the millisecond.</param>
/// <param name="Replica">The replica that printed it.</param>
/// <param name="Stream">Where.</param>
/// <param name="Text">What.</param>
internal readonly record struct LogLine(DateTimeOffset Time, int Replica, LogStream Stream, string Text)
{
    /// <summary>RFC 3339, in UTC, to the millisecond: sorts as text does.</summary>
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private const int TimeLength = 24;

    /// <summary>The most bytes that <see cref="WriteTo"/> adds to a text.</summary>
    public const int Overhead = TimeLength + 1 + 11 + 1 + 3 + 1 + 1;

    /// <summary>Writes one line with its end. The text holds no line feed.</summary>
    public static void WriteTo(IBufferWriter<byte> target, DateTimeOffset time, int replica, LogStream stream, ReadOnlySpan<byte> text)
    {
        WriteTime(target, time);
        Span<byte> rest = target.GetSpan(Overhead + text.Length);
        bool fits = Utf8Formatter.TryFormat(replica, rest, out int length);
        System.Diagnostics.Debug.Assert(fits, "the overhead covers every number");
        (stream == LogStream.Out ? " out "u8 : " err "u8).CopyTo(rest[length..]);
        length += 5;
        text.CopyTo(rest[length..]);
        length += text.Length;
        rest[length++] = (byte)'\n';
        target.Advance(length);
    }

    /// <summary>Writes a time and the space behind it.</summary>
    public static void WriteTime(IBufferWriter<byte> target, DateTimeOffset time)
    {
        Span<byte> head = target.GetSpan(TimeLength + 1);
        time.UtcDateTime.TryFormat(head, out int length, TimeFormat, CultureInfo.InvariantCulture);
        head[length] = (byte)' ';
        target.Advance(length + 1);
    }

    /// <summary>Reads a line without its end; false for one of another form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogLine parsed)
    {
        parsed = default;
        if (line.Length < TimeLength + 1
            || line[TimeLength] != (byte)' '
            || !TryParseTime(line[..TimeLength], out DateTimeOffset time)
            || !Utf8Parser.TryParse(line[(TimeLength + 1)..], out int replica, out int length))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[(TimeLength + 1 + length)..];
        bool isError = rest.StartsWith(" err"u8);
        if ((!isError && !rest.StartsWith(" out"u8)) || (rest.Length > 4 && rest[4] != (byte)' '))
        {
            return false;
        }

        parsed = new LogLine(time, replica, isError ? LogStream.Error : LogStream.Out, rest.Length > 5 ? Encoding.UTF8.GetString(rest[5..]) : "");
        return true;
    }

    /// <summary>Reads the time of a line of <c>log/nucleus.log</c>, <c>2026-01-31T10:00:02.071Z replica 0: process 7 runs</c>, and its text; false for one of another form.</summary>
    public static bool TryParseOwn(ReadOnlySpan<byte> line, out DateTimeOffset time, out string text)
    {
        (time, text) = (default, "");
        if (line.Length <= TimeLength || line[TimeLength] != (byte)' ' || !TryParseTime(line[..TimeLength], out time))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(line[(TimeLength + 1)..]);
        return true;
    }

    private static bool TryParseTime(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        Span<char> characters = stackalloc char[TimeLength];
        for (int i = 0; i < TimeLength; i++)
        {
            characters[i] = (char)text[i];
        }

        return DateTimeOffset.TryParseExact(
            characters, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
