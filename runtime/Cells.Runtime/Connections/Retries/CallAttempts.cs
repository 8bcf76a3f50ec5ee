using Cells.Telemetry;

namespace Cells.Connections;

/// <summary>What one call has been through at its client: whether it is sent again, when, under which key, and what its caller is told of its fate.</summary>
/// <remarks>
/// What was certainly not executed may always be sent again. What may have been executed is sent again when it is idempotent; with exactly-once delivery
/// only to the process that may have executed it, which knows its key.
/// </remarks>
internal struct CallAttempts(OutgoingCall call, ChannelConnector connector)
{
    /// <summary>The attempts of a call without a deadline.</summary>
    public const int Most = 8;

    private const int FirstDelayMs = 10;
    private const int LongestDelayMs = 1000;

    /// <summary>The time after which a key is not sent again: well within that for which a server keeps the reply.</summary>
    private static readonly TimeSpan MostKeyAge = TimeSpan.FromMinutes(5);

    private CellException? _last;
    private int _failed;
    private bool _mayHaveRun;
    private bool _isOver;
    private string? _key;
    private long _keyTime;
    private Guid _incarnation;
    private int _replica;

    /// <summary>The connection to send the call on now: to the process that may have executed it, where only that one can tell.</summary>
    /// <exception cref="CellException">It cannot be made, or not before the deadline.</exception>
    public readonly ValueTask<ClientConnection> ConnectAsync()
        => call.Call.ExactlyOnce && _mayHaveRun
            ? connector.GetAsync(_incarnation, _replica, orAnother: call.Call.Idempotent, call.Deadline, call.CancellationToken)
            : connector.GetAsync(call.Deadline, call.CancellationToken);

    /// <summary>Fails a call before it is sent, when its time is over or its key means nothing to the server that <paramref name="connection"/> leads to.</summary>
    /// <exception cref="CellException">The call has failed for good.</exception>
    public void ThrowIfOver(ClientConnection connection)
    {
        if (call.Deadline.IsOver)
        {
            throw Overdue("before the request was sent");
        }

        if (call.Call.ExactlyOnce && _mayHaveRun && !call.Call.Idempotent && !IsKeyKnownTo(connection))
        {
            _isOver = true;
            throw new CellException(
                CellStatus.Unavailable,
                $"{call.Name}: the process that the call was sent to is gone, or has forgotten it, and it is not known whether it was executed: {_last?.Message}",
                _last)
            {
                Outcome = CallOutcome.Unknown,
                Call = call.Name,
            };
        }
    }

    /// <summary>The key under which the call is sent now; null for one without exactly-once delivery.</summary>
    /// <remarks>A call that was certainly not executed gets a new one, so that keys reach a server nearly in order.</remarks>
    public string? KeyFor(ClientConnection connection)
    {
        if (!call.Call.ExactlyOnce || (_mayHaveRun && IsKeyKnownTo(connection)))
        {
            return _key;
        }

        _incarnation = connection.Welcome.Incarnation;
        _replica = connection.Welcome.Replica.Number;
        _keyTime = connector.Clock.GetTimestamp();
        _key = connector.Keys.Next();
        return _key;
    }

    /// <summary>Takes in a failure and decides whether the call is sent again.</summary>
    public bool TryRepeat(CellException error)
    {
        _failed++;
        bool isRepeated = error.Status == CellStatus.Unavailable
            && !_isOver
            && (error.Outcome == CallOutcome.NotExecuted || (error.Outcome == CallOutcome.Unknown && (call.Call.Idempotent || call.Call.ExactlyOnce)))
            && (error.Call is not null || connector.MayBeRestarting) // Without a call, no connection could be made: to a cell that never ran, for all that is known.
            && (call.Deadline.Timestamp is not null || _failed < Most)
            && !call.CancellationToken.IsCancellationRequested;
        if (isRepeated)
        {
            CallObservation.Retry(_failed, error.Status);
            _last = error;
            _mayHaveRun |= error.Outcome == CallOutcome.Unknown;
        }

        return isRepeated;
    }

    /// <summary>What the caller is told: the last failure, unless an earlier attempt may have been executed and the last was not.</summary>
    public readonly CellException Settle(CellException error)
    {
        if (error is { Call: null, Status: CellStatus.DeadlineExceeded })
        {
            error = Overdue("while the connection was made");
        }

        return !_mayHaveRun || error.Outcome != CallOutcome.NotExecuted ? error
            : new CellException(error.Status, $"{error.Message}; an earlier attempt may have been executed", error)
            {
                Outcome = CallOutcome.Unknown,
                Call = call.Name,
                Chain = error.Chain,
                ErrorId = error.ErrorId,
            };
    }

    /// <summary>Waits before the next attempt: not before the second, then longer each time, with jitter, and never past the deadline.</summary>
    public readonly Task BackOffAsync()
    {
        if (_failed <= 1)
        {
            return Task.CompletedTask;
        }

        double longest = Math.Min(FirstDelayMs * Math.Pow(2, _failed - 1), LongestDelayMs);
        TimeSpan delay = TimeSpan.FromMilliseconds(longest * (0.5 + (0.5 * Random.Shared.NextDouble())));
        return Task.Delay(call.Deadline.Remaining is TimeSpan left && left < delay ? left : delay, connector.Clock, call.CancellationToken);
    }

    private readonly CellException Overdue(string when)
    {
        string before = _last is null ? "" : $"; {_failed} attempts failed before, the last: {_last.Message}";
        return new CellException(CellStatus.DeadlineExceeded, $"{call.Name}: the deadline passed {when}{before}", _last)
        {
            Outcome = CallOutcome.NotExecuted,
            Call = call.Name,
        };
    }

    private readonly bool IsKeyKnownTo(ClientConnection connection)
        => connection.Welcome.Incarnation == _incarnation && connector.Clock.GetElapsedTime(_keyTime) < MostKeyAge;
}
