using Cells.Framing;

namespace Cells.Streams;

/// <summary>What the peer still takes of streams: of each, and of all of a connection. Safe for use by several threads.</summary>
/// <param name="credit">The bytes of all streams that the peer announced.</param>
internal sealed class SendWindow(int credit)
{
    private readonly Lock _gate = new();
    private readonly HashSet<StreamCredit> _waiting = [];
    private long _credit = credit;

    /// <summary>The peer takes more of all streams.</summary>
    /// <exception cref="CellProtocolException">It takes more than the protocol can count.</exception>
    public void Add(uint bytes)
    {
        lock (_gate)
        {
            _credit = Sum(_credit, bytes);
            if (_credit <= 0)
            {
                return;
            }

            foreach (StreamCredit stream in _waiting)
            {
                stream.Granted.Set();
            }

            _waiting.Clear();
        }
    }

    /// <summary>The peer takes more of one stream.</summary>
    /// <exception cref="CellProtocolException">It takes more than the protocol can count.</exception>
    public void Add(StreamCredit stream, uint bytes)
    {
        lock (_gate)
        {
            stream.Left = Sum(stream.Left, bytes);
            if (stream.Left > 0)
            {
                stream.Granted.Set();
            }
        }
    }

    /// <summary>Takes credit for as many of the first <paramref name="items"/> as fit, and for one even if it does not fit whole.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="items">The items, as a chunk holds them.</param>
    /// <param name="most">The most bytes of a chunk; no item has more.</param>
    /// <returns>Their bytes; 0 when there is no credit, and <see cref="StreamCredit.Granted"/> is set when there may be some.</returns>
    public int Take(StreamCredit stream, ReadOnlySpan<byte> items, int most)
    {
        lock (_gate)
        {
            long left = Math.Min(Available(stream), most);
            int taken = left <= 0 ? 0 : items.Length <= left ? items.Length : StreamItems.MeasurePrefix(items, left);
            stream.Left -= taken;
            _credit -= taken;
            return taken;
        }
    }

    /// <summary>Takes credit for one event of <paramref name="bytes"/>, even if it does not fit whole.</summary>
    /// <returns>False when there is no credit, and <see cref="StreamCredit.Granted"/> is set when there may be some.</returns>
    public bool TryTake(StreamCredit stream, int bytes)
    {
        lock (_gate)
        {
            if (Available(stream) <= 0)
            {
                return false;
            }

            stream.Left -= bytes;
            _credit -= bytes;
            return true;
        }
    }

    /// <summary>The stream waits no more.</summary>
    public void Forget(StreamCredit stream)
    {
        lock (_gate)
        {
            _waiting.Remove(stream);
        }
    }

    private long Available(StreamCredit stream)
    {
        if (_credit <= 0)
        {
            _waiting.Add(stream);
        }

        return Math.Min(stream.Left, _credit);
    }

    private static long Sum(long credit, uint bytes)
        => credit + bytes is long sum and <= int.MaxValue
            ? sum
            : throw new CellProtocolException($"credit of {bytes} bytes came on top of {credit}; a window has at most {int.MaxValue}");
}

/// <summary>What the peer still takes of one stream.</summary>
/// <param name="credit">The bytes of a stream that the peer announced.</param>
internal sealed class StreamCredit(int credit)
{
    /// <summary>The bytes. Belongs to the connection's <see cref="SendWindow"/>.</summary>
    public long Left { get; set; } = credit;

    /// <summary>There may be credit now.</summary>
    public AsyncSignal Granted { get; } = new();
}
