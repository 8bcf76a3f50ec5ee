using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Cells.Wire;

/// <summary>Strings: UTF-8 with both lengths in front; UTF-16 is read only.</summary>
internal static class TextFormat
{
    private const int HeaderSize = 2 * sizeof(int);
    private const int MostBytesPerChar = 3;
    private const int LongestString = (int.MaxValue - HeaderSize) / MostBytesPerChar;

    // Up to here a worst-case reservation costs less than counting first.
    private const int CountedFrom = 256;
    private const int PieceSize = 16 * 1024;
    private const int UnknownLength = -1;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(ref WireWriter writer, string value, string type)
    {
        if (value.Length == 0)
        {
            writer.WriteInt32(0);
        }
        else if (value.Length < CountedFrom)
        {
            WriteShort(ref writer, value, type);
        }
        else
        {
            WriteLong(ref writer, value, type);
        }
    }

    /// <summary>Reads a string; null is an error.</summary>
    public static string Read(ref WireReader reader, string type)
    {
        long start = reader.Offset;
        int header = reader.ReadValue<int>(type);
        if (header == 0)
        {
            return "";
        }

        if (header > 0)
        {
            return ReadUtf16(ref reader, header, type);
        }

        if (header == WireFormat.NullLength)
        {
            WireReader.Fail("null where a value must be", type, start);
        }

        int bytes = ~header;
        int chars = reader.ReadValue<int>(type);
        reader.Require(bytes, type);
        if (chars != UnknownLength && (chars > bytes || (long)chars * MostBytesPerChar < bytes))
        {
            WireReader.Fail($"{bytes} bytes of UTF-8 cannot be {chars} UTF-16 units", type, start);
        }

        return ReadUtf8(ref reader, bytes, chars, type);
    }

    private static void WriteShort(ref WireWriter writer, string value, string type)
    {
        Span<byte> span = writer.GetSpan(HeaderSize + (value.Length * MostBytesPerChar));
        OperationStatus status = Utf8.FromUtf16(value, span[HeaderSize..], out int read, out int bytes, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            FailSurrogate(read, type);
        }

        int header = ~bytes;
        int chars = value.Length;
        MemoryMarshal.Write(span, in header);
        MemoryMarshal.Write(span[sizeof(int)..], in chars);
        writer.Advance(HeaderSize + bytes);
    }

    private static void WriteLong(ref WireWriter writer, string value, string type)
    {
        if (value.Length > LongestString)
        {
            WireWriter.Fail($"a string of {value.Length} UTF-16 units is longer than a payload may be", type);
        }

        writer.WriteInt32(~CountBytes(value, type));
        writer.WriteInt32(value.Length);
        ReadOnlySpan<char> rest = value;
        while (!rest.IsEmpty)
        {
            Span<byte> span = writer.GetSpan(Math.Min(rest.Length * MostBytesPerChar, PieceSize));
            _ = Utf8.FromUtf16(rest, span, out int read, out int bytes, replaceInvalidSequences: false);
            writer.Advance(bytes);
            rest = rest[read..];
        }
    }

    private static int CountBytes(string value, string type)
    {
        try
        {
            return Strict.GetByteCount(value);
        }
        catch (EncoderFallbackException failure)
        {
            FailSurrogate(failure.Index, type);
            throw;
        }
    }

    private static void FailSurrogate(int index, string type) =>
        WireWriter.Fail($"a lone surrogate at index {index} has no UTF-8 form", type);

    private static string ReadUtf16(ref WireReader reader, int chars, string type)
    {
        reader.Require((long)chars * sizeof(char), type);
        string text = new('\0', chars);

        // The string is not shared yet.
        Span<char> target = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference<char>(text), chars);
        reader.ReadBytes(MemoryMarshal.AsBytes(target), type);
        return text;
    }

    private static string ReadUtf8(ref WireReader reader, int bytes, int chars, string type)
    {
        long start = reader.Offset;
        if (reader.TryReadSpan(bytes, out ReadOnlySpan<byte> span))
        {
            return Decode(span, chars, type, start);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            reader.ReadBytes(rented.AsSpan(0, bytes), type);
            return Decode(rented.AsSpan(0, bytes), chars, type, start);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static string Decode(ReadOnlySpan<byte> utf8, int chars, string type, long start)
    {
        if (chars == UnknownLength)
        {
            if (!Utf8.IsValid(utf8))
            {
                WireReader.Fail("the bytes are no UTF-8", type, start);
            }

            return Strict.GetString(utf8);
        }

        string text = new('\0', chars);

        // The string is not shared yet.
        Span<char> target = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference<char>(text), chars);
        OperationStatus status;
        int written;
        if (chars == utf8.Length)
        {
            // As many units as bytes: only ASCII can be.
            status = Ascii.ToUtf16(utf8, target, out written);
        }
        else
        {
            status = Utf8.ToUtf16(utf8, target, out _, out written, replaceInvalidSequences: false);
        }

        if (status != OperationStatus.Done || written != chars)
        {
            WireReader.Fail($"the {utf8.Length} bytes are no UTF-8 of {chars} UTF-16 units", type, start);
        }

        return text;
    }
}
