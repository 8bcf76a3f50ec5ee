using System.Buffers;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <summary>The body of a frame whose first bytes came before it, in pieces. Gathered in one pooled buffer.</summary>
/// <param name="maxFrame">The most bytes of a body.</param>
internal sealed class PiecedBody(int maxFrame)
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Whether no piece has come since the last whole body.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>Room for a piece of <paramref name="count"/> bytes, which have arrived.</summary>
    /// <exception cref="CellProtocolException">The body is over the limit.</exception>
    public Span<byte> Add(int count)
    {
        if (count > maxFrame - _length)
        {
            throw new CellProtocolException($"a body in pieces has more than {maxFrame} bytes (max_frame)");
        }

        int needed = _length + count;
        if (needed > _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_length == 0 ? needed : (int)Math.Min(Math.Max(needed, 2L * _length), maxFrame));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            Return();
            _bytes = larger;
        }

        Span<byte> target = _bytes.AsSpan(_length, count);
        _length = needed;
        return target;
    }

    /// <summary>Ends the body; the next piece begins another.</summary>
    /// <param name="body">What came with the frame itself; becomes the whole.</param>
    /// <returns>Where it lies.</returns>
    /// <exception cref="CellProtocolException">The body is over the limit.</exception>
    public PooledBody Complete(ref ReadOnlySequence<byte> body)
    {
        if (!body.IsEmpty)
        {
            body.CopyTo(Add((int)body.Length));
        }

        byte[] bytes = _bytes;
        body = new ReadOnlySequence<byte>(bytes, 0, _length);
        _bytes = [];
        _length = 0;
        return new PooledBody(bytes);
    }

    private void Return()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
