using System.Buffers;
using System.Runtime.CompilerServices;
using Cells.Connections;
using Cells.Framing;
using Cells.Streams;
using Cells.Wire;

namespace Cells.Hosting;

/// <summary>One call at its server, for generated code.</summary>
public sealed partial class ServerCall : IHandledCall
{
    private static readonly AsyncLocal<IHandledCall?> Ambient = new();

    private readonly Lock _gate = new();
    private ReadOnlySequence<byte> _request;
    private CancellationTokenSource? _cancellation;
    private CallContext? _context;
    private string[]? _ownChain;
    private Dictionary<string, string>? _responseMetadata;
    private bool _isLeased;
    private bool _isCancelled;
    private bool _isEnded;

    internal ServerCall(
        ServerConnection connection, CellDispatcher dispatcher, int index, in FrameHeader header, CallMetadata metadata, Deadline deadline, in ReadOnlySequence<byte> request)
    {
        Connection = connection;
        Dispatcher = dispatcher;
        Index = index;
        Number = header.Call;
        Correlation = header.Correlation;
        Metadata = metadata;
        Deadline = deadline;
        _request = request;
    }

    /// <summary>The call's number in the contract.</summary>
    public int Index { get; }

    /// <summary>Cancelled when the caller cancels, its deadline passes, it disconnects, or the cell has drained too long.</summary>
    public CancellationToken CancellationToken
    {
        get
        {
            lock (_gate)
            {
                _cancellation ??= CreateCancellation();
                return _cancellation.Token;
            }
        }
    }

    /// <summary>The context that a handler may take as a parameter.</summary>
    public CallContext Context => _context ??= new CallContext(this);

    /// <summary>The call whose handler runs here; null outside of handlers, and in work that outlives its call.</summary>
    internal static IHandledCall? Current => Ambient.Value is { IsEnded: false } call ? call : null;

    /// <summary>Whether the call has its answer.</summary>
    internal bool HasEnded => Volatile.Read(ref _isEnded);

    Deadline IHandledCall.Deadline => Deadline;

    string IHandledCall.Name => Dispatcher.NameOf(Index);

    string IHandledCall.Side => "cell";

    string? IHandledCall.TraceParent => Metadata.TraceParent;

    IReadOnlyList<string> IHandledCall.OwnChain => OwnChain;

    bool IHandledCall.IsCancelled => IsCancelled;

    bool IHandledCall.IsEnded => HasEnded;

    internal ServerConnection Connection { get; }

    internal CellDispatcher Dispatcher { get; }

    /// <summary>The call's number at the client, under which it is answered.</summary>
    internal ushort Number { get; }

    internal uint Correlation { get; }

    internal CallMetadata Metadata { get; }

    /// <summary>What goes out beside the answer; null for nothing.</summary>
    internal IReadOnlyCollection<KeyValuePair<string, string>>? ResponseMetadata
    {
        get
        {
            lock (_gate)
            {
                return _responseMetadata?.ToArray();
            }
        }
    }

    /// <summary>What the call shares with its duplicates; null without a key. Set before the handler runs.</summary>
    internal KeyedCall? Keyed { get; set; }

    /// <summary>The interceptors around the call; null without any.</summary>
    internal InterceptedCall? Interception { get; private set; }

    internal Deadline Deadline { get; }

    /// <summary>The chain of callers with this call at its end: what the calls that its handler makes carry on.</summary>
    internal IReadOnlyList<string> OwnChain => _ownChain ??= [.. Metadata.Chain, Dispatcher.NameOf(Index)];

    /// <summary>Whether the caller no longer waits, or may no longer be waited for.</summary>
    internal bool IsCancelled
    {
        get
        {
            lock (_gate)
            {
                return _isCancelled || Deadline.IsOver;
            }
        }
    }

    /// <summary>A reader of the arguments; in a leased call, bytes are slices of the request.</summary>
    public WireReader OpenRequest() => new(_request, _isLeased);

    /// <summary>Replies with nothing when <paramref name="handler"/> ends; its exceptions become the call's error.</summary>
    public ValueTask ReplyAsync(ValueTask handler)
    {
        if (!handler.IsCompletedSuccessfully)
        {
            return ReplyLaterAsync(handler);
        }

        handler.GetAwaiter().GetResult();
        Reply();
        return default;
    }

    /// <summary>Replies with the value of <paramref name="handler"/> when it ends; its exceptions become the call's error.</summary>
    public ValueTask ReplyAsync<T, TCodec>(ValueTask<T> handler)
        where TCodec : struct, IWireCodec<T>
    {
        if (!handler.IsCompletedSuccessfully)
        {
            return ReplyLaterAsync<T, TCodec>(handler);
        }

        Reply<T, TCodec>(handler.Result);
        return default;
    }

    /// <summary>Replies with nothing.</summary>
    public void Reply() => Connection.Reply(this, []);

    /// <summary>Replies with <paramref name="result"/>.</summary>
    /// <exception cref="CellException">The result cannot be sent.</exception>
    public void Reply<T, TCodec>(in T result)
        where TCodec : struct, IWireCodec<T>
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        try
        {
            WireWriter writer = new(buffer);
            TCodec.Write(ref writer, result);
            writer.Flush();
        }
        catch (CellFormatException e)
        {
            // Not to be taken for a failure to read the request.
            throw new InvalidOperationException($"the result of {Dispatcher.NameOf(Index)} cannot be sent: {e.Message}", e);
        }

