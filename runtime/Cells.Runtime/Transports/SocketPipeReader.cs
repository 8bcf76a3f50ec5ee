using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Cells.Framing;

namespace Cells.Transports;

/// <summary>Reads a socket into one contiguous growing buffer: no pipe in between, no scheduler, no hop.</summary>
/// <remarks>
/// The buffer grows by doubling and only when it is full, so a frame is never allocated for on its word alone, and shrinks again when little comes:
/// most connections of a server are idle most of the time, and each waits with its buffer.
/// One reader at a time; <see cref="CancelPendingRead"/> may come from any thread.
/// </remarks>
#pragma warning disable CA1001 // A source without timers or handles holds nothing, and a late CancelPendingRead must not find it disposed.
internal sealed partial class SocketPipeReader(Socket socket, int maxBuffer) : PipeReader
{
    private const int FirstSize = 512;
    private const int BatchSize = 64 * 1024;

    /// <summary>The receives in a row that a buffer must have been four times too large for before it is halved.</summary>
    private const int ShrinkAfter = 16;

    private readonly CancellationTokenSource _stop = new();
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _isExamined = true;
    private bool _isEnded;
    private bool _wasFull;
    private int _smallReceives;

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (_stop.IsCancellationRequested || _isEnded || !_isExamined)
        {
            result = Arrived();
            return true;
        }

        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        => TryRead(out ReadResult result) ? new ValueTask<ReadResult>(result) : ReceiveAsync(cancellationToken);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Positions of a sequence over one array are indexes of that array.
        int start = consumed.GetInteger();
        ArgumentOutOfRangeException.ThrowIfLessThan(start, _start, nameof(consumed));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, _end, nameof(consumed));
        _start = start;
        _isExamined = examined.GetInteger() >= _end;
    }

    /// <inheritdoc/>
    /// <remarks>For good: every later read answers "canceled" too. A connection cancels only to close.</remarks>
    public override void CancelPendingRead() => _stop.Cancel();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        _start = 0;
        _end = 0;
        _isEnded = true;
        TakeDescriptor()?.Dispose();
    }

    private ReadResult Arrived()
        => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), _stop.IsCancellationRequested, _isEnded);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReceiveAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int received;
        try
        {
            received = _expectsDescriptor ? await ReceiveMessageAsync(cancellationToken).ConfigureAwait(false)
                : cancellationToken.CanBeCanceled ? await ReceiveUntilAsync(cancellationToken).ConfigureAwait(false)
                : await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Arrived();
        }

        _end += received;
        _isEnded = received == 0;
        _isExamined = false;
        _wasFull = _end == _buffer.Length;
        _smallReceives = _end <= _buffer.Length / 4 ? _smallReceives + 1 : 0;
        return Arrived();
    }

    private async ValueTask<int> ReceiveUntilAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        return await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, either.Token).ConfigureAwait(false);
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
            if (_buffer.Length > BatchSize)
            {
                // A connection that once carried a large frame does not keep its memory.
                Resize(FirstSize);
            }
            else if (_wasFull && _buffer.Length < BatchSize)
            {
                Resize(2 * _buffer.Length);
            }
            else if (_smallReceives > ShrinkAfter && _buffer.Length > FirstSize)
            {
                _smallReceives = 0;
                Resize(_buffer.Length / 2);
            }
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        int used = _end - _start;
        if (_start > 0 && used <= _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, used).CopyTo(_buffer);
            _start = 0;
            _end = used;
            return;
        }

        if (used >= maxBuffer)
        {
            throw new CellProtocolException($"a frame does not end within {maxBuffer} bytes");
        }

        Resize((int)Math.Max(FirstSize, Math.Min(2L * _buffer.Length, Math.Max(maxBuffer, _buffer.Length + 1L))));
    }

    private void Resize(int size)
    {
        byte[] next = ArrayPool<byte>.Shared.Rent(size);
        int used = _end - _start;
        _buffer.AsSpan(_start, used).CopyTo(next);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = next;
        _start = 0;
        _end = used;
    }
}
