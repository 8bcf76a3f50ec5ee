using System.Buffers;

namespace Cells.Framing;

/// <summary>The body of a frame in a buffer of its own from the shared pool. Dispose it once.</summary>
internal sealed class PooledBody(byte[] bytes) : IDisposable
{
    /// <summary>Moves <paramref name="body"/> to a buffer of its own.</summary>
    public static PooledBody Copy(ref ReadOnlySequence<byte> body)
    {
        int length = (int)body.Length;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(bytes);
        body = new ReadOnlySequence<byte>(bytes, 0, length);
        return new PooledBody(bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
