using System.Buffers.Binary;
using System.Text;

namespace Cells.Framing;

/// <summary>Appends fields (<c>id u16 | length u32 | bytes</c>, little-endian): the frozen, extensible encoding of everything but payloads.</summary>
internal readonly struct FieldWriter(PayloadBuffer output)
{
    private const int HeaderSize = 6;

    /// <summary>Appends bytes.</summary>
    public void Write(ushort id, ReadOnlySpan<byte> value)
    {
        Span<byte> target = Begin(id, value.Length);
        value.CopyTo(target);
        output.Advance(HeaderSize + value.Length);
    }

    /// <summary>Appends text as UTF-8; nothing when it is null.</summary>
    public void Write(ushort id, string? value)
    {
        if (value is null)
        {
            return;
        }

        int length = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, Begin(id, length));
        output.Advance(HeaderSize + length);
    }

    /// <summary>Appends a number.</summary>
    public void Write(ushort id, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Begin(id, sizeof(uint)), value);
        output.Advance(HeaderSize + sizeof(uint));
    }

    /// <summary>Appends 1 when <paramref name="value"/> is true, else nothing.</summary>
    public void WriteFlag(ushort id, bool value)
    {
        if (value)
        {
            Write(id, 1u);
        }
    }

    private Span<byte> Begin(ushort id, int length)
    {
        Span<byte> target = output.GetSpan(HeaderSize + length);
        BinaryPrimitives.WriteUInt16LittleEndian(target, id);
        BinaryPrimitives.WriteInt32LittleEndian(target[2..], length);
        return target.Slice(HeaderSize, length);
    }
}
