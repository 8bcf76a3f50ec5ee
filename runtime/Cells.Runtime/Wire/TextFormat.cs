using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Cells.Wire;

/// <summary>Strings: UTF-8 with both lengths in front; UTF-16 is read only.</summary>
/// <remarks>Never inlined: codecs of many members would use up the compiler's budget and be left with calls in their loops.</remarks>
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

    [MethodImpl(MethodImplOptions.NoInlining)]
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
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string Read(ref WireReader reader, string type)
    {
        int header = reader.ReadValue<int>(type);
        if (header == 0)
        {
            return "";
        }

        if (header >= WireFormat.NullLength)
        {
            return ReadUtf16(ref reader, header, type);
        }

        int bytes = ~header;
        int chars = reader.ReadValue<int>(type);
        if (chars == bytes && reader.TryReadSpan(bytes, out ReadOnlySpan<byte> ascii))
        {
            // As many units as bytes: only ASCII can be.
            string text = new('\0', chars);
            if (AsciiText.TryWiden(ascii, CharactersOf(text)))
            {
                return text;
            }

            FailText(bytes, chars, type, reader.Offset - bytes);
        }

        return ReadUtf8(ref reader, bytes, chars, type);
    }

    private static void WriteShort(ref WireWriter writer, string value, string type)
    {
        Span<byte> span = writer.GetSpan(HeaderSize + (value.Length * MostBytesPerChar));
        int bytes = value.Length;
        if (!AsciiText.TryNarrow(value, span[HeaderSize..])
            && Utf8.FromUtf16(value, span[HeaderSize..], out int read, out bytes, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            FailSurrogate(read, type);
        }

        BinaryPrimitives.WriteInt32LittleEndian(span, ~bytes);
        BinaryPrimitives.WriteInt32LittleEndian(span[sizeof(int)..], value.Length);
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

    private static string ReadUtf16(ref WireReader reader, int chars, string type)
    {
        if (chars == WireFormat.NullLength)
        {
            WireReader.Fail("null where a value must be", type, reader.Offset - sizeof(int));
        }

        reader.Require((long)chars * sizeof(char), type);
        string text = new('\0', chars);
        reader.ReadBytes(MemoryMarshal.AsBytes(CharactersOf(text)), type);
        return text;
    }

    private static string ReadUtf8(ref WireReader reader, int bytes, int chars, string type)
    {
        reader.Require(bytes, type);
        if (chars != UnknownLength && (chars > bytes || (long)chars * MostBytesPerChar < bytes))
        {
            FailLength(bytes, chars, type, reader.Offset);
        }

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
        OperationStatus status = Utf8.ToUtf16(utf8, CharactersOf(text), out _, out int written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done || written != chars)
        {
            FailText(utf8.Length, chars, type, start);
        }

        return text;
    }

    /// <summary>The characters of a new string, which nobody else has yet.</summary>
    private static Span<char> CharactersOf(string text) => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference<char>(text), text.Length);

    private static void FailSurrogate(int index, string type) =>
        WireWriter.Fail($"a lone surrogate at index {index} has no UTF-8 form", type);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailLength(int bytes, int chars, string type, long offset) =>
        WireReader.Fail($"{bytes} bytes of UTF-8 cannot be {chars} UTF-16 units", type, offset);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailText(int bytes, int chars, string type, long start) =>
        WireReader.Fail($"the {bytes} bytes are no UTF-8 of {chars} UTF-16 units", type, start);
}
