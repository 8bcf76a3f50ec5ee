using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Telemetry;
using Cells.Transports;

namespace Cells.Connections;

/// <content>The read loop, and what a <see cref="DirectReader"/> does instead.</content>
internal abstract partial class FrameConnection
{
    /// <summary>Where the body of the frame lies that is being taken in; null for in the connection's own buffer.</summary>
    private IDisposable? _bodyOwner;

    /// <summary>The <see cref="Stopwatch"/> timestamp at which the frames came that are being taken in: one look at the clock for all of them.</summary>
    protected long ArrivedAt { get; private set; }

    /// <summary>Where large bodies can be written to be sent.</summary>
    public IBodyStore BodyStore => Output;

    /// <summary>Whether reading waits for the peer to take what is sent to it.</summary>
    public bool MustPause => PausesWhenOutputIsFull && Output.IsFull;

    /// <summary>Takes in what a receive has brought; <see cref="EndBatch"/> sends what that gives rise to.</summary>
    /// <exception cref="CellProtocolException">The peer broke the protocol.</exception>
    public void ReadArrived(SocketPipeReader input, bool isEnd)
    {
        if (IsClosed)
        {
            return;
        }

        ReadOnlySequence<byte> buffer = input.Buffered;
        _liveness.Heard();
        Parse(ref buffer);
        CheckRest(buffer, isEnd);
        int expected = FrameReader.SizeOfNext(buffer, _maxFrame);
        input.AdvanceTo(buffer.Start, buffer.End);
        input.Expect(expected);
    }

    /// <summary>A batch is read: what this thread sends from now on leaves at once.</summary>
    public void EndBatch()
    {
        Volatile.Write(ref _readerThread, 0);
        OnBatchLeaving();
        Output.Flush();
    }

    /// <summary>Sends what has gathered so far of a batch that another thread reads.</summary>
    public void FlushBatch()
    {
        OnBatchLeaving();
        Output.Flush();
    }

    /// <summary>Keeps a body beyond the frame that is being taken in, by the thread that takes it in: where it lies, or else in a copy.</summary>
    /// <param name="body">The frame's body, or the end of it; becomes what is kept.</param>
    /// <param name="isLeased">Whether it may stay where the peer can write to it.</param>
    /// <returns>What keeps it, to be disposed.</returns>
    public IDisposable KeepBody(ref ReadOnlySequence<byte> body, bool isLeased)
    {
        if (_bodyOwner is { } owner && (isLeased || owner is PooledBody))
        {
            _bodyOwner = null;
            return owner;
        }

        return (_bodyOwner is null && _reader is not null ? ((SocketTransport)_transport).Reader.TryLend(body.Length) : null) ?? (IDisposable)PooledBody.Copy(ref body);
    }

    /// <summary>Nobody reads any more.</summary>
    public void FinishReading(Exception? reason)
    {
        Volatile.Write(ref _readerThread, 0);
        Abort(reason ?? new EndOfStreamException("the connection was aborted"));
        _transport.Input.Complete();
        _shared?.EndReading();
        ConnectionTelemetry.Remove(this);
        OnClosed(_fault!);
        _completion.SetResult();
    }

    private static void CheckRest(in ReadOnlySequence<byte> buffer, bool isEnd)
    {
        if (isEnd && !buffer.IsEmpty)
        {
            throw new CellProtocolException($"the peer closed the connection with {buffer.Length} bytes of a partial frame");
        }
    }

    private void BeginReading()
    {
        _shared?.Begin();
        if (OperatingSystem.IsLinux() && _reader is { } reader)
        {
            reader.Start();
        }
        else
        {
            _ = ReadAllAsync();
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

        FinishReading(null);
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
            CheckRest(buffer, result.IsCompleted);
            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return;
            }

            if (MustPause)
            {
                await Output.WaitForRoomAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void ReadBatch(ref ReadOnlySequence<byte> buffer)
    {
        try
        {
            Parse(ref buffer);
        }
        finally
        {
            EndBatch();
        }
    }

    private void Parse(ref ReadOnlySequence<byte> buffer)
    {
        // Where the turn was taken from a thread, nothing of its batch has been sent yet.
        OnBatchLeaving();
        Volatile.Write(ref _readerThread, Environment.CurrentManagedThreadId);
        ArrivedAt = Stopwatch.GetTimestamp();
        while (FrameReader.TryRead(ref buffer, _maxFrame, out FrameHeader header, out ReadOnlySequence<byte> body))
        {
            if (_shared is null)
            {
                TakeFrame(header, body);
            }
            else if (_shared.TryTake(ref header, ref body, out _bodyOwner))
            {
                try
                {
                    TakeFrame(header, body);
                }
                finally
                {
                    _bodyOwner?.Dispose();
                    _bodyOwner = null;
                }
            }
        }
    }

    private void TakeFrame(in FrameHeader header, in ReadOnlySequence<byte> body)
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
