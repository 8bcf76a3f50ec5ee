using System.Buffers;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Telemetry;

namespace Cells.Connections;

/// <content>The read loop.</content>
internal abstract partial class FrameConnection
{
    private async Task ReadAllAsync()
    {
        try
        {
            await ReadFramesAsync(_transport.Input).ConfigureAwait(false);
            Abort(new EndOfStreamException("the peer closed the connection"));
        }
        catch (Exception e)
        {
            Abort(e);
        }

        _transport.Input.Complete();
        ConnectionTelemetry.Remove(this);
        OnClosed(_fault!);
        _completion.SetResult();
    }

    private async ValueTask ReadFramesAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            if (result.IsCanceled)
            {
                return;
            }

            ReadOnlySequence<byte> buffer = result.Buffer;
            _liveness.Heard();
            ReadBatch(ref buffer);
            if (result.IsCompleted && !buffer.IsEmpty)
            {
                throw new CellProtocolException($"the peer closed the connection with {buffer.Length} bytes of a partial frame");
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return;
            }

            if (PausesWhenOutputIsFull && Output.IsFull)
            {
                await Output.WaitForRoomAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void ReadBatch(ref ReadOnlySequence<byte> buffer)
    {
        Volatile.Write(ref _readerThread, Environment.CurrentManagedThreadId);
        try
        {
            while (FrameReader.TryRead(ref buffer, _maxFrame, out FrameHeader header, out ReadOnlySequence<byte> body))
            {
                byte[]? pieced = null;
                if (_shared is not null && !_shared.TryTake(ref header, ref body, out pieced))
                {
                    continue;
                }

                switch (header.Type)
                {
                    case FrameType.Ping when body.Length <= LongestPing:
                        Output.TryAppend(FrameType.Pong, FrameFlags.None, 0, 0, body.ToArray());
                        break;
                    case FrameType.Pong:
                        break;
                    case FrameType.StreamChunk:
                        OnChunk(header, body);
                        break;
                    case FrameType.Credit:
                        OnCredit(header, body);
                        break;
                    default:
                        OnFrame(header, body);
                        break;
                }

                if (pieced is not null)
                {
                    ArrayPool<byte>.Shared.Return(pieced);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _readerThread, 0);
            Output.Flush();
        }
    }
}
