using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Cells.Framing;

namespace Cells.Transports;

/// <summary>Reads a socket into one contiguous growing buffer: no pipe in between, no scheduler, no hop.</summary>
/// <remarks>
/// The buffer grows by doubling and only when it is full, so a frame is never allocated for on its word alone, and shrinks again when little comes:
/// most connections of a server are idle most of the time, and each waits with its buffer.
/// One reader at a time; <see cref="CancelPendingRead"/> may come from any thread.
/// </remarks>
#pragma warning disable CA1001 // A source without timers or handles holds nothing, and a late CancelPendingRead must not find it disposed.
internal sealed partial class SocketPipeReader(StreamSocket socket, int maxBuffer) : PipeReader
{
    private const int FirstSize = 512;
    private const int BatchSize = 64 * 1024;

    /// <summary>What is made room for at once of a large frame; and four times what has come of it.</summary>
    private const int LargeStep = 256 * 1024;

    /// <summary>The bytes from which a body is lent rather than copied.</summary>
    private const int LentFrom = 16 * 1024;

    /// <summary>The receives in a row that a buffer must have been four times too large for before it is halved.</summary>
    private const int ShrinkAfter = 16;

    private readonly CancellationTokenSource _stop = new();
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _isExamined = true;
    private bool _isEnded;
    private bool _mustBeEmpty;
    private bool _wasFull;
    private int _smallReceives;
    private int _expected;
    private LentBuffer? _lent;

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
        _expected = 0;
        _isExamined = examined.GetInteger() >= _end;
        TakeLeave();
        if (_mustBeEmpty)
        {
            _mustBeEmpty = false;
            if (_start < _end)
            {
                throw new CellProtocolException($"{_end - _start} bytes came over the socket behind the word that they come through memory");
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>For good: every later read answers "canceled" too. A connection cancels only to close.</remarks>
    public override void CancelPendingRead() => _stop.Cancel();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        _start = _end;
        TakeLeave();
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

    /// <summary>What has arrived begins with a frame that has <paramref name="size"/> bytes in all; until the next <see cref="AdvanceTo(SequencePosition)"/>.</summary>
    public void Expect(int size) => _expected = size;

    /// <summary>Lends the buffer with a body of <paramref name="length"/> bytes that lies in it, so that it need not be copied; null when it is lent already, or the copy costs less.</summary>
    public LentBuffer? TryLend(long length) => length < LentFrom || _lent is not null ? null : _lent = new LentBuffer(_buffer);

    /// <summary>Nothing may be left behind what is consumed next: what follows comes another way.</summary>
    public void ExpectEmpty() => _mustBeEmpty = true;

    /// <summary>What has arrived and is not consumed.</summary>
    public ReadOnlySequence<byte> Buffered => new(_buffer, _start, _end - _start);

    /// <summary>Receives into the buffer on the thread that calls.</summary>
    /// <returns>The bytes received, 0 at the end; -1 when there are none yet.</returns>
    /// <exception cref="CellProtocolException">A frame is larger than any may be.</exception>
    [SupportedOSPlatform("linux")]
    public int Receive(DescriptorSocket direct, bool waits)
    {
        MakeRoom();
        Span<byte> room = _buffer.AsSpan(_end);
        int received = _expectsDescriptor ? ReceiveMessage(direct, room, waits) : waits ? direct.Receive(room) : direct.TryReceive(room);
        if (received >= 0)
        {
            Add(received);
        }

        return received;
    }

    /// <summary>Gives the buffer back, if nothing is in it: most connections of a server are idle most of the time.</summary>
    public void ReleaseIfEmpty()
    {
        if (_start == _end && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = 0;
            _end = 0;
        }
    }

    private ReadResult Arrived()
        => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), _stop.IsCancellationRequested, _isEnded);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReceiveAsync(CancellationToken cancellationToken)
    {
        await ReceiveMoreAsync(cancellationToken).ConfigureAwait(false);
        return Arrived();
    }

    /// <summary>Whether reading was cancelled for good.</summary>
    public bool IsStopped => _stop.IsCancellationRequested;

    /// <summary>Receives what is there already, without waiting; false when that is nothing.</summary>
    /// <exception cref="CellProtocolException">A frame is larger than any may be.</exception>
    public bool TryReceiveMore() => OperatingSystem.IsLinux() && socket is DescriptorSocket direct && Receive(direct, waits: false) > 0;

    /// <summary>Receives more; false at the end, or when reading was stopped.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    /// <exception cref="CellProtocolException">A frame is larger than any may be.</exception>
    public async ValueTask<bool> ReceiveMoreAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int received;
        try
        {
            received = _expectsDescriptor ? await ReceiveMessageAsync(cancellationToken).ConfigureAwait(false)
                : cancellationToken.CanBeCanceled ? await ReceiveUntilAsync(cancellationToken).ConfigureAwait(false)
                : await socket.ReceiveAsync(_buffer.AsMemory(_end), _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        Add(received);
        return received > 0;
    }

    private void Add(int received)
    {
        _end += received;
        _isEnded = received == 0;
        _isExamined = false;
        _wasFull = _end == _buffer.Length;
        _smallReceives = _end <= _buffer.Length / 4 ? _smallReceives + 1 : 0;
    }

    private async ValueTask<int> ReceiveUntilAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        return await socket.ReceiveAsync(_buffer.AsMemory(_end), either.Token).ConfigureAwait(false);
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
                Resize(BatchSize);
            }
            else if (_smallReceives > ShrinkAfter && _buffer.Length > FirstSize)
            {
                _smallReceives = 0;
                Resize(_buffer.Length / 2);
            }
        }

        if (_wasFull && _buffer.Length < BatchSize)
        {
            // More came than there was room for: with a partial frame at its end a buffer is never empty, so this is not for empty ones only.
            _wasFull = false;
            Resize(Math.Max(2 * _buffer.Length, LargeSize()));
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

        Resize((int)Math.Max(LargeSize(), Math.Max(FirstSize, Math.Min(2L * _buffer.Length, Math.Max(maxBuffer, _buffer.Length + 1L)))));
    }

    /// <summary>The room that a large frame gets now: all that it says, but no more on its word alone than one step.</summary>
    private int LargeSize() => (int)Math.Min(_expected, Math.Max(LargeStep, 4L * (_end - _start)));

    /// <summary>Leaves a buffer of which a body is kept, with what has not been consumed.</summary>
    private void TakeLeave()
    {
        if (_lent is not { } lent)
        {
            return;
        }

        _lent = null;
        if (lent.TryLeave())
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            byte[] next = rest.IsEmpty ? [] : ArrayPool<byte>.Shared.Rent(rest.Length);
            rest.CopyTo(next);
            _buffer = next;
            _end = rest.Length;
            _start = 0;
        }
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
