using System.Buffers;
using System.IO.Pipelines;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>What both sides of a connection have in common after the handshake: the read loop, the output, signs of life, the end.</summary>
internal abstract class FrameConnection
{
    private const int LongestPing = 64;

    private readonly IDuplexPipe _transport;
    private readonly int _maxFrame;
    private readonly Liveness _liveness;
    private readonly IdleWatch? _idle;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private int _readerThread;

    /// <summary>Takes over <paramref name="transport"/>; nothing is read before <see cref="Start"/>.</summary>
    protected FrameConnection(IDuplexPipe transport, CellLimits limits, TimeProvider timeProvider)
    {
        _transport = transport;
        _maxFrame = limits.MaxFrame;
        Output = new FrameOutput(transport.Output, limits.WriteTimeout, timeProvider, Abort);
        _liveness = new Liveness(limits.PingAfter, limits.DeadAfter, timeProvider, SendPing, Abort);
        _idle = limits.ConnectionIdle is TimeSpan idle ? new IdleWatch(idle, timeProvider, OnIdle) : null;
    }

    /// <summary>Ends when the connection has ended and everything of it is released. Never fails.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Whether the connection has ended or is ending.</summary>
    public bool IsClosed => Volatile.Read(ref _fault) is not null;

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
    protected bool Send(FrameType type, ushort call, uint correlation, ReadOnlySpan<byte> body, FrameFlags flags = FrameFlags.None)
    {
        if (!Output.TryAppend(type, flags, call, correlation, body))
        {
            return false;
        }

        FlushUnlessReading();
        return true;
    }

    /// <summary>Sends what has gathered, unless this thread reads a batch and will send at its end.</summary>
    protected void FlushUnlessReading()
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

    /// <summary>A frame has come. <paramref name="body"/> dies with the call of this method.</summary>
    /// <exception cref="CellProtocolException">The peer broke the protocol.</exception>
    protected abstract void OnFrame(in FrameHeader header, ReadOnlySequence<byte> body);

    /// <summary>The connection has ended. Called once; must not throw.</summary>
    protected abstract void OnClosed(Exception reason);

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

    private void SendPing()
    {
        Output.TryAppend(FrameType.Ping, FrameFlags.None, 0, 0, []);
        Output.Flush();
    }
}
