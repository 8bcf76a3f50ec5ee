using System.Buffers.Binary;

namespace Cells.Framing;

/// <summary>The 16 bytes, little-endian, before each frame's body.</summary>
/// <remarks>
/// <code>
///  0        4      5       6      8             12           16
/// +--------+------+-------+------+-------------+------------+
/// | length | type | flags | call | correlation | reserved 0 |
/// +--------+------+-------+------+-------------+------------+
/// </code>
/// </remarks>
/// <param name="Type">What the frame is.</param>
/// <param name="Flags">Facts about it.</param>
/// <param name="Call">The call's number in the contract; 0 where there is none.</param>
/// <param name="Correlation">Which call in flight it belongs to; 0 where there is none.</param>
/// <param name="Length">The bytes after the header.</param>
internal readonly record struct FrameHeader(FrameType Type, FrameFlags Flags, ushort Call, uint Correlation, int Length)
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 16;

    private const FrameFlags KnownFlags = FrameFlags.Metadata | FrameFlags.Gap;

    /// <summary>Writes the header to the first <see cref="Size"/> bytes of <paramref name="target"/>.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Length);
        target[4] = (byte)Type;
        target[5] = (byte)Flags;
        BinaryPrimitives.WriteUInt16LittleEndian(target[6..], Call);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Correlation);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], 0);
    }

    /// <summary>Reads a header of <see cref="Size"/> bytes.</summary>
    /// <exception cref="CellProtocolException">It is no header of this protocol, or announces more than <paramref name="maxFrame"/> bytes.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> source, int maxFrame)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(source);
        FrameType type = (FrameType)source[4];
        FrameFlags flags = (FrameFlags)source[5];
        if (!IsKnown(type))
        {
            throw new CellProtocolException($"frame type 0x{source[4]:X2} is not known; the peer does not speak this protocol");
        }

        if ((flags & ~KnownFlags) != 0 || ((flags & FrameFlags.Gap) != 0 && type != FrameType.Event))
        {
            throw new CellProtocolException($"frame flags 0x{source[5]:X2} are not known for a {type} frame");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(source[12..]) != 0)
        {
            throw new CellProtocolException("the reserved bytes of a frame header are not zero");
        }

        if (length > (uint)maxFrame)
        {
            throw new CellProtocolException($"a {type} frame of {length} bytes is over the limit of {maxFrame} bytes (max_frame)");
        }

        ushort call = BinaryPrimitives.ReadUInt16LittleEndian(source[6..]);
        uint correlation = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        return new FrameHeader(type, flags, call, correlation, (int)length);
    }

    private static bool IsKnown(FrameType type)
        => type is (>= FrameType.Request and <= FrameType.Stored) or (>= FrameType.Hello and <= FrameType.Part);
}
