using System.Runtime.CompilerServices;
using Cells.Connections;
using Cells.Streams;
using Cells.Wire;

namespace Cells.Hosting;

/// <content>Streams of items.</content>
public sealed partial class ServerCall
{
    private CallStreams? _streams;
    private bool _areItemsTaken;

    /// <summary>Whether the call sends or receives a stream.</summary>
    internal bool HasStreams => Volatile.Read(ref _streams) is not null;

    /// <summary>The failure to read an item that the client sent; null when there was none.</summary>
    internal CellException? ItemFailure { get; private set; }

    /// <summary>Replies with <paramref name="items"/>, as the client takes them; exceptions of theirs become the call's error, behind the items before it.</summary>
    /// <remarks>They are enumerated on the thread pool, never on the thread that reads the connection, and their enumerator is disposed whatever happens.</remarks>
    public async ValueTask ReplyStreamAsync<TItem, TItemCodec>(IAsyncEnumerable<TItem> items)
        where TItemCodec : struct, IWireCodec<TItem>
    {
        ArgumentNullException.ThrowIfNull(items);
        StreamSender sender = WatchStreams().Sender!;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        AmbientCall.Enter(this);
        if (!await ItemPump.RunAsync<TItem, TItemCodec>(items, sender, sendsBeforeFailing: true, CancellationToken).ConfigureAwait(false))
        {
            // The caller is gone, even where nobody has said so yet.
            Cancel();
            throw new OperationCanceledException(CancellationToken);
        }

        Connection.ReplyEnd(this);
    }

    /// <summary>The items that the client sends, to be enumerated once. They come as they are taken.</summary>
    /// <param name="check">What is wrong with an item that breaks a constraint of the contract, for people, or null; null for items without constraints.</param>
    /// <returns>
    /// The items. An item that cannot be read, or is refused, fails the enumeration with <see cref="CellStatus.InvalidArgument"/>; the end of the call with <see cref="OperationCanceledException"/>.
    /// </returns>
    public IAsyncEnumerable<TItem> OpenItems<TItem, TItemCodec>(Func<TItem, string?>? check = null)
        where TItemCodec : struct, IWireCodec<TItem>
        => ReadItemsAsync<TItem, TItemCodec>(WatchStreams().Receiver!, check, default);

    /// <summary>The subscription that the call is; null for any other call.</summary>
    internal Events.EventSubscriber? Subscription { get; private set; }

    /// <summary>What the call's events go out by.</summary>
    internal StreamSender OpenSubscription() => WatchStreams().Sender!;

    /// <summary>The call is a subscription, which ends with it, and when its connection drains.</summary>
    internal void Begin(Events.EventSubscriber subscriber)
    {
        Subscription = subscriber;
        CancellationToken.UnsafeRegister(static subscriber => ((Events.EventSubscriber)subscriber!).Stop(), subscriber);
        if (Connection.IsDraining)
        {
            subscriber.Complete();
        }
    }

    /// <summary>The call's streams; null when it has ended. A server learns from the handler, or from the client, that a call has some.</summary>
    internal CallStreams? OpenStreams()
    {
        lock (_gate)
        {
            if (_streams is null && !_isEnded)
            {
                _isShared = true;
                _streams = CallStreams.Of(Connection, sends: true, Receiving.Items);
                _streams.Attach(Number, Correlation);
            }

            return _streams;
        }
    }

    /// <summary>The call's streams, which end when it is cancelled.</summary>
    private CallStreams WatchStreams()
    {
        CallStreams streams = OpenStreams() ?? throw new InvalidOperationException($"{Dispatcher.NameOf(Index)} has been answered");
        CancellationToken.UnsafeRegister(static streams => ((CallStreams)streams!).Abandon(), streams);
        return streams;
    }

    private async IAsyncEnumerable<TItem> ReadItemsAsync<TItem, TItemCodec>(
        StreamReceiver receiver, Func<TItem, string?>? check, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TItemCodec : struct, IWireCodec<TItem>
    {
        if (Interlocked.Exchange(ref _areItemsTaken, true))
        {
            throw new InvalidOperationException($"the items that {Dispatcher.NameOf(Index)} receives can be enumerated once: they are not kept");
        }

        using CancellationTokenRegistration stopping = cancellationToken.UnsafeRegister(static receiver => ((StreamReceiver)receiver!).Discard(), receiver);
        try
        {
            long position = 0;
            do
            {
                while (receiver.TryTake(out ReadOnlyMemory<byte> bytes))
                {
                    yield return ReadItem<TItem, TItemCodec>(bytes, position++, check);
                }
            }
            while (await receiver.WaitAsync().ConfigureAwait(false));
            if (!receiver.IsComplete)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new OperationCanceledException($"the client no longer sends items to {Dispatcher.NameOf(Index)}", CancellationToken);
            }
        }
        finally
        {
            receiver.Discard();
        }
    }

    private TItem ReadItem<TItem, TItemCodec>(ReadOnlyMemory<byte> bytes, long position, Func<TItem, string?>? check)
        where TItemCodec : struct, IWireCodec<TItem>
    {
        TItem item;
        try
        {
            item = ItemDecoder.Read<TItem, TItemCodec>(bytes, Connection.RewritingOfItems(this));
        }
        catch (CellFormatException e)
        {
            string message = $"item {position} that {Dispatcher.NameOf(Index)} received cannot be read: {e.Message}";
            ItemFailure = e is { IsUnmappable: true, TypePath: string path }
                ? new UnmappableValueException(CellStatus.Incompatible, message, path, e)
                : new CellException(CellStatus.InvalidArgument, message, e);
            throw ItemFailure;
        }

        if (check?.Invoke(item) is { } refusal)
        {
            ItemFailure = new CellException(CellStatus.InvalidArgument, $"{Dispatcher.NameOf(Index)} refuses item {position}: {refusal}");
            throw ItemFailure;
        }

        return item;
    }
}
