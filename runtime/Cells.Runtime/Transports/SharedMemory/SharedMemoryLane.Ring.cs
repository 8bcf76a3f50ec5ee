using System.Buffers.Binary;
using System.IO.Pipelines;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <content>All frames through memory, for sides that spin: each direction moves at a word of its sender, after which the socket only wakes and ends.</content>
internal sealed partial class SharedMemoryLane
{
    private readonly bool _spins;
    private RingWriter? _outgoing;
    private volatile bool _isMoving;
    private bool _isReceivedThrough;

    /// <summary>The connection begins: one that spins wants memory at once.</summary>
    public void Begin()
    {
        if (_spins)
        {
            Want();
        }
    }

    /// <summary>The peer's bytes are in memory from here on. Its own spinning is reason enough to answer in the same way.</summary>
    private SharedNotice? ReceiveThrough()
    {
        _isReceivedThrough = true;
        _transport.ReceiveFrom(new RingReader(_mapping!, SharedLayout.Direction(isToServer: _isServer)));
        return SendThrough();
    }

    private SharedNotice? SendThrough()
    {
        if (_outgoing is not null)
        {
            return null;
        }

        SharedMemoryLog.StreamShared(_log, _peer);
        _timer?.Dispose();
        _timer = null;
        _outgoing = new RingWriter(_mapping!, SharedLayout.Direction(isToServer: !_isServer));
        // Before the word is among the frames to be sent.
        _isMoving = true;
        return SharedNotice.Streams;
    }

    /// <summary>Sends frames among which may be the word that the rest goes through memory.</summary>
    private async ValueTask<FlushResult> WriteMovingAsync(PipeWriter writer, ReadOnlyMemory<byte> frames)
    {
        int at = 0;
        while (at < frames.Length && _isMoving)
        {
            ReadOnlySpan<byte> frame = frames.Span[at..];
            at += FrameHeader.Size + BinaryPrimitives.ReadInt32LittleEndian(frame);
            if ((FrameType)frame[4] == FrameType.Shared && BinaryPrimitives.ReadUInt32LittleEndian(frame[FrameHeader.Size..]) == (uint)SharedNotice.Streams)
            {
                await WritePiecesAsync(writer, frames[..at]).ConfigureAwait(false);
                _transport.SendThrough(_outgoing!);
                _isMoving = false;
                frames = frames[at..];
            }
        }

        return await WritePiecesAsync(writer, frames).ConfigureAwait(false);
    }
}
