using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Cells.Callbacks;
using Cells.Framing;
using Cells.Streams;
using Cells.Telemetry;
using Cells.Transports.SharedMemory;

namespace Cells.Connections;

/// <summary>One connection at its client: sends requests, matches answers.</summary>
#pragma warning disable CA1001 // The source holds no handle, and a late call must not find it disposed.
internal sealed partial class ClientConnection : FrameConnection, IPendingCallOwner
{
    private readonly PendingCallTable _calls;
    private readonly CallPlaces _places;
    private readonly DeadlineWatches _deadlines;
    private readonly string _contract;
    private readonly ErrorReader _errors;
    private readonly string _peerName;
    private readonly ContractPlan? _plan;
    private readonly SchemaFollower _schema;
    private readonly CellChannelOptions _options;
    private readonly CancellationTokenSource _leaving = new();
    private ClientCallbacks? _callbacks;
    private volatile bool _isDraining;
    private int _isServedOn;

    /// <summary>Takes over <paramref name="transport"/> after the handshake.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="client">What the client is and wants.</param>
    /// <param name="welcome">What the server said of itself.</param>
    /// <param name="plan">How its answers are read; null when both sides have one schema.</param>
    public ClientConnection(IDuplexPipe transport, ChannelClient client, Welcome welcome, ContractPlan? plan)
        : base(
            transport,
            client.Options.Limits,
            PeerLimits.Of(welcome),
            SharedMemoryLane.Of(transport, welcome.SharesMemory, isServer: false, client.Options.Limits, client.Options.TimeProvider, client.Options.Logger, welcome.ServerName),
            client.Options.TimeProvider)
    {
        _contract = client.Contract.Name;
        _peerName = welcome.ServerName;
        _errors = client.Errors;
        _plan = plan;
        _schema = client.Schema;
        _options = client.Options;
        _calls = new PendingCallTable(Gate);
        _places = new CallPlaces(Gate, Math.Min(Math.Min(client.Options.Limits.MaxInflight, welcome.MaxInflight), CellLimits.LargestInflight));
        _deadlines = new DeadlineWatches(Gate, _calls, this);
        Welcome = welcome;
    }

    /// <summary>What the server said of itself.</summary>
    public Welcome Welcome { get; }

    /// <summary>Where the connection was made; null for one that was made by hand.</summary>
    public ChannelTarget? Origin { get; init; }

    /// <summary>The calls that the server has not answered, roughly while others begin and end.</summary>
    public int Inflight => _places.Taken;

    /// <summary>How the server's answers are read; null when both sides have one schema.</summary>
    public ContractPlan? Plan => _plan;

    /// <summary>Whether a call may be started on the connection.</summary>
    public bool IsOpen => !_isDraining && !IsClosed;

    /// <inheritdoc/>
    public override ConnectionLoad Load => new(_calls.Count, _calls.StreamCount, WaitingCount, Output.QueuedBytes);

    /// <inheritdoc/>
    protected override string PeerName => _peerName;

    /// <summary>Notes that the server serves the connection on after another has come in its place; false when that is known.</summary>
    public bool TryMarkServedOn() => Interlocked.Exchange(ref _isServedOn, 1) == 0;

    /// <summary>Starts no more calls on the connection, and closes it when those in flight have ended.</summary>
    public void Retire()
    {
        _isDraining = true;
        _leaving.Cancel();
        CheckDrained();
    }

    /// <inheritdoc/>
    protected override void OnFrame(in FrameHeader header, ReadOnlySequence<byte> body)
    {
        switch (header.Type)
        {
            case FrameType.Response:
                OnResponse(header, ref body);
                break;
            case FrameType.StreamEnd:
                CallMetadata besideEnd = ReadMetadata(header, ref body);
                CheckEnd(body);
                if (FindReceiver(header) is not null && Take(header.Correlation) is { } ended)
                {
                    ended.Received?.OnAnswer(besideEnd.User);
                    ended.Answer(body, Completions);
                }

                break;
            case FrameType.Event:
                OnEvent(header, body);
                break;
            case FrameType.Error:
                CallMetadata besideError = ReadMetadata(header, ref body);
                ErrorBody error = ErrorBody.Read(body);
                if (Take(header.Correlation) is { } failed)
                {
                    failed.Received?.OnAnswer(besideError.User);
                    failed.Fail(error.ToException(failed.Name, _errors, failed.Plan), Completions);
                }

                break;
            case FrameType.Request:
                (_callbacks ??= new ClientCallbacks(this, _options, _peerName)).OnRequest(header, body, _calls.FindCallbacks);
                break;
            case FrameType.Cancel when header.Correlation > int.MaxValue:
                _callbacks?.OnCancel(header.Correlation);
                break;
            case FrameType.Signal:
                // A kind of a later version says nothing to this one.
                _schema.OnSignal(this, SignalBody.Read(body));
                break;
            case FrameType.GoAway:
                OnGoAway(GoAwayBody.Read(body));
                break;
            default:
                throw new CellProtocolException($"a {header.Type} frame came, which a server of protocol version {Protocol.Version} does not send");
        }
    }

