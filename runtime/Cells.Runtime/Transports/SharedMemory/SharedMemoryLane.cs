using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Cells.Connections;
using Cells.Framing;
using Microsoft.Extensions.Logging;

namespace Cells.Transports.SharedMemory;

/// <summary>Moves the large bodies of one connection through shared memory, which the two sides make when the first one comes.</summary>
/// <remarks>
/// The frames on the socket stay the one order; memory carries bytes only. Nobody ever waits for room in it: what finds none goes over the socket,
/// which has flow control of its own. The end of the peer is the end of the socket.
/// </remarks>
internal sealed partial class SharedMemoryLane : IBodyStore
{
    /// <summary>The size of the frame that says where a body is, with its header.</summary>
    public const int StoredFrameSize = FrameHeader.Size + StoredRange.Size;

    /// <summary>The bytes of a large body that are stored at once: the peer takes some out while the next are put in.</summary>
    private const int StoredPiece = 256 * 1024;

    /// <summary>The bytes that go over the socket before room in memory is looked for again.</summary>
    private const int SocketPiece = 64 * 1024;

    private readonly PiecedBody _pieces;
    private StoredBody? _stored;
    private long _unsent;

    /// <inheritdoc/>
    public int StoredFrom { get; }

    /// <summary>The bytes of the frames being sent that were neither stored nor given to the writer yet.</summary>
    public long Unsent => Volatile.Read(ref _unsent);

    /// <summary>Whether memory can be shared over <paramref name="transport"/>, as far as this side knows.</summary>
    public static bool IsPossible(IDuplexPipe transport, CellLimits limits)
        => limits.SharedMemory && OperatingSystem.IsLinux() && transport is IDescriptorTransport { IsOfSameUser: true };

    /// <summary>The lane of a connection; null when the two sides did not agree on one.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="peerShares">Whether the peer said that it shares memory.</param>
    /// <param name="isServer">Which side this is.</param>
    /// <param name="limits">The limits of this side.</param>
    /// <param name="clock">The clock of what is unused.</param>
    /// <param name="log">The log.</param>
    /// <param name="peer">The peer's name, for the log.</param>
    public static SharedMemoryLane? Of(IDuplexPipe transport, bool peerShares, bool isServer, CellLimits limits, TimeProvider clock, ILogger log, string peer)
        => peerShares && IsPossible(transport, limits) ? new SharedMemoryLane((IDescriptorTransport)transport, isServer, limits, clock, log, peer) : null;

    /// <summary>Whether the body of a frame is one to store. What is said about the memory itself never is.</summary>
    public bool Stores(FrameType type, int length) => length >= StoredFrom && type is not (FrameType.Shared or FrameType.Stored or FrameType.Part);

    /// <inheritdoc/>
    public BodyRoom? TryReserve(int size)
    {
        try
        {
            return Volatile.Read(ref _sender)?.TryReserve(size);
        }
        catch (CellProtocolException e)
        {
            EndLater(e);
            return null;
        }
    }

    /// <summary>Stores a body, if there is room for it, and writes the frame that says where. The caller sends that frame before the body's own, now empty, one.</summary>
    /// <param name="body">One that the lane <see cref="Stores"/>.</param>
    /// <param name="frame">Room for the frame.</param>
    /// <returns>The size of the frame; 0 when the body goes over the socket.</returns>
    public int TryStore(ReadOnlySpan<byte> body, Span<byte> frame)
    {
        if (Volatile.Read(ref _sender) is not { } sender)
        {
            Want();
            return 0;
        }

        try
        {
            if (!sender.TryStore(body, out StoredRange range))
            {
                return 0;
            }

            Use();
            new FrameHeader(FrameType.Stored, FrameFlags.None, 0, 0, StoredRange.Size).Write(frame);
            range.Write(frame[FrameHeader.Size..]);
            return StoredFrameSize;
        }
        catch (CellProtocolException e)
        {
            EndLater(e);
            return 0;
        }
    }

    /// <summary>Whether <paramref name="length"/> bytes of frames are to be looked at before they are sent.</summary>
    public bool LooksAt(int length) => _isMoving || (length > StoredFrom && Volatile.Read(ref _sender) is not null);

    /// <summary>Sends whole frames. Those whose large bodies found no room when they were appended go in pieces, for which there may be room by now.</summary>
    public ValueTask<FlushResult> WriteAsync(PipeWriter writer, ReadOnlyMemory<byte> frames)
        => _isMoving ? WriteMovingAsync(writer, frames)
            : frames.Length > StoredFrom && Volatile.Read(ref _sender) is not null ? WritePiecesAsync(writer, frames)
            : writer.WriteAsync(frames, CancellationToken.None);

