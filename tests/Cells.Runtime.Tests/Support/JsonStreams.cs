using System.Buffers;
using System.Collections.Concurrent;
using Cells.Binding;
using Cells.Connections;
using Cells.Hosting;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Runtime.Tests.Support;

/// <summary>A server of any schema with streams and events, whose handler takes and gives JSON: of a call without a stream of results, the first one.</summary>
internal sealed class JsonStreamCell(CellSchema schema, JsonStreamCell.Handler handle) : CellDispatcher(JsonCell.ContractOf(schema))
{
    private readonly JsonWireBinder _binder = new(schema);

    public delegate IAsyncEnumerable<string> Handler(string call, string arguments, IAsyncEnumerable<string> items);

    /// <summary>The arguments that reached the handler.</summary>
    public ConcurrentQueue<string> Arguments { get; } = new();

    public override EventHub Events { get; } = new();

    public override ValueTask DispatchAsync(ServerCall call)
    {
        CallSchema declared = schema.Calls[call.Index];
        if (declared.Kind == CallKind.Event)
        {
            return call.ReplyUnimplemented();
        }

        WireReader request = call.OpenRequest();
        string arguments = _binder.ReadArguments(JsonStreams.WithoutStream(declared), new ReadOnlySequence<byte>(RawBytesCodec.Read(ref request)));
        Arguments.Enqueue(arguments);
        IAsyncEnumerable<string> items = JsonStreams.ItemOf(declared) is { } item
            ? call.OpenItems<byte[], RawBytesCodec>().Select(bytes => _binder.ReadValue(item, new ReadOnlySequence<byte>(bytes)))
            : AsyncEnumerable.Empty<string>();
        IAsyncEnumerable<byte[]> results = handle(declared.Name, arguments, items).Select(json => JsonCell.Encode(_binder, declared.Result!, json));
        return declared.Kind is CallKind.ServerStream or CallKind.Duplex
            ? call.ReplyStreamAsync<byte[], RawBytesCodec>(results)
            : call.ReplyAsync<byte[], RawBytesCodec>(results.FirstAsync(call.CancellationToken));
    }

    public override bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return false;
    }

    public ValueTask PublishAsync(string name, string arguments)
    {
        int index = JsonStreams.IndexOf(schema, name);
        return Events.PublishAsync(index, EventOverflow.DropOldest, new RawPayload(_binder.BindArguments(schema.Calls[index], arguments)));
    }
}

/// <summary>The streams and events of a client of any schema, in JSON.</summary>
internal sealed class JsonStreams(JsonClient client, CellSchema schema)
{
    private readonly JsonWireBinder _binder = new(schema);

    public static int IndexOf(CellSchema schema, string name) => schema.Calls.TakeWhile(call => call.Name != name).Count();

    /// <summary>The type of the items that the client sends; null for a call without.</summary>
    public static TypeReference? ItemOf(CallSchema call) => call.Parameters.FirstOrDefault(static parameter => parameter.IsStream)?.Type;

    /// <summary>The call as its request holds it.</summary>
    public static CallSchema WithoutStream(CallSchema call)
        => call with { Parameters = call.Parameters.Where(static parameter => !parameter.IsStream).ToEquatableArray() };

    public IAsyncEnumerable<string> ReceiveAsync(string name, string arguments = "{}")
        => Read(name, client.Channel.StreamAsync<RawPayload, byte[], RawBytesCodec>(Describe(name), Bind(name, arguments), CancellationToken.None));

    public IAsyncEnumerable<string> ExchangeAsync(string name, string arguments, IAsyncEnumerable<string> items)
        => Read(name, client.Channel.DuplexAsync<RawPayload, byte[], RawBytesCodec, byte[], RawBytesCodec>(
            Describe(name), Bind(name, arguments), Encode(name, items), CancellationToken.None));

    public Task<string> SendAsync(string name, string arguments, IAsyncEnumerable<string> items) => SendRawAsync(name, arguments, Encode(name, items));

    /// <summary>Sends whatever bytes as items.</summary>
    public async Task<string> SendRawAsync(string name, string arguments, IAsyncEnumerable<byte[]> items)
    {
        byte[] result = await client.Channel.SendStreamAsync<RawPayload, byte[], RawBytesCodec, byte[], RawBytesCodec>(
            Describe(name), Bind(name, arguments), items, CancellationToken.None);
        return _binder.ReadResult(Find(name), new ReadOnlySequence<byte>(result));
    }

    public ValueTask<EventSubscription> SubscribeAsync(string name, Func<string, CancellationToken, ValueTask> handler)
        => client.Channel.SubscribeAsync<byte[], RawEventDecoder>(
            Describe(name), (bytes, cancel) => handler(_binder.ReadArguments(Find(name), new ReadOnlySequence<byte>(bytes)), cancel), null, CancellationToken.None);

    private CallSchema Find(string name) => schema.Calls[IndexOf(schema, name)];

    private CallDescriptor Describe(string name) => new(IndexOf(schema, name), name);

    private RawPayload Bind(string name, string arguments) => new(_binder.BindArguments(WithoutStream(Find(name)), arguments));

    private IAsyncEnumerable<byte[]> Encode(string name, IAsyncEnumerable<string> items)
        => items.Select(json => JsonCell.Encode(_binder, ItemOf(Find(name))!, json));

    private IAsyncEnumerable<string> Read(string name, IAsyncEnumerable<byte[]> items)
        => items.Select(bytes => _binder.ReadResult(Find(name), new ReadOnlySequence<byte>(bytes)));
}

/// <summary>Arguments that are encoded already.</summary>
internal readonly struct RawPayload(byte[] bytes) : ICallPayload
{
    public void Write(ref WireWriter writer) => writer.WriteBytes(bytes);
}

/// <summary>All that is there, as it is.</summary>
internal readonly struct RawBytesCodec : IWireCodec<byte[]>
{
    public static WireShape Shape => WireShape.Length;

    public static void Write(ref WireWriter writer, in byte[] value) => writer.WriteBytes(value);

    public static byte[] Read(ref WireReader reader)
    {
        byte[] bytes = new byte[reader.Remaining];
        reader.ReadBytes(bytes, null);
        return bytes;
    }
}

/// <summary>An event's arguments, as they are.</summary>
internal readonly struct RawEventDecoder : IEventDecoder<byte[]>
{
    public static byte[] Read(ref WireReader reader) => RawBytesCodec.Read(ref reader);

    public static void Write(ref WireWriter writer, in byte[] published) => RawBytesCodec.Write(ref writer, published);
}
