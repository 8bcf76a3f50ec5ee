using Cells.Connections;
using Cells.Hosting;
using Cells.Testing.Fakes;

namespace Cells.Testing;

/// <summary>A cell that answers as the test says, through its generated client.</summary>
/// <typeparam name="TClient">The generated interface: <c>ICatalog</c>.</typeparam>
public sealed class FakeCell<TClient> : FakeCell
    where TClient : class, ICellClient<TClient>
{
    private readonly CallRecorder _recorder = new();
    private readonly TClient _client;
    private readonly Lock _gate = new();

    internal FakeCell(TestMesh mesh, string name, FakeDispatcher dispatcher, Func<CellChannel, TClient> create)
        : base(mesh, name, dispatcher)
        => _client = create(CellChannel.To(
            NowhereTarget.Instance, dispatcher.Contract, CellSystemClient.NoErrors, new CellChannelOptions { Interceptors = [_recorder] }));

    /// <summary>Begins an answer to a call with certain arguments: <c>catalog.On(c => c.GetAsync("TL-00042")).Return(product)</c>. Of several answers, the one given last counts.</summary>
    /// <param name="call">Makes the call; it is not sent.</param>
    /// <exception cref="ArgumentException">It made no call.</exception>
    public FakeAnswer<TResult> On<TResult>(Func<TClient, ValueTask<TResult>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        RecordedCall recorded = Record(client => _ = call(client).AsTask());
        return new(SlotOf(recorded), (Func<TResult, byte[]>)recorded.Encode);
    }

    /// <summary>Begins an answer to a call that has no result.</summary>
    /// <inheritdoc cref="On{TResult}(Func{TClient, ValueTask{TResult}})"/>
    public FakeAnswer On(Func<TClient, ValueTask> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new(SlotOf(Record(client => _ = call(client).AsTask())));
    }

    /// <summary>Begins an answer to a call that answers with items: <c>catalog.On(c => c.WatchAsync("TL")).Return(first, second)</c>.</summary>
    /// <param name="call">Makes the call; it is not sent.</param>
    /// <exception cref="ArgumentException">It made no call, or subscribed to an event.</exception>
    public FakeStreamAnswer<TItem> On<TItem>(Func<TClient, IAsyncEnumerable<TItem>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        RecordedCall recorded = Record(client => _ = call(client));
        return new(SlotOf(recorded), (Func<TItem, byte[]>)recorded.Encode);
    }

    /// <summary>Begins an answer to a call that sends items: <c>tables.On((ITables t, IAsyncEnumerable&lt;Row&gt; rows) => t.WriteAsync("people", rows)).Handle(…)</c>.</summary>
    /// <param name="call">Makes the call with the items that it is given; it is not sent.</param>
    /// <exception cref="ArgumentException">It made no call that sends such items.</exception>
    public FakeClientStreamAnswer<TSent, TResult> On<TSent, TResult>(Func<TClient, IAsyncEnumerable<TSent>, ValueTask<TResult>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        RecordedCall recorded = Record(client => _ = call(client, AsyncEnumerable.Empty<TSent>()).AsTask());
        return new(SlotOf(recorded), ReaderOf<TSent>(recorded), (Func<TResult, byte[]>)recorded.Encode);
    }

    /// <summary>Begins an answer to a call that sends items and has no result.</summary>
    /// <inheritdoc cref="On{TSent, TResult}(Func{TClient, IAsyncEnumerable{TSent}, ValueTask{TResult}})"/>
    public FakeClientStreamAnswer<TSent> On<TSent>(Func<TClient, IAsyncEnumerable<TSent>, ValueTask> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        RecordedCall recorded = Record(client => _ = call(client, AsyncEnumerable.Empty<TSent>()).AsTask());
        return new(SlotOf(recorded), ReaderOf<TSent>(recorded));
    }

    /// <summary>Begins an answer to a call that sends items and answers with items.</summary>
    /// <inheritdoc cref="On{TSent, TResult}(Func{TClient, IAsyncEnumerable{TSent}, ValueTask{TResult}})"/>
    public FakeDuplexAnswer<TSent, TItem> On<TSent, TItem>(Func<TClient, IAsyncEnumerable<TSent>, IAsyncEnumerable<TItem>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        RecordedCall recorded = Record(client => _ = call(client, AsyncEnumerable.Empty<TSent>()));
        return new(SlotOf(recorded), ReaderOf<TSent>(recorded), (Func<TItem, byte[]>)recorded.Encode);
    }

    /// <summary>An event, to be published: <c>catalog.Event(c => c.PriceChangedAsync())</c>.</summary>
    /// <param name="subscribe">Subscribes to the event; nothing is sent.</param>
    /// <exception cref="ArgumentException">It did not subscribe.</exception>
    public FakeEvent<TEvent> Event<TEvent>(Func<TClient, IAsyncEnumerable<TEvent>> subscribe)
    {
        ArgumentNullException.ThrowIfNull(subscribe);
        RecordedCall recorded = Record(client => _ = subscribe(client));
        return new(Dispatcher, Dispatcher.FindEvent(recorded.Call.Name), (Func<TEvent, byte[]>)recorded.Encode);
    }

    private RecordedCall Record(Action<TClient> call)
    {
        lock (_gate)
        {
            _recorder.Forget();
            call(_client);
            return _recorder.Last ?? throw new ArgumentException("no call was made of the client that was given", nameof(call));
        }
    }

    private AnswerSlot SlotOf(RecordedCall recorded) => new(Dispatcher, Dispatcher.FindCall(recorded.Call.Name), recorded.Request);

    private static Func<byte[], TSent> ReaderOf<TSent>(RecordedCall recorded)
        => recorded.ReadItem as Func<byte[], TSent> ?? throw new ArgumentException($"{recorded.Call.Name} was not made with the items that were given", nameof(recorded));
}
