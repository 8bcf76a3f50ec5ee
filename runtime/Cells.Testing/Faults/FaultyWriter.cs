using System.Buffers;
using System.IO.Pipelines;

namespace Cells.Testing.Faults;

/// <summary>Passes on what is sent late, and cuts the connection after so many bytes.</summary>
/// <param name="inner">Where the bytes go.</param>
/// <param name="clock">The clock of delays.</param>
/// <param name="random">Decides the jitter.</param>
/// <param name="delay">How long each flush takes.</param>
/// <param name="jitter">How much longer it takes at most.</param>
/// <param name="cutAfter">The bytes that still pass.</param>
/// <param name="cut">Cuts the connection.</param>
internal sealed class FaultyWriter(PipeWriter inner, TimeProvider clock, Random random, TimeSpan delay, TimeSpan jitter, long cutAfter, Action cut) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _unflushed = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left = cutAfter;
    private bool _isCut;

    /// <summary>The connection ends: nothing is late any more, and nothing passes.</summary>
    public void End() => _end.TrySetResult();

    /// <inheritdoc/>
    public override void Advance(int bytes) => _unflushed.Advance(bytes);

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _unflushed.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _unflushed.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        byte[] bytes = _unflushed.WrittenSpan.ToArray();
        _unflushed.Clear();
        TimeSpan late = delay + (jitter * random.NextDouble());
        if (late > TimeSpan.Zero)
        {
            await Task.WhenAny(Task.Delay(late, clock, cancellationToken), _end.Task).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return await PassAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<FlushResult> PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_isCut || _end.Task.IsCompleted)
        {
            throw new IOException("the connection was cut");
        }

        bool isLast = bytes.Length > _left;
        ReadOnlyMemory<byte> passed = isLast ? bytes[..(int)_left] : bytes;
        _left -= passed.Length;
        FlushResult result = passed.IsEmpty ? default : await inner.WriteAsync(passed, cancellationToken).ConfigureAwait(false);
        if (isLast)
        {
            _isCut = true;
            cut();
        }

        return result;
    }
}
