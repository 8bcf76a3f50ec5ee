using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Wire;
using Microsoft.Extensions.DependencyInjection;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Events;

/// <summary>A cell with events, as the generator would write it.</summary>
internal sealed class EventCell : ICell<EventCell>
{
    private readonly EventHub _events = new();
    private bool _publishesPings;

    public static CellContract Contract { get; } = JsonCell.ContractOf(Of(
        Call("Changed", null, Parameter("value", "Int32"), Parameter("text", "String")) with { Kind = CallKind.Event },
        Call("Emptied") with { Kind = CallKind.Event },
        Call("Ping", "Int32")));

    /// <summary>The payloads that were encoded.</summary>
    public int Encoded { get; private set; }

    public static void AddClients(IServiceCollection services)
    {
    }

    /// <summary>In a process of its own, a ping publishes both events.</summary>
    public static EventCell Create(IServiceProvider services) => new() { _publishesPings = true };

    public static EventHub? EventsOf(EventCell cell) => cell._events;

    public static ValueTask DispatchAsync(EventCell cell, ServerCall call)
    {
        if (call.Index != 2)
        {
            return call.ReplyUnimplemented();
        }

        call.OpenRequest().Complete();
        return call.ReplyAsync<int, Int32Codec>(cell.PingAsync());
    }

    public static bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return false;
    }

    public ValueTask ChangedAsync(int value, string text = "", EventOverflow overflow = EventOverflow.DropOldest, CancellationToken cancel = default)
        => _events.PublishAsync(0, overflow, new ChangedPayload(this, value, text), cancel);

    public ValueTask EmptiedAsync() => _events.PublishAsync(1, EventOverflow.DropOldest, default(EmptiedPayload));

    private async ValueTask<int> PingAsync()
    {
        if (_publishesPings)
        {
            await ChangedAsync(7, "ping");
            await EmptiedAsync();
        }

        return 7;
    }

    private readonly struct ChangedPayload(EventCell cell, int value, string text) : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
            cell.Encoded++;
            Int32Codec.Write(ref writer, value);
            StringCodec.Write(ref writer, text);
        }
    }

    private readonly struct EmptiedPayload : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
        }
    }
}

/// <summary>A client of <see cref="EventCell"/>, as the generator would write it.</summary>
internal sealed class EventClient(CellChannel channel) : IAsyncDisposable
{
    private static readonly CallDescriptor ChangedCall = new(0, "Changed");
    private static readonly CallDescriptor EmptiedCall = new(1, "Emptied");
    private static readonly CallDescriptor PingCall = new(2, "Ping");

    public static EventClient Of(TestServer server, CellLimits? limits = null)
        => new(CellChannel.ForSocket(server.SocketPath, EventCell.Contract, EchoClient.ReadError, new CellChannelOptions { Limits = limits ?? CellLimits.Default }));

    public IAsyncEnumerable<(int Value, string Text)> ChangedAsync(EventOptions? options = null, CancellationToken cancel = default)
        => channel.SubscribeAsync<(int, string), ChangedDecoder>(ChangedCall, options, cancel);

    public ValueTask<EventSubscription> ChangedAsync(
        Func<(int Value, string Text), CancellationToken, ValueTask> handler, EventOptions? options = null, CancellationToken cancel = default)
        => channel.SubscribeAsync<(int, string), ChangedDecoder>(ChangedCall, handler, options, cancel);

    public ValueTask<EventSubscription> EmptiedAsync(Func<ValueTuple, CancellationToken, ValueTask> handler)
        => channel.SubscribeAsync<ValueTuple, EmptiedDecoder>(EmptiedCall, handler, null, CancellationToken.None);

    public ValueTask<int> PingAsync() => channel.CallAsync<NoPayload, int, Int32Codec>(PingCall, default, CancellationToken.None);

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private readonly struct NoPayload : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
        }
    }

    private readonly struct ChangedDecoder : IEventDecoder<(int, string)>
    {
        public static (int, string) Read(ref WireReader reader) => (Int32Codec.Read(ref reader), StringCodec.Read(ref reader));

        public static void Write(ref WireWriter writer, in (int, string) published)
        {
            Int32Codec.Write(ref writer, published.Item1);
            StringCodec.Write(ref writer, published.Item2);
        }
    }

    private readonly struct EmptiedDecoder : IEventDecoder<ValueTuple>
    {
        public static ValueTuple Read(ref WireReader reader) => default;

        public static void Write(ref WireWriter writer, in ValueTuple published)
        {
        }
    }
}
