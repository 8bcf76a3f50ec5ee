using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Cells.Framing;

namespace Cells.Transports;

/// <summary>Writes straight to a socket. Whole buffers given to <see cref="WriteAsync"/> are sent without a copy.</summary>
/// <remarks>The socket is tried first without waiting, so that a caller that does not await is never held up.</remarks>
internal sealed partial class SocketPipeWriter(StreamSocket socket) : PipeWriter
{
    private PayloadBuffer? _buffer;
    private long _unsent;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    /// <remarks>What the system has not taken yet counts, so that another thread can see a pending flush go on.</remarks>
    public override long UnflushedBytes => (_buffer?.Length ?? 0) + Volatile.Read(ref _unsent);

    /// <inheritdoc/>
    public override void Advance(int bytes) => (_buffer ??= PayloadBuffer.Rent()).Advance(bytes);

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => (_buffer ??= PayloadBuffer.Rent()).GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => (_buffer ??= PayloadBuffer.Rent()).GetSpan(sizeHint);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: a flush is ended by closing the socket.</exception>
    public override void CancelPendingFlush() => throw new NotSupportedException("close the socket to end a pending flush");

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        _buffer?.Dispose();
        _buffer = null;
    }

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            await SendAllAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            buffer.Dispose();
        }

        return default;
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        // Nearly always all of it fits.
        int sent = TrySend(source.Span);
        return sent == source.Length && _buffer is null ? default : WriteAllAsync(source[sent..], cancellationToken);
    }

    /// <summary>Sends what fits now, without waiting; 0 for nothing.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public int TrySend(ReadOnlySpan<byte> source)
        => _buffer is null && _attached is null && OperatingSystem.IsLinux() && socket is DescriptorSocket direct ? Math.Max(direct.TrySend(source), 0) : 0;

    /// <summary>Sends all of <paramref name="source"/>.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        int sent = TrySend(source.Span);
        return sent == source.Length ? ValueTask.CompletedTask : SendAllAsync(source[sent..], cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WriteAllAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await SendAllAsync(source, cancellationToken).ConfigureAwait(false);
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            Volatile.Write(ref _unsent, bytes.Length);
            int sent = _attached is null
                ? await socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)
                : await SendAttachedAsync(bytes, cancellationToken).ConfigureAwait(false);
            bytes = bytes[sent..];
        }

        Volatile.Write(ref _unsent, 0);
    }
}