        Connection.Reply(this, buffer.WrittenSpan);
    }

    /// <summary>Replies that the cell does not have the call; to a subscription, with the events.</summary>
    public ValueTask ReplyUnimplemented()
    {
        if (Dispatcher.Events is { } events && Dispatcher.IsEvent(Index))
        {
            OpenRequest().Complete();
            return events.ReplyAsync(this);
        }

        Connection.ReplyError(this, new ErrorBody(CellStatus.Unimplemented, $"{Dispatcher.Contract.Name} has no call number {Index} that this version serves")
        {
            Outcome = CallOutcome.NotExecuted,
        });
        return default;
    }

    /// <summary>Replies that an argument breaks a constraint of the contract.</summary>
    /// <param name="refusal">What is wrong, for people.</param>
    public ValueTask ReplyRefusal(string refusal)
    {
        Connection.ReplyError(this, new ErrorBody(CellStatus.InvalidArgument, $"{Dispatcher.NameOf(Index)} refuses its arguments: {refusal}")
        {
            Outcome = CallOutcome.NotExecuted,
        });
        return default;
    }

    /// <summary>Runs a handler that blocks on the thread pool, so that it never holds up the thread that reads the connection.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="handler">Reads the arguments, runs the cell's method and replies.</param>
    /// <param name="isLeased">Whether the arguments' bytes are slices of the request, as in <see cref="RunLeasedAsync"/>.</param>
    public async ValueTask RunBlockingAsync<TCell>(TCell cell, Func<TCell, ServerCall, ValueTask> handler, bool isLeased = false)
    {
        byte[] kept = KeepRequest(isLeased);
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await RunKeptAsync(cell, handler).ConfigureAwait(false);
        }
        finally
        {
            ReleaseRequest(kept);
        }
    }

    /// <summary>Runs a handler whose arguments' bytes are slices of the request, which is kept until the handler has ended and the reply is written.</summary>
    public async ValueTask RunLeasedAsync<TCell>(TCell cell, Func<TCell, ServerCall, ValueTask> handler)
    {
        byte[] kept = KeepRequest(isLeased: true);
        try
        {
            await RunKeptAsync(cell, handler).ConfigureAwait(false);
        }
        finally
        {
            ReleaseRequest(kept);
        }
    }

    /// <summary>The same failure to read the arguments, with the path of the member.</summary>
    internal CellFormatException Locate(CellFormatException failure) => Dispatcher.Locate(Index, _request, failure);

    /// <summary>Puts <paramref name="request"/>, the arguments in this cell's schema, in the place of those that came. Before the handler runs.</summary>
    internal void UseRequest(in ReadOnlySequence<byte> request) => _request = request;

    /// <summary>Runs the handler with this call as the ambient one.</summary>
    internal ValueTask RunAsync()
    {
        Ambient.Value = this;
        try
        {
            return Dispatcher.Interceptors.Count == 0 ? Dispatcher.DispatchAsync(this) : (Interception = new InterceptedCall(this)).RunAsync();
        }
        finally
        {
            Ambient.Value = null;
        }
    }

    /// <summary>Cancels the handler. User code that waits for it runs on the thread pool.</summary>
    internal void Cancel()
    {
        if (Keyed is { } keyed && keyed.First != this)
        {
            keyed.First.Cancel();
            return;
        }

        CancellationTokenSource? cancellation;
        lock (_gate)
        {
            _isCancelled = true;
            cancellation = _isEnded ? null : _cancellation;
        }

        _ = cancellation?.CancelAsync();
    }

    /// <summary>Adds to what goes out beside the answer.</summary>
    /// <exception cref="InvalidOperationException">The call has its answer.</exception>
    internal void SetResponseMetadata(string key, string value)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                throw new InvalidOperationException($"{Dispatcher.NameOf(Index)} has been answered; nothing can be sent beside the answer any more");
            }

            (_responseMetadata ??= new(StringComparer.Ordinal))[key] = value;
        }
    }

    /// <summary>Keeps the arguments beyond the connection's buffer until <see cref="ReleaseRequest"/>.</summary>
    internal byte[] KeepRequest() => KeepRequest(_isLeased);

    /// <summary>Ends the call: it has its one answer. False when it had one already.</summary>
    internal bool TryEnd()
    {
        CallStreams? streams;
        bool passedCallbacks;
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            _isEnded = true;
            // Gives a deadline's timer back. A token that the handler kept stays usable.
            if (Deadline.Timestamp is not null)
            {
                _cancellation?.Dispose();
            }

            streams = _streams;
            passedCallbacks = _passedCallbacks;
        }

        streams?.Abandon();
        if (passedCallbacks)
        {
            Connection.Callbacks.End(this);
        }

        return true;
    }

    // The arguments lie in the connection's buffer, which moves on when the thread that reads it returns.
    private byte[] KeepRequest(bool isLeased)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent((int)_request.Length);
        _request.CopyTo(copy);
        _request = new ReadOnlySequence<byte>(copy, 0, (int)_request.Length);
        _isLeased = isLeased;
        return copy;
    }

    internal void ReleaseRequest(byte[] kept)
    {
        _request = default;
        ArrayPool<byte>.Shared.Return(kept);
    }

    private ValueTask RunKeptAsync<TCell>(TCell cell, Func<TCell, ServerCall, ValueTask> handler)
    {
        try
        {
            return handler(cell, this);
        }
        catch (CellFormatException e)
        {
            Connection.RefuseArguments(this, Locate(e));
            return default;
        }
    }

    private CancellationTokenSource CreateCancellation()
    {
        CancellationTokenSource cancellation = Deadline.Remaining is TimeSpan left && !_isEnded ? new(left, Deadline.Clock) : new();
        if (_isCancelled)
        {
            cancellation.Cancel();
        }

        return cancellation;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReplyLaterAsync(ValueTask handler)
    {
        await handler.ConfigureAwait(false);
        Reply();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReplyLaterAsync<T, TCodec>(ValueTask<T> handler)
        where TCodec : struct, IWireCodec<T>
        => Reply<T, TCodec>(await handler.ConfigureAwait(false));
}
