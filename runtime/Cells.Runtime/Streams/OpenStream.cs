using System.Buffers.Binary;
using Cells.Connections;
using Cells.Wire;

namespace Cells.Streams;

/// <summary>A call in flight whose answer is a stream, at its client.</summary>
internal sealed class OpenStream : IAsyncDisposable
{
    private readonly ClientConnection _connection;
    private readonly PendingCall<NoResult, EmptyDecoder> _call;
    private readonly StreamReceiver _receiver;
    private readonly PlannedCall? _plan;
    private readonly string _name;
    private readonly uint _correlation;
    private readonly ValueTask<NoResult> _answer;
    private bool _isAnswered;

    private OpenStream(ClientConnection connection, PendingCall<NoResult, EmptyDecoder> call)
    {
        _connection = connection;
        _call = call;
        _receiver = call.Streams!.Receiver!;
        _plan = call.Plan;
        _name = call.Name;
        _correlation = call.Correlation;
#pragma warning disable CA2012 // Awaited once, in CompleteAsync, whatever happens.
        _answer = call.AsValueTask();
#pragma warning restore CA2012
    }

    /// <summary>Takes over <paramref name="call"/>, and waits for its first item, or its end.</summary>
    /// <param name="connection">What carries the call.</param>
    /// <param name="call">The call, started on it.</param>
    /// <exception cref="CellException">The call failed before an item came.</exception>
    public static async ValueTask<OpenStream> StartAsync(ClientConnection connection, PendingCall<NoResult, EmptyDecoder> call)
    {
        OpenStream stream = new(connection, call);
        if (!await stream.WaitAsync().ConfigureAwait(false))
        {
            await stream.CompleteAsync().ConfigureAwait(false);
        }

        return stream;
    }

    /// <summary>The items taken.</summary>
    public long Position { get; private set; }

    /// <summary>Takes the next item, if one is there.</summary>
    /// <exception cref="CellException">It cannot be read.</exception>
    public bool TryTake<TItem, TCodec>(out TItem item)
        where TCodec : struct, IWireCodec<TItem>
    {
        if (!_receiver.TryTake(out ReadOnlyMemory<byte> bytes))
        {
            item = default!;
            return false;
        }

        try
        {
            item = ItemDecoder.Read<TItem, TCodec>(bytes, _plan?.Items);
        }
        catch (Exception e)
        {
            // Constructors of contract types are user code: whatever they throw fails this call only.
            throw Unreadable(e);
        }

        Position++;
        return true;
    }

    /// <summary>Takes the next event, or the word of a gap, if one is there.</summary>
    /// <param name="published">The event.</param>
    /// <param name="missed">How many events were missed; null for an event.</param>
    /// <exception cref="CellException">It cannot be read.</exception>
    public bool TryTakeEvent<TEvent, TDecoder>(out TEvent published, out long? missed)
        where TDecoder : struct, IEventDecoder<TEvent>
    {
        published = default!;
        missed = null;
        if (!_receiver.TryTake(out ReadOnlyMemory<byte> bytes))
        {
            return false;
        }

        if (_receiver.IsGap)
        {
            missed = (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span), long.MaxValue);
            return true;
        }

        try
        {
            published = ItemDecoder.ReadEvent<TEvent, TDecoder>(bytes, _plan?.Items);
        }
        catch (Exception e)
        {
            throw Unreadable(e);
        }

        Position++;
        return true;
    }

    /// <summary>Waits for the word of the end of a subscription; false when there is more to come on another connection.</summary>
    /// <exception cref="CellException">The cell ended the subscription, or the channel was disposed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async ValueTask<bool> HasEndedForGoodAsync()
    {
        try
        {
            await CompleteAsync().ConfigureAwait(false);
            // A cell that stops says so before it ends its subscriptions.
            return _connection.IsOpen;
        }
        catch (CellException e) when (e.Status == CellStatus.Unavailable)
        {
            return false;
        }
    }

    /// <summary>Waits until there is an item; false when none will come.</summary>
    public ValueTask<bool> WaitAsync() => _receiver.WaitAsync();

    /// <summary>Waits for the word of the end.</summary>
    /// <exception cref="CellException">The call failed after <see cref="CellException.Position"/> items.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async ValueTask CompleteAsync()
    {
        if (_isAnswered)
        {
            return;
        }

        _isAnswered = true;
        try
        {
            await _answer.ConfigureAwait(false);
        }
        catch (CellException e)
        {
            e.Position = Position;
            throw;
        }
    }

    /// <summary>Ends the call, if that has not happened; the server is told.</summary>
    public async ValueTask DisposeAsync()
    {
        // Gives back what has come and was not taken.
        _receiver.Discard();
        if (!_isAnswered && _connection.TryAbandon(_call, _correlation))
        {
            _call.Abandon(new OperationCanceledException());
        }

        try
        {
            await CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whoever leaves early does not want to know.
        }
    }

    private CellException Unreadable(Exception reason)
    {
        string message = $"{_name}: item {Position} cannot be read: {reason.Message}";
        CellException error = reason is CellFormatException { IsUnmappable: true, TypePath: string path }
            ? new UnmappableValueException(CellStatus.Incompatible, message, path, reason)
            : new CellException(CellStatus.DataLoss, message, reason);
        error.Outcome = CallOutcome.Executed;
        error.Call = _name;
        error.Position = Position;
        return error;
    }
}
