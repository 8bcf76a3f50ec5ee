using System.Buffers;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Streams;
using Cells.Telemetry;
using Cells.Transports;
using Cells.Transports.SharedMemory;

namespace Cells.Connections;

/// <summary>What both sides of a connection have in common after the handshake: the read loop, the output, signs of life, the end.</summary>
internal abstract partial class FrameConnection
{
    private const int LongestPing = 64;

    private readonly IDuplexPipe _transport;
    private readonly SharedMemoryLane? _shared;
    private readonly DirectReader? _reader;
    private readonly int _maxFrame;
    private readonly Liveness _liveness;
    private readonly IdleWatch? _idle;
    private readonly ReceiveWindow _receiving;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private int _readerThread;

    /// <summary>Takes over <paramref name="transport"/>; nothing is read before <see cref="Start"/>.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="limits">What this side takes.</param>
    /// <param name="peer">What the peer takes.</param>
    /// <param name="shared">Where large bodies go; null for over the transport, like all others.</param>
    /// <param name="timeProvider">The clock.</param>
    protected FrameConnection(IDuplexPipe transport, CellLimits limits, PeerLimits peer, SharedMemoryLane? shared, TimeProvider timeProvider)
    {
        StreamWindow = limits.StreamWindow;
        PeerMaxFrame = peer.MaxFrame;
        PeerStreamWindow = peer.StreamWindow;
        Sending = new SendWindow(peer.ConnectionWindow);
        _receiving = new ReceiveWindow(limits.ConnectionWindow, "connection_window");
        _transport = transport;
        if (OperatingSystem.IsLinux() && transport is SocketTransport { Direct: not null } socket)
        {
            Completions = new CompletionQueue();
            _reader = new DirectReader(this, socket, Completions, limits.Spin);
        }

        _maxFrame = limits.MaxFrame;
        _shared = shared;
        Output = new FrameOutput(Gate, transport.Output, limits.WriteTimeout, timeProvider, OnOutputFault, shared);
        shared?.Attach(Output, Abort);
        _liveness = new Liveness(Gate, limits.PingAfter, limits.DeadAfter, timeProvider, SendPing, Abort);
        _idle = limits.ConnectionIdle is TimeSpan idle ? new IdleWatch(Gate, idle, timeProvider, OnIdle) : null;
    }

    /// <summary>Ends when the connection has ended and everything of it is released. Never fails.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether the connection has ended or is ending.</summary>
    public bool IsClosed => Volatile.Read(ref _fault) is not null;

    /// <summary>The bytes of one stream that this side takes before it gives credit.</summary>
    public int StreamWindow { get; }

    /// <summary>The largest frame that the peer takes.</summary>
    public int PeerMaxFrame { get; }

    /// <summary>The bytes of one stream that the peer takes before it gives credit.</summary>
    public int PeerStreamWindow { get; }

    /// <summary>What the peer takes of streams now.</summary>
    public SendWindow Sending { get; }

    /// <summary>Whether so much waits to be sent that nobody should add to it.</summary>
    public bool IsOutputFull => Output.IsFull;

    /// <summary>The peer's name, for errors.</summary>
    protected abstract string PeerName { get; }

    /// <summary>The frames on their way to the peer.</summary>
    protected FrameOutput Output { get; }

    /// <summary>Guards what a call changes on its way in or out, so that it takes one lock: the tables of calls, the output, and who counts calls.</summary>
    /// <remarks>Whoever holds it runs no code of users, and takes no lock but that of shared memory.</remarks>
    protected Lock Gate { get; } = new();

    /// <summary>Whether calls are in flight that this side has sent.</summary>
    public virtual bool HasCalls => true;

    /// <summary>Whether this thread reads a batch, and will send at its end.</summary>
    protected bool IsReading => Volatile.Read(ref _readerThread) == Environment.CurrentManagedThreadId;

    /// <summary>Who reads; null where the connection is read asynchronously.</summary>
    public DirectReader? Reader => _reader;

    /// <summary>Takes in calls that are to be completed at the end of a batch; null where they are completed at once.</summary>
    protected CompletionQueue? Completions { get; }

    /// <summary>Whether the reader waits while the peer does not read. One side only, or two full sides wait for each other.</summary>
    protected virtual bool PausesWhenOutputIsFull => false;

