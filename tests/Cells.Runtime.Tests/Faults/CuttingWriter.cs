using System.Buffers;
using System.IO.Pipelines;

namespace Cells.Runtime.Tests.Faults;

/// <summary>Keeps a copy of what is sent, and cuts the connection after so many bytes.</summary>
/// <param name="inner">Where the bytes go.</param>
/// <param name="cutAfter">The bytes that still pass.</param>
/// <param name="cut">Cuts the connection.</param>
internal sealed class CuttingWriter(PipeWriter inner, long cutAfter, Action cut) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _unflushed = new();
    private readonly ArrayBufferWriter<byte> _sent = new();
    private bool _isCut;

    /// <summary>What has passed so far. Not while something is being sent.</summary>
    public byte[] Sent => _sent.WrittenSpan.ToArray();

    public override void Advance(int bytes) => _unflushed.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _unflushed.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _unflushed.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        byte[] bytes = _unflushed.WrittenSpan.ToArray();
        _unflushed.Clear();
        return await PassAsync(bytes, cancellationToken);
    }

    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        await FlushAsync(cancellationToken);
        return await PassAsync(source, cancellationToken);
    }

    private async ValueTask<FlushResult> PassAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_isCut)
        {
            throw new IOException("the connection was cut by the test");
        }

        bool isLast = _sent.WrittenCount + bytes.Length >= cutAfter;
        if (isLast)
        {
            bytes = bytes[..(int)(cutAfter - _sent.WrittenCount)];
        }

        _sent.Write(bytes.Span);
        FlushResult result = bytes.IsEmpty ? default : await inner.WriteAsync(bytes, cancellationToken);
        if (isLast)
        {
            _isCut = true;
            cut();
        }

        return result;
    }
}
