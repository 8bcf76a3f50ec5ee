using System.Buffers;
using System.Threading.Tasks.Sources;
using Cells.Callbacks;
using Cells.Framing;
using Cells.Hosting;
using Cells.Streams;
using Cells.Wire;

namespace Cells.Connections;

/// <summary>One call in flight at its client.</summary>
internal abstract class PendingCall
{
    private uint _correlation;
    private string _contract = "";
    private string _call = "";

    /// <summary>The call's place in its connection's table.</summary>
    public uint Correlation
    {
        get => Volatile.Read(ref _correlation);
        set => Volatile.Write(ref _correlation, value);
    }

    /// <summary>The contract and the call, for errors: <c>Shop.Catalog.Get</c>.</summary>
    public string Name => $"{_contract}.{_call}";

    /// <summary>The number of requests sent on the connection up to this one; the largest number while it is not sent.</summary>
    public long Sequence { get; private set; } = long.MaxValue;

    /// <summary>Where in the connection's output the request starts; the largest number while it is not sent.</summary>
    public long Offset { get; private set; } = long.MaxValue;

    /// <summary>How answers are rewritten; null when both sides have one schema.</summary>
    public PlannedCall? Plan { get; set; }

    /// <summary>The call's streams; null for a unary call.</summary>
    public CallStreams? Streams { get; set; }

    /// <summary>The callbacks that the call passed; null for none.</summary>
    public PassedCallbacks? Callbacks { get; set; }

    /// <summary>What the call is made through, at a server; null at a client.</summary>
    public ServerCallback? Callback { get; set; }

    /// <summary>Takes in what comes beside the answer; null when nobody wants it.</summary>
    public ResponseMetadata? Received { get; set; }

    /// <summary>Whether the answer is kept for as long as its bytes are used.</summary>
    protected bool IsLeased => Received?.Lease is not null;

    /// <summary>When the call is over. Set before it is added to a table.</summary>
    public Deadline Deadline { get; set; }

    /// <summary>The request has its place in the output. Called under the output's lock.</summary>
    public void Sent(long sequence, long offset)
    {
        Sequence = sequence;
        Offset = offset;
    }

    /// <summary>The answer has come. <paramref name="payload"/> dies with the call of this method.</summary>
    /// <param name="payload">The encoded result.</param>
    /// <param name="queue">Completes the call later; null to complete it now, and what awaits it on the thread pool.</param>
    public abstract void Answer(in ReadOnlySequence<byte> payload, CompletionQueue? queue = null);

    /// <summary>The call has failed.</summary>
    /// <inheritdoc cref="Answer" path="/param"/>
    public abstract void Fail(Exception error, CompletionQueue? queue = null);

    /// <summary>Lets those continue who await the call, which has its result.</summary>
    /// <param name="isInline">On this thread.</param>
    public abstract void Complete(bool isInline);

    /// <summary>Ends the call when the caller cancels. After the request is appended, so that a cancel frame follows it.</summary>
    public abstract void Watch(IPendingCallOwner owner, CancellationToken cancellationToken);

    /// <summary>The call's own side has ended it: what has come of its items is dropped.</summary>
    public void Abandon(Exception error)
    {
        Streams?.Abandon();
        Fail(error);
    }

    /// <summary>Begins a use.</summary>
    protected void Begin(string contract, string call)
    {
        _contract = contract;
        _call = call;
        Plan = null;
        Sequence = long.MaxValue;
        Offset = long.MaxValue;
    }

    /// <summary>Ends a use.</summary>
    protected void Clear()
    {
        Streams = null;
        Callbacks = null;
        Callback = null;
        Received = null;
    }
}

