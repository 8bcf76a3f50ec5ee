using System.Buffers;
using System.IO.Pipelines;

namespace Cells.Testing.Faults;

/// <summary>Shows what has arrived a few bytes at a time, so that every boundary falls into every place sooner or later, and gives the thread away between.</summary>
/// <param name="inner">Where the bytes come from.</param>
/// <param name="random">Decides the pieces.</param>
/// <param name="largest">The most bytes that one read adds; 1 splits at every boundary.</param>
internal sealed class PiecewiseReader(PipeReader inner, Random random, int largest) : PipeReader
{
    private ReadOnlySequence<byte> _arrived;
    private long _shown;
    private long _left;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (random.Next(8) == 0)
        {
            await Task.Yield();
        }

        return Show(await inner.ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    public override bool TryRead(out ReadResult result)
    {
        bool isThere = inner.TryRead(out result);
        result = isThere ? Show(result) : result;
        return isThere;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        ReadOnlySequence<byte> shown = _arrived.Slice(0, _shown);
        _left = shown.Slice(consumed).Length;
        bool hasSeenAll = _shown == _arrived.Length && shown.Slice(examined).IsEmpty;
        // What was not shown was not examined: the next read adds to it at once.
        inner.AdvanceTo(consumed, hasSeenAll ? _arrived.End : consumed);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private ReadResult Show(ReadResult result)
    {
        _arrived = result.Buffer;
        _shown = Math.Min(_arrived.Length, _left + 1 + random.Next(largest));
        return new ReadResult(_arrived.Slice(0, _shown), result.IsCanceled, result.IsCompleted && _shown == _arrived.Length);
    }
}
