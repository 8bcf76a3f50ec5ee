using System.Buffers;
using System.Buffers.Binary;
using Cells.Framing;
using Cells.Streams;

namespace Cells.Connections;

/// <content>What both sides do with the frames of streams.</content>
internal abstract partial class FrameConnection
{
    /// <summary>Bytes of streams are done with: taken, or dropped.</summary>
    public void Release(int bytes)
    {
        if (_receiving.Release(bytes) is > 0 and int credit)
        {
            Grant(0, credit);
        }
    }

    /// <summary>Gives the peer credit, for one stream or with correlation 0 for all.</summary>
    public void Grant(uint correlation, int bytes)
    {
        Span<byte> body = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(body, bytes);
        Send(FrameType.Credit, 0, correlation, body);
    }

    /// <summary>An event has come, or the word of a gap.</summary>
    /// <exception cref="CellProtocolException">The peer broke the protocol.</exception>
    protected void OnEvent(in FrameHeader header, in ReadOnlySequence<byte> body)
    {
        bool isGap = (header.Flags & FrameFlags.Gap) != 0;
        if (isGap && body.Length != sizeof(ulong))
        {
            throw new CellProtocolException($"the word of a gap has {body.Length} bytes where {sizeof(ulong)} are expected");
        }

        // As an item of a chunk would: events without arguments are bounded, too.
        int size = StreamItems.HeaderSize + (int)body.Length;
        _receiving.Arrive(size, isOne: true);
        if (FindReceiver(header) is { } receiver)
        {
            receiver.AddEvent(isGap, body);
        }
        else
        {
            Release(size);
        }
    }

    /// <summary>Who takes what comes under a correlation; null when that call has ended, and the frame is late.</summary>
    /// <exception cref="CellProtocolException">The call is no stream.</exception>
    protected StreamReceiver? FindReceiver(in FrameHeader header)
    {
        StreamReceiver? receiver = FindStreams(header.Correlation, out bool isInFlight)?.Receiver;
        return isInFlight && (receiver is null || (header.Type != FrameType.StreamEnd && receiver.TakesEvents != (header.Type == FrameType.Event)))
            ? throw new CellProtocolException($"a {header.Type} frame came for the call under correlation 0x{header.Correlation:X8}, to which none are sent")
            : receiver;
    }

    /// <summary>Checks that the frame that ends a stream holds nothing.</summary>
    /// <exception cref="CellProtocolException">It does.</exception>
    protected static void CheckEnd(in ReadOnlySequence<byte> body)
    {
        if (!body.IsEmpty)
        {
            throw new CellProtocolException($"the end of a stream came with {body.Length} bytes");
        }
    }

    private void OnChunk(in FrameHeader header, in ReadOnlySequence<byte> body)
    {
        int size = (int)body.Length;
        _receiving.Arrive(size, StreamItems.IsOne(body));
        if (FindReceiver(header) is { } receiver)
        {
            receiver.Add(body);
        }
        else
        {
            Release(size);
        }
    }

    private void OnCredit(in FrameHeader header, in ReadOnlySequence<byte> body)
    {
        SequenceReader<byte> reader = new(body);
        if (!reader.TryReadLittleEndian(out int bytes) || !reader.End)
        {
            throw new CellProtocolException($"credit has {body.Length} bytes where {sizeof(uint)} are expected");
        }

        if (header.Correlation == 0)
        {
            Sending.Add((uint)bytes);
        }
        else if (FindStreams(header.Correlation, out bool isInFlight)?.Sender is { } sender)
        {
            sender.AddCredit((uint)bytes);
        }
        else if (isInFlight)
        {
            throw new CellProtocolException($"credit came for the call under correlation 0x{header.Correlation:X8}, which sends no items");
        }
    }
}
