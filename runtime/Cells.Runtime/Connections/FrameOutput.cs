using System.Buffers;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Transports.SharedMemory;

namespace Cells.Connections;

/// <summary>Collects frames from any thread, in order, until a flush takes all that has gathered.</summary>
/// <remarks>
/// Nobody waits in here: whoever finds no flush running starts one (<see cref="FrameFlush"/>).
/// Memory is bounded by those who append: they await <see cref="WaitForRoomAsync"/> first.
/// </remarks>
internal sealed partial class FrameOutput
{
    private const int FirstSize = 256;

    /// <summary>The most bytes that are reserved because the last flush had as many.</summary>
    private const int LargestUsual = 16 * 1024;

    private const int HighWater = 1024 * 1024;

    private readonly Lock _gate;
    private readonly SharedMemoryLane? _shared;
    private readonly FrameFlush _flush;
    private byte[] _filling = [];
    private int _filled;
    private int _usual;
    private long _appended;
    private long _handedOver;
    private long _requests;
    private bool _isFlushing;
    private bool _isClosed;
    private TaskCompletionSource? _changed;

    /// <summary>Creates the output of one connection.</summary>
    /// <param name="gate">The connection's.</param>
    /// <param name="writer">Where frames go.</param>
    /// <param name="writeTimeout">The time in which the peer must take some bytes, where there are any.</param>
    /// <param name="timeProvider">The clock of that time.</param>
    /// <param name="onFault">Told once when sending fails or takes too long; must close the connection, which ends a pending send.</param>
    /// <param name="shared">Where large bodies go; null for over the writer, like all others.</param>
    public FrameOutput(
        Lock gate, PipeWriter writer, TimeSpan writeTimeout, TimeProvider timeProvider, Action<Exception> onFault, SharedMemoryLane? shared = null)
    {
        _gate = gate;
        _shared = shared;
        _flush = new FrameFlush(this, writer, shared, writeTimeout, timeProvider, onFault);
    }

    /// <summary>Whether so much waits to be sent that nobody should add to it.</summary>
    public bool IsFull => Waiting > HighWater && !Volatile.Read(ref _isClosed);

    /// <summary>The bytes that a flush has taken so far.</summary>
    public long HandedOver => Volatile.Read(ref _handedOver);

    /// <summary>The bytes that wait behind those that are being sent.</summary>
    public int QueuedBytes
    {
        get
        {
            lock (_gate)
            {
                return Waiting;
            }
        }
    }

    /// <summary>Appends one frame; false when the connection is closed.</summary>
    /// <param name="type">The frame's type.</param>
    /// <param name="flags">The frame's flags.</param>
    /// <param name="call">The call's number.</param>
    /// <param name="correlation">The call in flight.</param>
    /// <param name="body">The bytes after the header; copied.</param>
    /// <param name="pending">The call that a request starts; learns its place in the order.</param>
    public bool TryAppend(FrameType type, FrameFlags flags, ushort call, uint correlation, ReadOnlySpan<byte> body, PendingCall? pending = null)
    {
        lock (_gate)
        {
            return TryAppendUnderGate(type, flags, call, correlation, body, pending);
        }
    }

    /// <summary>Appends one frame like <see cref="TryAppend"/>, for those who hold the gate.</summary>
    /// <inheritdoc cref="TryAppend"/>
    public bool TryAppendUnderGate(FrameType type, FrameFlags flags, ushort call, uint correlation, ReadOnlySpan<byte> body, PendingCall? pending = null)
    {
        if (_isClosed)
        {
            return false;
        }

        if (_shared is { } shared && shared.Stores(type, body.Length) && TryStore(shared, body))
        {
            body = [];
        }

        int size = FrameHeader.Size + body.Length;
        FrameHeader header = new(type, flags, call, correlation, body.Length);
        pending?.Sent(++_requests, _appended);
        if (_rooms.Count > 0 && TakeRoom(body) is { } large)
        {
            header.Write(large);
            AppendLarge(large, size);
        }
        else
        {
            Reserve(size);
            Span<byte> target = _filling.AsSpan(_filled, size);
            header.Write(target);
            body.CopyTo(target[FrameHeader.Size..]);
            _filled += size;
        }

        _appended += size;
        return true;
    }

    /// <summary>Whether any byte of a frame that starts at <paramref name="offset"/> may have left.</summary>
    public bool HasLeft(long offset)
    {
        lock (_gate)
        {
            return offset < _handedOver;
        }
    }

    /// <summary>Sends what has gathered, unless that is happening already. Never waits.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_isFlushing || _isClosed || Waiting == 0)
            {
                return;
            }

            _isFlushing = true;
        }

        _flush.Run();
    }

    /// <summary>Takes what has gathered; false, and the flush is over, when that is nothing. The array goes back to the shared pool.</summary>
    public bool TryTake(out ArraySegment<byte> taken)
    {
        lock (_gate)
        {
            taken = default;
            if (Waiting == 0 || _isClosed)
            {
                _isFlushing = false;
                if (_isClosed)
                {
                    Release();
                }

                NotifyChange();
                return false;
            }

            if (_large.TryDequeue(out LargeFrame? large))
            {
                taken = large.Bytes;
                _largeBytes -= taken.Count;
            }
            else
            {
                taken = new ArraySegment<byte>(_filling, 0, _filled);
                _usual = Math.Min(_filled, LargestUsual);
                _filling = [];
                _filled = 0;
            }

            _handedOver += taken.Count;
            NotifyChange();
            return true;
        }
    }

    /// <summary>Waits until appending is welcome again, or the connection is closed.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (NextChange(static output => output.Waiting > HighWater) is { } changed)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until everything is sent, or the connection is closed.</summary>
    public async ValueTask WaitUntilSentAsync(CancellationToken cancellationToken)
    {
        Flush();
        while (NextChange(static output => output.Waiting > 0 || output._isFlushing) is { } changed)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses frames from now on. A flush that runs ends when the transport is closed.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            if (!_isFlushing)
            {
                Release();
            }

            NotifyChange();
        }

        _flush.Close();
    }

    /// <summary>Appends the frame that says where in shared memory the body of the next one is.</summary>
    private bool TryStore(SharedMemoryLane shared, ReadOnlySpan<byte> body)
    {
        Reserve(SharedMemoryLane.StoredFrameSize);
        int size = shared.TryStore(body, _filling.AsSpan(_filled, SharedMemoryLane.StoredFrameSize));
        _filled += size;
        _appended += size;
        return size > 0;
    }

    private Task? NextChange(Func<FrameOutput, bool> isWaiting)
    {
        lock (_gate)
        {
            if (_isClosed || !isWaiting(this))
            {
                return null;
            }

            return (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void NotifyChange()
    {
        _changed?.TrySetResult();
        _changed = null;
    }

    private void Reserve(int size)
    {
        if (_filling.Length - _filled >= size)
        {
            return;
        }

        long wanted = Math.Max(Math.Max(Math.Max(FirstSize, _usual), 2L * _filling.Length), (long)_filled + size);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(wanted, Array.MaxLength));
        _filling.AsSpan(0, _filled).CopyTo(larger);
        ReleaseFilling();
        _filling = larger;
    }

    private void Release()
    {
        ReleaseFilling();
        while (_large.TryDequeue(out LargeFrame? frame))
        {
            ArrayPool<byte>.Shared.Return(frame.Bytes.Array!);
        }
    }

    private void ReleaseFilling()
    {
        if (_filling.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_filling);
            _filling = [];
        }
    }
}
