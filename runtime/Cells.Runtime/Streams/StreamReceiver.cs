using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Cells.Connections;
using Cells.Framing;

namespace Cells.Streams;

/// <summary>Keeps what has come of one call's items in one direction, within the window, until it is taken.</summary>
/// <remarks>The thread that reads the connection adds, one other takes, and anyone may end it.</remarks>
internal sealed class StreamReceiver(FrameConnection connection, bool takesEvents)
{
    /// <summary>Whether events come, not items.</summary>
    public bool TakesEvents => takesEvents;

    /// <summary>Small chunks are put together in buffers of this size, so that they cost no more memory than large ones.</summary>
    private const int SmallestBuffer = 2 * 1024;

    /// <summary>Set in the length that a gap is kept under. No frame is so long.</summary>
    private const uint GapBit = 1u << 31;

    private readonly Lock _gate = new();
    private readonly Queue<Chunk> _chunks = new();
    private readonly AsyncSignal _changed = new();
    private readonly ReceiveWindow _window = new(connection.StreamWindow, "stream_window");
    private uint _correlation;
    private Chunk? _last;
    private bool _isEnded;
    private bool _isDiscarded;

    // What the taker has taken out of the queue. Only the taker touches the buffer.
    private Chunk? _current;
    private int _position;

    /// <summary>Whether the stream has ended, and nothing of it was dropped.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _isEnded && !_isDiscarded;
            }
        }
    }

    /// <summary>Whether what was taken last is the word of a gap.</summary>
    public bool IsGap { get; private set; }

    /// <summary>The call is in flight under <paramref name="correlation"/>.</summary>
    public void Attach(uint correlation) => _correlation = correlation;

    /// <summary>A chunk has come, for which the connection's window has been charged.</summary>
    /// <exception cref="CellProtocolException">The peer had no credit for it, or had ended the stream, or it is no chunk.</exception>
    public void Add(in ReadOnlySequence<byte> body)
    {
        int size = (int)body.Length;
        _window.Arrive(size, StreamItems.IsOne(body));
        lock (_gate)
        {
            if (_isEnded)
            {
                throw new CellProtocolException($"a chunk came after the end of the stream under correlation 0x{_correlation:X8}");
            }

            if (!_isDiscarded)
            {
                Span<byte> target = Reserve(size);
                body.CopyTo(target);
                StreamItems.Check(target);
                Commit(size);
                return;
            }
        }

        // Without credit for the stream: nobody takes it any more, and the peer shall stop.
        connection.Release(size);
    }

    /// <summary>An event has come, or the word of a gap, for which the connection's window has been charged.</summary>
    /// <exception cref="CellProtocolException">The peer had no credit for it.</exception>
    public void AddEvent(bool isGap, in ReadOnlySequence<byte> body)
    {
        int size = StreamItems.HeaderSize + (int)body.Length;
        _window.Arrive(size, isOne: true);
        lock (_gate)
        {
            if (!_isDiscarded)
            {
                Span<byte> target = Reserve(size);
                BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)body.Length | (isGap ? GapBit : 0));
                body.CopyTo(target[StreamItems.HeaderSize..]);
                Commit(size);
                return;
            }
        }

        connection.Release(size);
    }

    /// <summary>No more will come. What has come can still be taken.</summary>
    /// <returns>False when that was said before.</returns>
    public bool End()
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            _isEnded = true;
        }

        _changed.Set();
        return true;
    }

    /// <summary>Drops what has come and what will.</summary>
    public void Discard()
    {
        int dropped = 0;
        lock (_gate)
        {
            if (_isDiscarded)
            {
                return;
            }

            _isDiscarded = true;
            dropped += _current?.Length ?? 0;
            while (_chunks.TryDequeue(out Chunk? chunk))
            {
                dropped += chunk.Length;
                ArrayPool<byte>.Shared.Return(chunk.Bytes);
            }

            _last = null;
        }

        connection.Release(dropped);
        _changed.Set();
    }

    /// <summary>Takes the next item, if one is there. Its bytes live until the next call. For one taker.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> item)
    {
        if (_current is not { } current || _position == current.Length || Volatile.Read(ref _isDiscarded))
        {
            if (!TryMoveNext())
            {
                item = default;
                return false;
            }

            current = _current!;
        }

        uint header = BinaryPrimitives.ReadUInt32LittleEndian(current.Bytes.AsSpan(_position));
        IsGap = (header & GapBit) != 0;
        int length = (int)(header & ~GapBit);
        item = current.Bytes.AsMemory(_position + StreamItems.HeaderSize, length);
        _position += StreamItems.HeaderSize + length;
        return true;
    }

    /// <summary>Waits until there is an item; false when none will come. For the one taker.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_chunks.Count > 0)
                {
                    return true;
                }

                if (_isEnded || _isDiscarded)
                {
                    return false;
                }
            }

            await _changed.WaitAsync().ConfigureAwait(false);
        }
    }

    private bool TryMoveNext()
    {
        Chunk? done = _current;
        bool isCounted;
        bool hasEnded;
        bool isFound;
        lock (_gate)
        {
            // Those who discard have counted it.
            isCounted = _isDiscarded;
            hasEnded = _isEnded;
            isFound = _chunks.TryDequeue(out _current);
            if (_current == _last)
            {
                _last = null;
            }
        }

        _position = 0;
        if (done is not null)
        {
            ArrayPool<byte>.Shared.Return(done.Bytes);
            if (!isCounted)
            {
                connection.Release(done.Length);
                if (!hasEnded && _window.Release(done.Length) is > 0 and int credit)
                {
                    connection.Grant(_correlation, credit);
                }
            }
        }

        return isFound;
    }

    private Span<byte> Reserve(int size)
    {
        if (_last is null || _last.Bytes.Length - _last.Length < size)
        {
            _last = new Chunk(ArrayPool<byte>.Shared.Rent(Math.Max(size, SmallestBuffer)));
        }

        return _last.Bytes.AsSpan(_last.Length, size);
    }

    private void Commit(int size)
    {
        if (_last!.Length == 0)
        {
            _chunks.Enqueue(_last);
        }

        _last.Length += size;
        _changed.Set();
    }

    /// <summary>Whole items in a buffer.</summary>
    private sealed class Chunk(byte[] bytes)
    {
        public byte[] Bytes => bytes;

        public int Length { get; set; }
    }
}
