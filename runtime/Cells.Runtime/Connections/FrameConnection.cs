using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Streams;

namespace Cells.Connections;

/// <summary>What both sides of a connection have in common after the handshake: the read loop, the output, signs of life, the end.</summary>
internal abstract class FrameConnection
{
    private const int LongestPing = 64;

    private readonly IDuplexPipe _transport;
    private readonly int _maxFrame;
    private readonly Liveness _liveness;
    private readonly IdleWatch? _idle;
    private readonly ReceiveWindow _receiving;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private int _readerThread;

    /// <summary>Takes over <paramref name="transport"/>; nothing is read before <see cref="Start"/>.</summary>
    protected FrameConnection(IDuplexPipe transport, CellLimits limits, PeerLimits peer, TimeProvider timeProvider)
    {
        StreamWindow = limits.StreamWindow;
        PeerMaxFrame = peer.MaxFrame;
        PeerStreamWindow = peer.StreamWindow;
        Sending = new SendWindow(peer.ConnectionWindow);
        _receiving = new ReceiveWindow(limits.ConnectionWindow, "connection_window");
        _transport = transport;
        _maxFrame = limits.MaxFrame;
        Output = new FrameOutput(transport.Output, limits.WriteTimeout, timeProvider, OnOutputFault);
        _liveness = new Liveness(limits.PingAfter, limits.DeadAfter, timeProvider, SendPing, Abort);
        _idle = limits.ConnectionIdle is TimeSpan idle ? new IdleWatch(idle, timeProvider, OnIdle) : null;
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

    /// <summary>Whether the reader waits while the peer does not read. One side only, or two full sides wait for each other.</summary>
    protected virtual bool PausesWhenOutputIsFull => false;

    /// <summary>Starts reading, on the thread pool and without the caller's execution context.</summary>
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(static connection => _ = connection.ReadAllAsync(), this, preferLocal: false);

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
        _transport.Input.CancelPendingRead();
        // Closing ends a send that waits for the peer.
        (_transport as IDisposable)?.Dispose();
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

    /// <summary>Bytes of streams are done with: taken, or dropped.</summary>
    public void Release(int bytes)
    {
        if (_receiving.Release(bytes) is > 0 and int credit)
        {
            Grant(0, credit);
        }
    }

    /// <summary>Gives the peer credit, for one stream or with correlation 0 for all.</summary>
    public void Grant(uint correlation, int bytes)
    {
        Span<byte> body = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(body, bytes);
        Send(FrameType.Credit, 0, correlation, body);
    }

    /// <summary>Sends what has gathered, unless this thread reads a batch and will send at its end.</summary>
    public void FlushUnlessReading()
    {
        if (Volatile.Read(ref _readerThread) != Environment.CurrentManagedThreadId)
        {
            Output.Flush();
        }
    }

    /// <summary>Counts a call as open: silence is then suspicious.</summary>
    protected void OpenCall()
    {
        _liveness.Open();
        _idle?.Open();
    }

    /// <summary>Counts a call as ended.</summary>
    protected void CloseCall()
    {
        _liveness.EndOne();
        _idle?.EndOne();
    }

    /// <summary>The connection was without a call for <c>connection_idle</c>; told again after each further such time.</summary>
    protected abstract void OnIdle();

    /// <summary>The streams of the call under <paramref name="correlation"/>; null when it has none, or is not in flight.</summary>
    protected abstract CallStreams? FindStreams(uint correlation, out bool isInFlight);

    /// <summary>A frame has come. <paramref name="body"/> dies with the call of this method.</summary>
    /// <exception cref="CellProtocolException">The peer broke the protocol.</exception>
    protected abstract void OnFrame(in FrameHeader header, ReadOnlySequence<byte> body);

    /// <summary>Sending has failed, or took too long.</summary>
    protected virtual void OnOutputFault(Exception reason) => Abort(reason);

    /// <summary>The connection has ended. Called once; must not throw.</summary>
    protected abstract void OnClosed(Exception reason);

    /// <summary>An event has come, or the word of a gap.</summary>
    /// <exception cref="CellProtocolException">The peer broke the protocol.</exception>
    protected void OnEvent(in FrameHeader header, in ReadOnlySequence<byte> body)
    {
        bool isGap = (header.Flags & FrameFlags.Gap) != 0;
        if (isGap && body.Length != sizeof(ulong))
        {
            throw new CellProtocolException($"the word of a gap has {body.Length} bytes where {sizeof(ulong)} are expected");
        }

        // As an item of a chunk would: events without arguments are bounded, too.
        int size = StreamItems.HeaderSize + (int)body.Length;
        _receiving.Arrive(size, isOne: true);
        if (FindReceiver(header) is { } receiver)
        {
            receiver.AddEvent(isGap, body);
        }
        else
        {
            Release(size);
        }
    }

    /// <summary>Who takes what comes under a correlation; null when that call has ended, and the frame is late.</summary>
    /// <exception cref="CellProtocolException">The call is no stream.</exception>
    protected StreamReceiver? FindReceiver(in FrameHeader header)
    {
        StreamReceiver? receiver = FindStreams(header.Correlation, out bool isInFlight)?.Receiver;
        return isInFlight && (receiver is null || (header.Type != FrameType.StreamEnd && receiver.TakesEvents != (header.Type == FrameType.Event)))
            ? throw new CellProtocolException($"a {header.Type} frame came for the call under correlation 0x{header.Correlation:X8}, to which none are sent")
            : receiver;
    }

    /// <summary>Checks that the frame that ends a stream holds nothing.</summary>
    /// <exception cref="CellProtocolException">It does.</exception>
    protected static void CheckEnd(in ReadOnlySequence<byte> body)
    {
        if (!body.IsEmpty)
        {
            throw new CellProtocolException($"the end of a stream came with {body.Length} bytes");
        }
    }

    private async ValueTask WaitForRoomUntilAsync(string contract, string call, Deadline deadline, CancellationToken cancellationToken)
    {
        using CancellationTokenSource overdue = deadline.Remaining is TimeSpan left ? new(left, deadline.Clock) : new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token);
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

    private async Task ReadAllAsync()
    {
        try
        {
            await ReadFramesAsync(_transport.Input).ConfigureAwait(false);
            Abort(new EndOfStreamException("the peer closed the connection"));
        }
        catch (Exception e)
        {
            Abort(e);
        }

        _transport.Input.Complete();
        OnClosed(_fault!);
        _completion.SetResult();
    }

    private async ValueTask ReadFramesAsync(PipeReader input)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            if (result.IsCanceled)
            {
                return;
            }

            ReadOnlySequence<byte> buffer = result.Buffer;
            _liveness.Heard();
            ReadBatch(ref buffer);
            if (result.IsCompleted && !buffer.IsEmpty)
            {
                throw new CellProtocolException($"the peer closed the connection with {buffer.Length} bytes of a partial frame");
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return;
            }

            if (PausesWhenOutputIsFull && Output.IsFull)
            {
                await Output.WaitForRoomAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void ReadBatch(ref ReadOnlySequence<byte> buffer)
    {
        Volatile.Write(ref _readerThread, Environment.CurrentManagedThreadId);
        try
        {
            while (FrameReader.TryRead(ref buffer, _maxFrame, out FrameHeader header, out ReadOnlySequence<byte> body))
            {
                switch (header.Type)
                {
                    case FrameType.Ping when body.Length <= LongestPing:
                        Output.TryAppend(FrameType.Pong, FrameFlags.None, 0, 0, body.ToArray());
                        break;
                    case FrameType.Pong:
                        break;
                    case FrameType.StreamChunk:
                        OnChunk(header, body);
                        break;
                    case FrameType.Credit:
                        OnCredit(header, body);
                        break;
                    default:
                        OnFrame(header, body);
                        break;
                }
            }
        }
        finally
        {
            Volatile.Write(ref _readerThread, 0);
            Output.Flush();
        }
    }

    private void OnChunk(in FrameHeader header, in ReadOnlySequence<byte> body)
    {
        int size = (int)body.Length;
        _receiving.Arrive(size, StreamItems.IsOne(body));
        if (FindReceiver(header) is { } receiver)
        {
            receiver.Add(body);
        }
        else
        {
            Release(size);
        }
    }

    private void OnCredit(in FrameHeader header, in ReadOnlySequence<byte> body)
    {
        SequenceReader<byte> reader = new(body);
        if (!reader.TryReadLittleEndian(out int bytes) || !reader.End)
        {
            throw new CellProtocolException($"credit has {body.Length} bytes where {sizeof(uint)} are expected");
        }

        if (header.Correlation == 0)
        {
            Sending.Add((uint)bytes);
        }
        else if (FindStreams(header.Correlation, out bool isInFlight)?.Sender is { } sender)
        {
            sender.AddCredit((uint)bytes);
        }
        else if (isInFlight)
        {
            throw new CellProtocolException($"credit came for the call under correlation 0x{header.Correlation:X8}, which sends no items");
        }
    }

    private void SendPing()
    {
        Output.TryAppend(FrameType.Ping, FrameFlags.None, 0, 0, []);
        Output.Flush();
    }
}
