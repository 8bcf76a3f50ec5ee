using System.Buffers;
using System.IO.Pipelines;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>Sends and receives single frames in order, before the connection proper runs.</summary>
internal static class FrameExchange
{
    /// <summary>Sends one frame whose body is <paramref name="body"/>.</summary>
    public static async ValueTask SendAsync(PipeWriter writer, FrameType type, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        new FrameHeader(type, FrameFlags.None, 0, 0, body.Length).Write(writer.GetSpan(FrameHeader.Size));
        writer.Advance(FrameHeader.Size);
        await writer.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives one frame and copies its body; what follows it stays unread.</summary>
    /// <exception cref="CellProtocolException">It is no frame, over the limit, or cut off.</exception>
    public static async ValueTask<ReceivedFrame> ReceiveAsync(PipeReader reader, int maxFrame, CancellationToken cancellationToken)
        => await ReceiveOrEndAsync(reader, maxFrame, cancellationToken).ConfigureAwait(false)
            ?? throw new CellProtocolException("the peer closed the connection during the handshake");

    /// <summary>Receives one frame; null when the peer has closed the connection before it.</summary>
    /// <exception cref="CellProtocolException">It is no frame, over the limit, or cut off.</exception>
    public static async ValueTask<ReceivedFrame?> ReceiveOrEndAsync(PipeReader reader, int maxFrame, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (FrameReader.TryRead(ref buffer, maxFrame, out FrameHeader header, out ReadOnlySequence<byte> body))
            {
                byte[] copy = body.ToArray();
                reader.AdvanceTo(buffer.Start);
                return new ReceivedFrame(header, copy);
            }

            long left = buffer.Length;
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCanceled)
            {
                throw new OperationCanceledException();
            }

            if (result.IsCompleted)
            {
                return left == 0 ? null : throw new CellProtocolException($"the peer closed the connection with {left} bytes of a partial frame");
            }
        }
    }
}

/// <summary>One frame.</summary>
/// <remarks>A class: awaiting values of a type of ours cannot be compiled ahead of time, and each start would pay for it.</remarks>
/// <param name="Header">The header.</param>
/// <param name="Body">The bytes after it.</param>
internal sealed record ReceivedFrame(FrameHeader Header, byte[] Body);
