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
    /// <exception cref="ArgumentException">It made no call, or one of a stream or an event.</exception>
    public FakeAnswer<TResult> On<TResult>(Func<TClient, ValueTask<TResult>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        (int index, byte[] request, Delegate encode) = Record(client => call(client).AsTask());
        return new(new AnswerSlot(Dispatcher, index, request), (Func<TResult, byte[]>)encode);
    }

    /// <summary>Begins an answer to a call that has no result.</summary>
    /// <inheritdoc cref="On{TResult}(Func{TClient, ValueTask{TResult}})"/>
    public FakeAnswer On(Func<TClient, ValueTask> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        (int index, byte[] request, _) = Record(client => call(client).AsTask());
        return new(new AnswerSlot(Dispatcher, index, request));
    }

    private (int Index, byte[] Request, Delegate Encode) Record(Func<TClient, Task> call)
    {
        lock (_gate)
        {
            _recorder.Forget();
            _ = call(_client);
            return _recorder.Last is { } last
                ? (Dispatcher.Find(last.Call.Name), last.Request, _recorder.Encode!)
                : throw new ArgumentException("no call was made of the client that was given", nameof(call));
        }
    }
}
