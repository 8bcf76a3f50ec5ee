using Cells.Framing;

namespace Cells.Streams;

/// <summary>What this side still takes: of one stream, or of all of a connection. Safe for use by several threads.</summary>
/// <param name="size">The bytes that were announced to the peer.</param>
/// <param name="name">The limit's name, for errors.</param>
internal sealed class ReceiveWindow(int size, string name)
{
    private readonly Lock _gate = new();
    private long _left = size;
    private int _owed;

    /// <summary>Bytes have come.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isOne">Whether it is one item or event, which may be larger than what was left.</param>
    /// <exception cref="CellProtocolException">The peer had no credit for them.</exception>
    public void Arrive(int bytes, bool isOne)
    {
        lock (_gate)
        {
            if (_left <= 0 || (!isOne && bytes > _left))
            {
                throw new CellProtocolException($"{bytes} bytes of a stream came where the peer had credit for {Math.Max(_left, 0)} ({name})");
            }

            _left -= bytes;
        }
    }

    /// <summary>Bytes that came are done with.</summary>
    /// <returns>The credit to give now: all that is owed, when that is half a window; else 0.</returns>
    public int Release(int bytes)
    {
        lock (_gate)
        {
            _owed += bytes;
            if (_owed < size / 2)
            {
                return 0;
            }

            int credit = _owed;
            _owed = 0;
            _left += credit;
            return credit;
        }
    }
}
