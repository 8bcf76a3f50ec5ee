using System.Buffers;
using Cells.Connections;
using Cells.Framing;

namespace Cells.Hosting;

/// <content>The uses of the object: one call after the other, so that a call allocates nothing.</content>
/// <remarks>
/// A use ends with the answer, and the object serves another call once the handler has ended, unless anybody else may still look at this one: a flow that the
/// handler started, a stream, a callback, a duplicate, or one who found it in the connection's table. A <see cref="CallContext"/> knows its use, and is refused in any other.
/// </remarks>
public sealed partial class ServerCall
{
    private static readonly ObjectPool<ServerCall> Pool = new();

    [ThreadStatic]
    private static ServerCall? _spare;

    private int _use;
    private bool _isShared;
    private ValueTask _handler;
    private Action? _finish;

    internal ServerCall(
        ServerConnection connection, CellDispatcher dispatcher, int index, in FrameHeader header, in CallMetadata metadata, Deadline deadline, in ReadOnlySequence<byte> request)
        => Begin(connection, dispatcher, index, header, metadata, deadline, request);

    private ServerCall()
    {
    }

    /// <summary>Which of the object's uses this is.</summary>
    internal int Use => Volatile.Read(ref _use);

    /// <summary>A call that has come in.</summary>
    internal static ServerCall Rent(
        ServerConnection connection, CellDispatcher dispatcher, int index, in FrameHeader header, in CallMetadata metadata, Deadline deadline, in ReadOnlySequence<byte> request)
    {
        // Handlers that end where they began, on the thread that reads, need no more than one object.
        ServerCall call = _spare ?? Pool.TryTake() ?? new ServerCall();
        _spare = null;
        call.Begin(connection, dispatcher, index, header, metadata, deadline, request);
        return call;
    }

    /// <summary>Others than the handler may look at the call, also when that has ended: the object is not used again.</summary>
    internal void Share() => Volatile.Write(ref _isShared, true);

    /// <summary>Tells the connection when <paramref name="handler"/> has ended, without a task for that.</summary>
    internal void Await(ValueTask handler)
    {
        _handler = handler;
        _finish ??= Finish;
        handler.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_finish);
    }

    /// <summary>The handler has ended and the call has its answer: nothing of it is touched any more.</summary>
    /// <param name="isInline">Whether that was on the thread that reads, within the call that ran the handler.</param>
    internal void Release(bool isInline)
    {
        if (Volatile.Read(ref _isShared) || !_isEnded || Keyed is not null)
        {
            return;
        }

        Connection = null!;
        Dispatcher = null!;
        Metadata = default;
        Deadline = default;
        Observation = null;
        _request = default;
        _cancellation = null;
        _userMetadata = null;
        _responseMetadata = null;
        _ownChain = null;
        if (isInline)
        {
            _spare = this;
        }
        else
        {
            Pool.Return(this);
        }
    }

    private void Finish()
    {
        ValueTask handler = _handler;
        _handler = default;
        Connection.Finish(this, handler);
    }

    private void Begin(
        ServerConnection connection, CellDispatcher dispatcher, int index, in FrameHeader header, in CallMetadata metadata, Deadline deadline, in ReadOnlySequence<byte> request)
    {
        Connection = connection;
        Dispatcher = dispatcher;
        Index = index;
        Number = header.Call;
        Correlation = header.Correlation;
        Metadata = metadata;
        Deadline = deadline;
        _request = request;
        _isLeased = false;
        _isKept = false;
        _isCancelled = false;
        Volatile.Write(ref _isEnded, false);
    }
}
