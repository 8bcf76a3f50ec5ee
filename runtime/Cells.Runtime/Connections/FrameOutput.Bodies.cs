using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cells.Framing;

namespace Cells.Connections;

/// <content>Large bodies, which are written to buffers of their own, or to shared memory, and sent from there.</content>
internal sealed partial class FrameOutput : IBodyStore
{
    private const int LargeFrom = 32 * 1024;

    private readonly List<OutputRoom> _rooms = [];
    private readonly Queue<LargeFrame> _large = [];
    private int _largeBytes;

    /// <inheritdoc/>
    public int StoredFrom => LargeFrom;

    /// <summary>The bytes that wait to be handed over.</summary>
    private int Waiting => Volatile.Read(ref _filled) + Volatile.Read(ref _largeBytes);

    /// <inheritdoc/>
    public BodyRoom? TryReserve(int size)
    {
        if (_shared is { } shared && size >= shared.StoredFrom && shared.TryReserve(size) is { } stored)
        {
            return stored;
        }

        if (size > Array.MaxLength - FrameHeader.Size)
        {
            return null;
        }

        OutputRoom room = new(this, ArrayPool<byte>.Shared.Rent(FrameHeader.Size + size));
        lock (_gate)
        {
            _rooms.Add(room);
        }

        return room;
    }

    /// <summary>Takes over the buffer that <paramref name="body"/> was written to, with room for the header before it; null when it is none.</summary>
    private byte[]? TakeRoom(ReadOnlySpan<byte> body)
    {
        for (int i = 0; i < _rooms.Count; i++)
        {
            if (_rooms[i].Begins(body))
            {
                byte[] bytes = _rooms[i].Bytes;
                _rooms.RemoveAt(i);
                return bytes;
            }
        }

        return null;
    }

    /// <summary>Appends a frame in a buffer of its own, behind what has gathered so far.</summary>
    private void AppendLarge(byte[] frame, int length)
    {
        if (_filled > 0)
        {
            _large.Enqueue(new LargeFrame(_filling, _filled));
            _largeBytes += _filled;
            _filling = [];
            _filled = 0;
        }

        _large.Enqueue(new LargeFrame(frame, length));
        _largeBytes += length;
    }

    /// <summary>Ends a room whose buffer was not taken over.</summary>
    private void Return(OutputRoom room)
    {
        bool isOwn;
        lock (_gate)
        {
            isOwn = _rooms.Remove(room);
        }

        if (isOwn)
        {
            ArrayPool<byte>.Shared.Return(room.Bytes);
        }
    }

    /// <summary>Bytes to be sent from where they are.</summary>
    private sealed class LargeFrame(byte[] bytes, int length)
    {
        public ArraySegment<byte> Bytes => new(bytes, 0, length);
    }

    /// <summary>A buffer for one frame.</summary>
    private sealed class OutputRoom(FrameOutput output, byte[] bytes) : BodyRoom
    {
        public byte[] Bytes => bytes;

        public override Span<byte> Span => bytes.AsSpan(FrameHeader.Size);

        public bool Begins(ReadOnlySpan<byte> body)
            => !body.IsEmpty && body.Length <= bytes.Length - FrameHeader.Size && Unsafe.AreSame(ref MemoryMarshal.GetReference(body), ref bytes[FrameHeader.Size]);

        public override void Dispose() => output.Return(this);
    }
}