/// <summary>One call in flight, with its result. Pooled: await it exactly once.</summary>
/// <remarks>
/// Answer, deadline, cancellation and the connection's end race: whoever removes the call from the table completes it. There is no flag here,
/// so a late loser cannot touch the next use of this object.
/// </remarks>
internal class PendingCall<TResult, TDecoder> : PendingCall, IValueTaskSource<TResult>, IValueTaskSource
    where TDecoder : struct, IResponseDecoder<TResult>
{
    private static readonly ObjectPool<PendingCall<TResult, TDecoder>> Pool = new();

    private ManualResetValueTaskSourceCore<TResult> _core;
    private TResult? _result;
    private Exception? _error;
    private IPendingCallOwner? _owner;
    private CancellationToken _token;
    private CancellationTokenRegistration _cancellation;

    /// <summary>An unused call.</summary>
    public static PendingCall<TResult, TDecoder> Rent(string contract, string name)
    {
        PendingCall<TResult, TDecoder> call = Pool.TryTake() ?? new PendingCall<TResult, TDecoder>();
        call.Begin(contract, name);
        return call;
    }

    /// <summary>The result, to be awaited once.</summary>
    public ValueTask<TResult> AsValueTask() => new(this, _core.Version);

    /// <summary>The end of the call, to be awaited once, in the place of the result.</summary>
    public ValueTask AsEnd() => new(this, _core.Version);

    /// <inheritdoc/>
    public override void Watch(IPendingCallOwner owner, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _owner = owner;
            _token = cancellationToken;
            _cancellation = cancellationToken.UnsafeRegister(static call => ((PendingCall<TResult, TDecoder>)call!).OnCancelled(), this);
        }
    }

    /// <inheritdoc/>
    public override void Answer(in ReadOnlySequence<byte> payload, CompletionQueue? queue = null)
    {
        TResult result;
        try
        {
            result = Plan is { } plan ? Decode(payload, plan, IsLeased) : TDecoder.Decode(payload, IsLeased);
        }
        catch (Exception e)
        {
            // Constructors of contract types are user code: whatever they throw fails this call only.
            string message = $"{Name}: the response cannot be read: {e.Message}";
            CellException error = e is CellFormatException { IsUnmappable: true, TypePath: string path }
                ? new UnmappableValueException(CellStatus.Incompatible, message, path, e)
                : new CellException(CellStatus.DataLoss, message, e);
            error.Outcome = CallOutcome.Executed;
            error.Call = Name;
            Fail(error, queue);
            return;
        }

        _result = result;
        End(queue);
    }

    /// <inheritdoc/>
    public override void Fail(Exception error, CompletionQueue? queue = null)
    {
        _error = error;
        End(queue);
    }

    /// <inheritdoc/>
    public override void Complete(bool isInline)
    {
        // Whoever awaits the call may use this object for the next one at once: nothing of it is touched afterwards.
        _core.RunContinuationsAsynchronously = !isInline;
        if (_error is { } error)
        {
            _error = null;
            _core.SetException(error);
            return;
        }

        TResult result = _result!;
        _result = default;
        _core.SetResult(result);
    }

    TResult IValueTaskSource<TResult>.GetResult(short token) => GetResult(token);

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        => _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Keeps the object for another call.</summary>
    protected virtual void Return() => Pool.Return(this);

    /// <summary>The call has its result, or has failed, and what it is awaited by is told.</summary>
    /// <param name="error">Why it has failed; null where it has not.</param>
    /// <param name="result">Its result.</param>
    protected void CompleteWith(Exception? error, TResult? result)
    {
        _error = error;
        _result = result;
        Complete(isInline: false);
    }

    private TResult GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (_owner is not null)
            {
                _cancellation.Dispose(); // waits for a running callback: none may outlive this use
                _cancellation = default;
                _token = default;
                _owner = null;
            }

            Clear();
            _core.Reset();
            Return();
        }
    }

    private void End(CompletionQueue? queue)
    {
        Streams?.Close();
        Callbacks?.End();
        if (queue is null)
        {
            Complete(isInline: false);
        }
        else
        {
            queue.Add(this);
        }
    }

    private static TResult Decode(in ReadOnlySequence<byte> payload, PlannedCall plan, bool isLeased)
    {
        if (plan.DropsResult)
        {
            return TDecoder.Decode(ReadOnlySequence<byte>.Empty, isLeased: false);
        }

        if (plan.Response is null)
        {
            return TDecoder.Decode(payload, isLeased);
        }

        using PayloadBuffer rewritten = PayloadBuffer.Rent();
        plan.Response.Transcode(payload, rewritten);
        return TDecoder.Decode(new ReadOnlySequence<byte>(rewritten.WrittenMemory), isLeased: false);
    }

    private void OnCancelled()
    {
        if (_owner is { } owner && owner.TryAbandon(this, Correlation))
        {
            Abandon(new OperationCanceledException(_token));
        }
    }
}