    /// <summary>Takes in a frame that has arrived.</summary>
    /// <param name="header">The frame; its length becomes that of the whole body.</param>
    /// <param name="body">Its body; becomes the whole body.</param>
    /// <param name="owner">Where the whole body lies, to be disposed when the frame is done with; null when it is just what has arrived.</param>
    /// <returns>False when there is nothing to be done with the frame: a piece of a body, or a word about the memory.</returns>
    /// <exception cref="CellProtocolException">The peer broke the protocol.</exception>
    public bool TryTake(ref FrameHeader header, ref ReadOnlySequence<byte> body, out IDisposable? owner)
    {
        owner = null;
        switch (header.Type)
        {
            case FrameType.Shared:
                OnNotice((SharedNotice)ReadNotice(body));
                return false;
            case FrameType.Stored:
                TakeStored(body);
                return false;
            case FrameType.Part:
                TakeOut();
                body.CopyTo(_pieces.Add((int)body.Length));
                return false;
        }

        if (_stored is { } stored && body.IsEmpty)
        {
            // All of it lies together: it is read there.
            _stored = null;
            owner = stored;
            body = new ReadOnlySequence<byte>(stored.Memory);
            header = header with { Length = (int)body.Length };
            return true;
        }

        TakeOut();
        if (!_pieces.IsEmpty)
        {
            owner = _pieces.Complete(ref body);
            header = header with { Length = (int)body.Length };
        }

        return true;
    }

    /// <summary>Nobody reads any more: what has come of a body is dropped.</summary>
    public void EndReading()
    {
        ((IDisposable?)_stored)?.Dispose();
        _stored = null;
    }

    private static uint ReadNotice(in ReadOnlySequence<byte> body)
    {
        SequenceReader<byte> reader = new(body);
        return reader.TryReadLittleEndian(out int notice) && reader.End
            ? (uint)notice
            : throw new CellProtocolException($"a word about shared memory has {body.Length} bytes where {sizeof(uint)} are expected");
    }

    private void TakeStored(in ReadOnlySequence<byte> body)
    {
        StoreReceiver receiver = _receiver ?? throw new CellProtocolException("bytes were stored in memory that is not shared");
        if (body.Length != StoredRange.Size)
        {
            throw new CellProtocolException($"the place of stored bytes has {body.Length} bytes where {StoredRange.Size} are expected");
        }

        Span<byte> image = stackalloc byte[StoredRange.Size];
        body.CopyTo(image);
        StoredRange range = StoredRange.Read(image);
        receiver.Take(range);
        Use();
        bool isFirst = _stored is null && _pieces.IsEmpty;
        TakeOut();
        StoredBody? stored = receiver.TryOpen(range);
        if (stored is not null && range.Length > _maxFrame)
        {
            ((IDisposable)stored).Dispose();
            throw new CellProtocolException($"a body in shared memory has {range.Length} bytes, more than {_maxFrame} (max_frame)");
        }

        _stored = stored;
        if (!isFirst)
        {
            TakeOut();
        }
    }

    /// <summary>Copies out what lies in the store of a body that does not lie there whole.</summary>
    private void TakeOut()
    {
        if (_stored is { } stored)
        {
            _stored = null;
            using (stored)
            {
                Span<byte> bytes = stored.GetSpan();
                bytes.CopyTo(_pieces.Add(bytes.Length));
            }
        }
    }

    // The caller may hold locks, and has nothing to do with what the peer did.
    private void EndLater(CellProtocolException reason)
        => ThreadPool.UnsafeQueueUserWorkItem(static fault => fault.onFault(fault.reason), (onFault: _onFault!, reason), preferLocal: false);

    private async ValueTask<FlushResult> WritePiecesAsync(PipeWriter writer, ReadOnlyMemory<byte> frames)
    {
        int sent = 0;
        int at = 0;
        while (at < frames.Length)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(frames.Span[at..]);
            int end = at + FrameHeader.Size + length;
            if (Stores((FrameType)frames.Span[at + 4], length))
            {
                await SendAsync(writer, frames[sent..at], frames.Length - at).ConfigureAwait(false);
                await WriteInPiecesAsync(writer, frames[at..end], frames.Length - end).ConfigureAwait(false);
                sent = end;
            }

            at = end;
        }

        await SendAsync(writer, frames[sent..], 0).ConfigureAwait(false);
        return default;
    }

    private async ValueTask WriteInPiecesAsync(PipeWriter writer, ReadOnlyMemory<byte> frame, int behind)
    {
        byte[] head = new byte[StoredFrameSize];
        ReadOnlyMemory<byte> body = frame[FrameHeader.Size..];
        while (!body.IsEmpty)
        {
            int piece = Math.Min(StoredPiece, body.Length);
            int left = behind + body.Length - piece;
            if (TryStore(body.Span[..piece], head) is > 0 and int size)
            {
                await SendAsync(writer, head.AsMemory(0, size), left).ConfigureAwait(false);
            }
            else
            {
                piece = Math.Min(SocketPiece, body.Length);
                new FrameHeader(FrameType.Part, FrameFlags.None, 0, 0, piece).Write(head);
                left = behind + body.Length - piece;
                await SendAsync(writer, head.AsMemory(0, FrameHeader.Size), left).ConfigureAwait(false);
                await SendAsync(writer, body[..piece], left).ConfigureAwait(false);
            }

            body = body[piece..];
        }

        frame.Span[..FrameHeader.Size].CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head, 0);
        await SendAsync(writer, head.AsMemory(0, FrameHeader.Size), behind).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(PipeWriter writer, ReadOnlyMemory<byte> bytes, int left)
    {
        Volatile.Write(ref _unsent, left);
        if (!bytes.IsEmpty)
        {
            await writer.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