    /// <summary>Starts reading, on the thread pool and without the caller's execution context.</summary>
    public void Start()
    {
        ConnectionTelemetry.Add(this);
        ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.BeginReading(), this, preferLocal: false);
    }

    /// <summary>Ends the connection; the first reason counts.</summary>
    public void Abort(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _fault, reason, null) is not null)
        {
            return;
        }

        Output.Close();
        _liveness.Close();
        _idle?.Dispose();
        _shared?.Close();
        _transport.Input.CancelPendingRead();
        // Closing ends a send that waits for the peer.
        (_transport as IDisposable)?.Dispose();
        if (OperatingSystem.IsLinux())
        {
            _reader?.OnAborted();
        }
    }

    /// <summary>Appends a frame and sends it, at once or with the batch that is being read on this thread.</summary>
    /// <returns>False when the connection is closed.</returns>
    public bool Send(FrameType type, ushort call, uint correlation, ReadOnlySpan<byte> body, FrameFlags flags = FrameFlags.None)
    {
        if (!Append(type, flags, call, correlation, body))
        {
            return false;
        }

        FlushUnlessReading();
        return true;
    }

    /// <summary>Appends a frame, which the next flush sends.</summary>
    /// <returns>False when the connection is closed.</returns>
    public bool Append(FrameType type, FrameFlags flags, ushort call, uint correlation, ReadOnlySpan<byte> body)
        => Output.TryAppend(type, flags, call, correlation, body);

    /// <summary>Waits until the output takes more.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
        => Output.IsFull ? Output.WaitForRoomAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Waits until the output takes more, for a request.</summary>
    /// <param name="contract">The contract, for errors.</param>
    /// <param name="call">The call's simple name, for errors.</param>
    /// <param name="deadline">When the call is over.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: it took none before the deadline.</exception>
    public ValueTask WaitForRoomAsync(string contract, string call, Deadline deadline, CancellationToken cancellationToken)
        => Output.IsFull ? WaitForRoomUntilAsync(contract, call, deadline, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Sends what has gathered, unless this thread reads a batch and will send at its end.</summary>
    public void FlushUnlessReading()
    {
        if (!IsReading)
        {
            Output.Flush();
        }
    }

    /// <summary>Counts a call as open: silence is then suspicious. Under the <see cref="Gate"/>.</summary>
    protected void OpenCall()
    {
        _liveness.Open();
        _idle?.Open();
    }

    /// <summary>Counts a call as ended. Under the <see cref="Gate"/>.</summary>
    protected void CloseCall()
    {
        _liveness.EndOne();
        _idle?.EndOne();
    }

    /// <summary>The connection was without a call for <c>connection_idle</c>; told again after each further such time.</summary>
    protected abstract void OnIdle();

    /// <summary>Ends the calls whose deadlines have passed.</summary>
    public virtual void EndOverdue()
    {
    }

    /// <summary>What has gathered of a batch is about to be sent, or another batch begins.</summary>
    protected virtual void OnBatchLeaving()
    {
    }

    /// <summary>The streams of the call under <paramref name="correlation"/>; null when it has none, or is not in flight.</summary>
    protected abstract CallStreams? FindStreams(uint correlation, out bool isInFlight);

    /// <summary>A frame has come. <paramref name="body"/> dies with the call of this method.</summary>
    /// <exception cref="CellProtocolException">The peer broke the protocol.</exception>
    protected abstract void OnFrame(in FrameHeader header, ReadOnlySequence<byte> body);

    /// <summary>Sending has failed, or took too long.</summary>
    protected virtual void OnOutputFault(Exception reason) => Abort(reason);

    /// <summary>The connection has ended. Called once; must not throw.</summary>
    protected abstract void OnClosed(Exception reason);

    private async ValueTask WaitForRoomUntilAsync(string contract, string call, Deadline deadline, CancellationToken cancellationToken)
    {
        using CancellationTokenSource overdue = deadline.Remaining is TimeSpan left ? new(left, deadline.Clock) : new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token);
        using Turn turn = WaitForTurn();
        try
        {
            await Output.WaitForRoomAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new CellException(CellStatus.ResourceExhausted, $"{contract}.{call}: the deadline passed while '{PeerName}' took no more bytes")
            {
                Outcome = CallOutcome.NotExecuted,
                Call = $"{contract}.{call}",
            };
        }
    }

    private void SendPing()
    {
        Output.TryAppend(FrameType.Ping, FrameFlags.None, 0, 0, []);
        Output.Flush();
    }
}