    /// <inheritdoc/>
    protected override CallStreams? FindStreams(uint correlation, out bool isInFlight) => _calls.FindStreams(correlation, out isInFlight);

    /// <inheritdoc/>
    protected override void OnClosed(Exception reason)
    {
        _isDraining = true;
        _deadlines.Close();
        foreach (PendingCall call in _calls.Close())
        {
            EndCall();
            bool isSent = Output.HasLeft(call.Offset);
            CellStatus status = (reason as CellException)?.Status ?? CellStatus.Unavailable;
            call.Fail(new CellException(status, $"{call.Name}: the connection to '{_peerName}' ended: {reason.Message}", reason)
            {
                Outcome = isSent ? CallOutcome.Unknown : CallOutcome.NotExecuted,
                Call = call.Name,
            });
        }

        _callbacks?.Close();
        _leaving.Cancel();
    }

    private static CallMetadata ReadMetadata(in FrameHeader header, ref ReadOnlySequence<byte> body)
        => (header.Flags & FrameFlags.Metadata) == 0 ? CallMetadata.None : CallMetadata.Read(ref body);

    private void OnResponse(in FrameHeader header, ref ReadOnlySequence<byte> body)
    {
        CallMetadata beside = ReadMetadata(header, ref body);
        if (Take(header.Correlation) is not { } answered)
        {
            return;
        }

        if (answered.Streams?.Receiver is not null)
        {
            CellProtocolException error = new($"a response came for {answered.Name}, which is answered with a stream");
            answered.Fail(new CellException(CellStatus.Unavailable, error.Message, error) { Call = answered.Name });
            throw error;
        }

        answered.Received?.OnAnswer(beside.User);
        if (answered.Received?.Lease is { } lease && !lease.TryKeep(this, ref body))
        {
            answered.Fail(new ObjectDisposedException(nameof(ResultLease), $"{answered.Name}: the lease of the result has ended"), Completions);
            return;
        }

        answered.Answer(body, Completions);
    }

    private void OnGoAway(GoAwayBody goAway)
    {
        _isDraining = true;
        // Those who wait for a place find one sooner on the next connection.
        _leaving.Cancel();
        long accepted = (long)Math.Min(goAway.Accepted, long.MaxValue);
        foreach (PendingCall call in _calls.RemoveSentAfter(accepted))
        {
            EndCall();
            call.Fail(NotSent(call.Name, $"'{_peerName}' no longer accepts calls: {goAway.Reason}"));
        }

        if (_calls.Count == 0)
        {
            Abort(new EndOfStreamException("the server drained the connection"));
        }
    }

    /// <inheritdoc/>
    /// <remarks>What the server said before it closed is still to be read: answers, and the go-away that tells what it did not execute. Silence ends the connection, too.</remarks>
    protected override void OnOutputFault(Exception reason)
    {
        if (reason is not SocketException)
        {
            base.OnOutputFault(reason);
            return;
        }

        _isDraining = true;
        _leaving.Cancel();
        if (_calls.Count == 0)
        {
            Abort(reason);
        }
    }

    /// <inheritdoc/>
    /// <remarks>A call that comes at the same time either finds the table closed, and goes to the next connection, or keeps this one open.</remarks>
    protected override void OnIdle()
    {
        if (_calls.TryCloseEmpty())
        {
            _isDraining = true;
            Abort(new EndOfStreamException("the connection was idle (connection_idle)"));
        }
    }

    private CellException Unbound(PlannedCall call)
    {
        string name = $"{_contract}.{call.Name}";
        Reject reason = new(CellStatus.Incompatible, $"{name}: the schemas of this client and of '{_peerName}' have no plan for the call")
        {
            Findings = _plan!.FindRefusal([call.Name]),
        };
        CellException error = reason.ToException();
        error.Call = name;
        return error;
    }

    private CellException NotSent(string call, string reason)
    {
        string name = call.StartsWith(_contract, StringComparison.Ordinal) ? call : $"{_contract}.{call}";
        return new CellException(CellStatus.Unavailable, $"{name}: {reason}") { Outcome = CallOutcome.NotExecuted, Call = name };
    }
}
