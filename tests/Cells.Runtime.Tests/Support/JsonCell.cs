using System.Collections.Concurrent;
using System.Text.Json;
using Cells.Binding;
using Cells.Connections;
using Cells.Hosting;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Runtime.Tests.Support;

/// <summary>A server of any schema, whose handler takes and gives JSON.</summary>
internal sealed class JsonCell(CellSchema schema, Func<string, string, string?> handle) : CellDispatcher(ContractOf(schema))
{
    private readonly JsonWireBinder _binder = new(schema);

    /// <summary>The calls that reached the handler: name and arguments.</summary>
    public ConcurrentQueue<(string Call, string Arguments)> Handled { get; } = new();

    public static CellContract ContractOf(CellSchema schema) => new(schema.Contract, SchemaFingerprint.Compute(schema), SchemaDocument.Write(schema));

    public static byte[] Encode(JsonWireBinder binder, TypeReference type, string json)
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        using JsonDocument document = JsonDocument.Parse(json);
        binder.WriteValue(type, document.RootElement, ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public override ValueTask DispatchAsync(ServerCall call)
    {
        CallSchema declared = schema.Calls[call.Index];
        WireReader request = call.OpenRequest();
        byte[] bytes = new byte[request.Remaining];
        request.ReadBytes(bytes, null);
        string arguments = _binder.ReadArguments(declared, new System.Buffers.ReadOnlySequence<byte>(bytes));
        Handled.Enqueue((declared.Name, arguments));
        string? result = handle(declared.Name, arguments);
        call.Connection.Reply(call, declared.Result is null ? [] : Encode(_binder, declared.Result, result!));
        return default;
    }

    public override bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        if (error is not DeclaredError declared || !schema.Calls[call].Errors.Contains(declared.Name))
        {
            return false;
        }

        name = declared.Name;
        using JsonDocument members = JsonDocument.Parse(declared.Members);
        _binder.WriteValue(new NamedReference(name, default), members.RootElement, ref writer);
        return true;
    }
}

/// <summary>A declared error with its members as JSON.</summary>
internal sealed class DeclaredError(string name, string members) : CellException(CellStatus.FailedPrecondition, "declared")
{
    public string Name => name;

    public string Members => members;
}

/// <summary>A client of any schema that takes and gives JSON.</summary>
internal sealed class JsonClient(CellChannel channel, CellSchema schema) : IAsyncDisposable
{
    private readonly JsonWireBinder _binder = new(schema);

    public CellChannel Channel => channel;

    public static JsonClient ForSocket(string path, CellSchema schema, IReadOnlyCollection<string>? usedCalls = null, CellLimits? limits = null)
        => ForSocket(path, schema, Options(usedCalls, limits));

    public static JsonClient ForSocket(string path, CellSchema schema, CellChannelOptions options)
        => new(CellChannel.ForSocket(path, JsonCell.ContractOf(schema), Reader(schema), options), schema);

    public static JsonClient Over(System.IO.Pipelines.IDuplexPipe transport, CellSchema schema)
        => new(CellChannel.Over(transport, JsonCell.ContractOf(schema), Reader(schema), Options(null, null)), schema);

    public async Task<string> CallAsync(string name, string arguments = "{}")
    {
        int index = schema.Calls.TakeWhile(call => call.Name != name).Count();
        CallSchema declared = schema.Calls[index];
        BytesBody body = new(_binder.BindArguments(declared, arguments));
        CallDescriptor call = new(index, name) { Idempotent = true };
        if (declared.Result is null)
        {
            await channel.SendAsync<BytesBody, NoResult, EmptyDecoder>(call, body, CancellationToken.None);
            return "";
        }

        byte[] result = await channel.SendAsync<BytesBody, byte[], BytesDecoder>(call, body, CancellationToken.None);
        return _binder.ReadResult(declared, new System.Buffers.ReadOnlySequence<byte>(result));
    }

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private static CellChannelOptions Options(IReadOnlyCollection<string>? usedCalls, CellLimits? limits)
        => new() { ClientName = "pricing", ClientVersion = "9.9.9", UsedCalls = usedCalls, Limits = limits ?? CellLimits.Default };

    // As generated code does: it knows the errors of its own schema, by their full names.
    private static ErrorReader Reader(CellSchema schema)
    {
        JsonWireBinder binder = new(schema);
        return (string name, CellStatus _, string _, ref WireReader members) =>
        {
            if (schema.FindType(name) is null)
            {
                return null;
            }

            byte[] bytes = new byte[members.Remaining];
            members.ReadBytes(bytes, null);
            return new DeclaredError(name, binder.ReadError(name, new System.Buffers.ReadOnlySequence<byte>(bytes)));
        };
    }
}
