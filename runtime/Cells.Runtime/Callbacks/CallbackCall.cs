using System.Buffers;
using Cells.Callbacks;
using Cells.Framing;
using Cells.Telemetry;
using Cells.Wire;

namespace Cells.Connections;

/// <summary>One call from the cell to its client, at the client, for generated code.</summary>
public sealed class CallbackCall : IHandledCall
{
    private readonly Lock _gate = new();
    private readonly ClientCallbacks _connection;
    private readonly CallMetadata _metadata;
    private readonly CancellationTokenSource _cancellation;
    private readonly int _parameter;
    private string[]? _ownChain;
    private ReadOnlyMemory<byte> _request;
    private bool _isCancelled;
    private bool _isEnded;

    internal CallbackCall(
        ClientCallbacks connection, in FrameHeader header, CallMetadata metadata, Deadline deadline, int parameter, PassedCallbacks? passed, byte[] request)
    {
        _connection = connection;
        _metadata = metadata;
        _parameter = parameter;
        _request = request;
        Passed = passed;
        Number = header.Call;
        Correlation = header.Correlation;
        Deadline = deadline;
        _cancellation = deadline.Remaining is TimeSpan left ? new(left, deadline.Clock) : new();
    }

    /// <summary>The method's number: its index in the interface, ordered by name.</summary>
    public int Method => Number;

    /// <summary>Cancelled when the cell cancels, the deadline passes, the call that passed the callback ends, or the connection does.</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    internal ushort Number { get; }

    internal uint Correlation { get; }

    /// <summary>What the call in flight passed; null when there is no such call.</summary>
    internal PassedCallbacks? Passed { get; }

    internal Deadline Deadline { get; }

    /// <summary>What is told of the call; null when nobody listens.</summary>
    internal CallObservation? Observation { get; private set; }

    /// <summary>The implementation, once it is found.</summary>
    internal CallbackTarget? Target { get; private set; }

    Deadline IHandledCall.Deadline => Deadline;

    string IHandledCall.Name => Name;

    string IHandledCall.Side => "client";

    string? IHandledCall.TraceParent => _metadata.TraceParent;

    string? IHandledCall.TraceState => CallObservation.Bounded(_metadata.TraceState);

    IReadOnlyList<string> IHandledCall.OwnChain => _ownChain ??= [.. _metadata.Chain, Name];

    CellStatus? IHandledCall.Cancellation
    {
        get
        {
            lock (_gate)
            {
                return Deadline.FindCancellation(_isCancelled, _cancellation);
            }
        }
    }

    bool IHandledCall.IsEnded => Volatile.Read(ref _isEnded);

    private string Name => Target?.NameOf(Number) ?? $"callback #{Number}";

    /// <summary>A reader of the arguments.</summary>
    public WireReader OpenRequest() => new(new ReadOnlySequence<byte>(_request));

    /// <summary>Replies with nothing when <paramref name="method"/> ends; its exceptions become the call's error.</summary>
    public async ValueTask ReplyAsync(ValueTask method)
    {
        await method.ConfigureAwait(false);
        await _connection.ReplyAsync(this, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
    }

    /// <summary>Replies with the value of <paramref name="method"/> when it ends; its exceptions become the call's error.</summary>
    public async ValueTask ReplyAsync<T, TCodec>(ValueTask<T> method)
        where TCodec : struct, IWireCodec<T>
    {
        T result = await method.ConfigureAwait(false);
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        ResultEncoder.Encode<T, TCodec>(this, result, buffer);
        await _connection.ReplyAsync(this, buffer.WrittenMemory).ConfigureAwait(false);
    }

    /// <summary>Replies that the interface has no such method.</summary>
    public ValueTask ReplyUnimplemented()
        => _connection.ReplyErrorAsync(this, new ErrorBody(CellStatus.Unimplemented, $"{Target!.Interface} has no method number {Number} that this client knows")
        {
            Outcome = CallOutcome.NotExecuted,
        });

    /// <summary>Replies that an argument breaks a constraint of the contract.</summary>
    /// <param name="refusal">What is wrong, for people.</param>
    public ValueTask ReplyRefusal(string refusal)
        => _connection.ReplyErrorAsync(this, new ErrorBody(CellStatus.InvalidArgument, $"{Name} refuses its arguments: {refusal}") { Outcome = CallOutcome.NotExecuted });

    bool IHandledCall.TryWriteError(CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return Target is { } target && target.TryWriteError(Number, error, out name, ref writer);
    }

    /// <summary>Finds the implementation; null when none was passed.</summary>
    internal CallbackTarget? FindTarget() => Target = Passed!.Find(_parameter);

    /// <summary>The method begins: those who listen are told of it from here on, and its span becomes the current activity.</summary>
    internal void Observe()
    {
        if (CallTelemetry.ObservesServers)
        {
            Observation = CallObservation.Receive(
                Target!.MethodOf(Number), address: null, _metadata.TraceParent, CallObservation.Bounded(_metadata.TraceState));
            Observation?.Enter();
        }
    }

    /// <summary>Puts the arguments in this client's schema in the place of those that came.</summary>
    /// <exception cref="CellFormatException">They are none, or have no place in it.</exception>
    internal void RewriteRequest()
    {
        if (Passed!.FindPlan(_parameter, Number)?.Request is { } rewriting)
        {
            using PayloadBuffer rewritten = PayloadBuffer.Rent();
            rewriting.Transcode(new ReadOnlySequence<byte>(_request), rewritten);
            _request = rewritten.WrittenSpan.ToArray();
        }
    }

    /// <summary>Cancels the method. What waits for that runs on the thread pool.</summary>
    internal void Cancel()
    {
        lock (_gate)
        {
            _isCancelled = true;
            if (!_isEnded)
            {
                _ = _cancellation.CancelAsync();
            }
        }
    }

    /// <summary>Takes the right to answer; false when that has been taken.</summary>
    internal bool TryEnd()
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            _isEnded = true;
            if (Deadline.Timestamp is not null)
            {
                // Gives the timer back. A token that the method kept stays usable.
                _cancellation.Dispose();
            }

            return true;
        }
    }
}
