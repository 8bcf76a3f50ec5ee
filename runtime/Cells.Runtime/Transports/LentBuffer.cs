using System.Buffers;

namespace Cells.Transports;

/// <summary>A receive buffer of which somebody keeps a body. Whoever is done with it last, the reader or that one, gives it back to the pool.</summary>
internal sealed class LentBuffer(byte[] buffer) : IDisposable
{
    private const int Shared = 0;
    private const int Left = 1;
    private const int Returned = 2;

    private int _state;

    /// <summary>The reader is through with what is in the buffer: true when the buffer is no longer its own, false when it has been returned meanwhile.</summary>
    public bool TryLeave() => Interlocked.CompareExchange(ref _state, Left, Shared) == Shared;

    /// <summary>The body is no longer used.</summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _state, Returned, Shared) == Left)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
