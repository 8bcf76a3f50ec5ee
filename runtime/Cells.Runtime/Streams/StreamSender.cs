using Cells.Connections;
using Cells.Framing;

namespace Cells.Streams;

/// <summary>Sends the items of one call in one direction, as the peer takes them.</summary>
#pragma warning disable CA1001 // The source holds no handle, and a late stop must not find it disposed.
internal sealed class StreamSender(FrameConnection connection)
{
    private readonly StreamCredit _credit = new(connection.PeerStreamWindow);
    private readonly CancellationTokenSource _stopping = new();
    private ushort _call;
    private uint _correlation;
    private bool _isStopped;

    /// <summary>The most bytes of one item.</summary>
    public int MostBytes => connection.PeerMaxFrame - StreamItems.HeaderSize;

    /// <summary>Whether the peer wants no more, or the call has ended.</summary>
    public bool IsStopped => Volatile.Read(ref _isStopped);

    /// <summary>Cancelled by <see cref="Stop"/>.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The call is in flight under <paramref name="correlation"/>.</summary>
    public void Attach(ushort call, uint correlation)
    {
        _call = call;
        _correlation = correlation;
    }

    /// <summary>The peer takes more.</summary>
    /// <exception cref="CellProtocolException">It takes more than the protocol can count.</exception>
    public void AddCredit(uint bytes) => connection.Sending.Add(_credit, bytes);

    /// <summary>Sends nothing more. Who waits to send is woken, on the thread pool.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _isStopped, true))
        {
            return;
        }

        connection.Sending.Forget(_credit);
        _credit.Granted.Set();
        _ = _stopping.CancelAsync();
    }

    /// <summary>Sends <paramref name="items"/> in as many chunks as the peer's credit makes necessary, and forgets them.</summary>
    /// <returns>False when the stream is stopped; what was left is dropped.</returns>
    public async ValueTask<bool> SendAsync(PayloadBuffer items)
    {
        int sent = 0;
        while (sent < items.Length)
        {
            if (!await WaitForRoomAsync().ConfigureAwait(false))
            {
                return false;
            }

            int count = connection.Sending.Take(_credit, items.WrittenSpan[sent..], connection.PeerMaxFrame);
            if (count == 0)
            {
                await _credit.Granted.WaitAsync().ConfigureAwait(false);
                continue;
            }

            if (!connection.Send(FrameType.StreamChunk, _call, _correlation, items.WrittenSpan.Slice(sent, count)))
            {
                Stop();
                return false;
            }

            sent += count;
        }

        items.Clear();
        return true;
    }

    /// <summary>Sends one event, or the word of a gap, when the peer takes it. It is not on its way before the output is flushed.</summary>
    /// <returns>False when the stream is stopped.</returns>
    public async ValueTask<bool> SendEventAsync(FrameFlags flags, ReadOnlyMemory<byte> body)
    {
        while (await WaitForRoomAsync().ConfigureAwait(false))
        {
            if (connection.Sending.TryTake(_credit, StreamItems.HeaderSize + body.Length))
            {
                return connection.Append(FrameType.Event, flags, _call, _correlation, body.Span);
            }

            connection.FlushUnlessReading();
            await _credit.Granted.WaitAsync().ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Says that there are no more items.</summary>
    public void End()
    {
        if (!IsStopped)
        {
            connection.Send(FrameType.StreamEnd, _call, _correlation, []);
        }
    }

    private async ValueTask<bool> WaitForRoomAsync()
    {
        try
        {
            await connection.WaitForRoomAsync(Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return !IsStopped;
    }
}
