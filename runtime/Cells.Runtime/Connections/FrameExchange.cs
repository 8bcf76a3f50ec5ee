using System.Buffers;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Transports;

namespace Cells.Connections;

/// <summary>Sends and receives single frames in order, before the connection proper runs.</summary>
internal static class FrameExchange
{
    /// <summary>Sends one frame whose body is <paramref name="body"/>, which is copied before this returns.</summary>
    public static ValueTask SendAsync(PipeWriter writer, FrameType type, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        byte[] frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(type, FrameFlags.None, 0, 0, body.Length).Write(frame);
        body.Span.CopyTo(frame.AsSpan(FrameHeader.Size));
        // The pipes' own results are values of types of others', which cannot be awaited without compiling that at each start.
        return writer is SocketPipeWriter socket ? socket.SendAsync(frame, cancellationToken) : SendAsync(writer, frame, cancellationToken);
    }

    /// <summary>Receives one frame and copies its body; what follows it stays unread.</summary>
    /// <exception cref="CellProtocolException">It is no frame, over the limit, or cut off.</exception>
    /// <remarks>What has come already is taken without an async method: each that is entered is compiled anew at every start.</remarks>
    public static ValueTask<ReceivedFrame> ReceiveAsync(PipeReader reader, int maxFrame, CancellationToken cancellationToken)
        => reader is SocketPipeReader socket && TryReceive(socket, maxFrame) is { } frame
            ? new ValueTask<ReceivedFrame>(frame)
            : WaitAndReceiveAsync(reader, maxFrame, cancellationToken);

    /// <summary>Receives one frame; null when the peer has closed the connection before it.</summary>
    /// <exception cref="CellProtocolException">It is no frame, over the limit, or cut off.</exception>
    public static ValueTask<ReceivedFrame?> ReceiveOrEndAsync(PipeReader reader, int maxFrame, CancellationToken cancellationToken)
        => reader is SocketPipeReader socket ? ReceiveOrEndAsync(socket, maxFrame, cancellationToken) : ReceiveOrEndPipedAsync(reader, maxFrame, cancellationToken);

    private static async ValueTask<ReceivedFrame> WaitAndReceiveAsync(PipeReader reader, int maxFrame, CancellationToken cancellationToken)
        => await ReceiveOrEndAsync(reader, maxFrame, cancellationToken).ConfigureAwait(false)
            ?? throw new CellProtocolException("the peer closed the connection during the handshake");

    private static async ValueTask SendAsync(PipeWriter writer, byte[] frame, CancellationToken cancellationToken)
        => await writer.WriteAsync(frame, cancellationToken).ConfigureAwait(false);

    private static async ValueTask<ReceivedFrame?> ReceiveOrEndAsync(SocketPipeReader reader, int maxFrame, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadOnlySequence<byte> buffer = reader.Buffered;
            if (TryTake(reader, ref buffer, maxFrame) is { } frame)
            {
                return frame;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (!await reader.ReceiveMoreAsync(cancellationToken).ConfigureAwait(false))
            {
                return reader.IsStopped ? throw new OperationCanceledException() : End(reader.Buffered.Length);
            }
        }
    }

    private static ReceivedFrame? TryReceive(SocketPipeReader reader, int maxFrame)
    {
        ReadOnlySequence<byte> buffer = reader.Buffered;
        if (TryTake(reader, ref buffer, maxFrame) is { } frame)
        {
            return frame;
        }

        reader.AdvanceTo(buffer.Start, buffer.End);
        if (!reader.TryReceiveMore())
        {
            return null;
        }

        buffer = reader.Buffered;
        return TryTake(reader, ref buffer, maxFrame);
    }

    private static ReceivedFrame? TryTake(PipeReader reader, ref ReadOnlySequence<byte> buffer, int maxFrame)
    {
        if (!FrameReader.TryRead(ref buffer, maxFrame, out FrameHeader header, out ReadOnlySequence<byte> body))
        {
            return null;
        }

        byte[] copy = new byte[header.Length];
        body.CopyTo(copy);
        reader.AdvanceTo(buffer.Start);
        return new ReceivedFrame(header, copy);
    }

    private static ReceivedFrame? End(long left)
        => left == 0 ? null : throw new CellProtocolException($"the peer closed the connection with {left} bytes of a partial frame");

    private static async ValueTask<ReceivedFrame?> ReceiveOrEndPipedAsync(PipeReader reader, int maxFrame, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (TryTake(reader, ref buffer, maxFrame) is { } frame)
            {
                return frame;
            }

            long left = buffer.Length;
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCanceled)
            {
                throw new OperationCanceledException();
            }

            if (result.IsCompleted)
            {
                return End(left);
            }
        }
    }
}

/// <summary>One frame.</summary>
/// <remarks>A class: awaiting values of a type of ours cannot be compiled ahead of time, and each start would pay for it.</remarks>
/// <param name="Header">The header.</param>
/// <param name="Body">The bytes after it.</param>
internal sealed record ReceivedFrame(FrameHeader Header, byte[] Body);
