using System.Buffers;
using System.Text.Json;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>Converts the arguments, results and errors of a cell's calls between JSON and the wire, by the cell's schema. docs/schema.md has the JSON form.</summary>
/// <remarks>
/// Strict in both directions: unknown, repeated and missing names are errors, defaults come from the schema. Safe for use by several threads. A value that needs a type
/// which the schema cannot resolve throws <see cref="ArgumentException"/>; a schema read by <see cref="SchemaDocument"/> resolves.
/// </remarks>
public sealed class JsonWireBinder
{
    private readonly TypeResolver _types;

    /// <summary>A binder for the calls of <paramref name="schema"/>.</summary>
    public JsonWireBinder(CellSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        _types = new TypeResolver(schema);
    }

    /// <summary>The schema.</summary>
    public CellSchema Schema { get; }

    /// <summary>The settings for a <see cref="Utf8JsonWriter"/> that is given to this class: deep enough for whatever the wire can hold.</summary>
    public static JsonWriterOptions WriterOptions => JsonText.WriteOptions;

    /// <summary>The request payload of <paramref name="call"/> for arguments as JSON text: an object with the parameters' names.</summary>
    /// <exception cref="JsonBindingException">The text is no JSON, or no arguments of the call.</exception>
    public byte[] BindArguments(CallSchema call, string json)
    {
        using JsonDocument document = Parse(json);
        return BindArguments(call, document.RootElement);
    }

    /// <summary>The request payload of <paramref name="call"/> for arguments of a command line, each <c>name=value</c>.</summary>
    /// <remarks>Where the parameter's JSON form is a string (text, dates, enums, …) the value stands for itself; every other value is JSON.</remarks>
    /// <exception cref="JsonBindingException">They are no arguments of the call.</exception>
    public byte[] BindArguments(CallSchema call, IReadOnlyList<string> namesAndValues)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(namesAndValues);
        return BindArguments(call, CommandLineArguments.ToJson(ParametersOf(call), call.Name, namesAndValues));
    }

    /// <summary>The request payload of <paramref name="call"/> for an object with the parameters' names.</summary>
    /// <exception cref="JsonBindingException">It is no object of arguments of the call.</exception>
    public byte[] BindArguments(CallSchema call, JsonElement arguments)
    {
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        WriteArguments(call, arguments, ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Appends the arguments of <paramref name="call"/> for an object with the parameters' names.</summary>
    /// <exception cref="JsonBindingException">It is no object of arguments of the call.</exception>
    public void WriteArguments(CallSchema call, JsonElement arguments, ref WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(call);
        BindingPath path = new();
        try
        {
            ArgumentsBinding.Write(ParametersOf(call), call.Name, arguments, ref writer, path);
        }
        catch (CellFormatException failure)
        {
            path.Fail(failure.Reason, failure);
        }
    }

    /// <summary>Appends one value of <paramref name="type"/>, a type of the schema.</summary>
    /// <exception cref="JsonBindingException">The JSON is no such value.</exception>
    public void WriteValue(TypeReference type, JsonElement value, ref WireWriter writer)
    {
        BindingPath path = new();
        try
        {
            _types.Resolve(type).Write(value, ref writer, path);
        }
        catch (CellFormatException failure)
        {
            path.Fail(failure.Reason, failure);
        }
    }

    /// <summary>Writes one value of <paramref name="type"/>, a type of the schema, as JSON.</summary>
    /// <exception cref="CellFormatException">The bytes are no such value; its path names the member: <c>Lines[3].Tag</c>.</exception>
    public void ReadValue(TypeReference type, ref WireReader reader, Utf8JsonWriter json)
    {
        BindingPath path = new();
        try
        {
            _types.Resolve(type).Read(ref reader, json, path);
        }
        catch (CellFormatException failure)
        {
            throw Locate(failure, path);
        }
    }

    /// <summary>The JSON of a whole payload that is one value of <paramref name="type"/>, a type of the schema.</summary>
    /// <exception cref="CellFormatException">The payload is no such value; its path names the member: <c>Lines[3].Tag</c>.</exception>
    public string ReadValue(TypeReference type, in ReadOnlySequence<byte> payload)
    {
        WireReader reader = new(payload);
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, WriterOptions);
        ReadValue(type, ref reader, json);
        reader.Complete();
        return JsonText.Finish(json, buffer);
    }

    /// <summary>The JSON of a call's result payload: <c>null</c> for a call without a result.</summary>
    /// <exception cref="CellFormatException">The payload is no such value; its path names the member: <c>Lines[3].Tag</c>.</exception>
    public string ReadResult(CallSchema call, in ReadOnlySequence<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Result is not null)
        {
            return ReadValue(call.Result, payload);
        }

        new WireReader(payload).Complete();
        return "null";
    }

    /// <summary>The JSON object of a call's request payload: the arguments by name.</summary>
    /// <exception cref="CellFormatException">The payload is no such request; its path names the parameter and member: <c>order.Lines[3].Tag</c>.</exception>
    public string ReadArguments(CallSchema call, in ReadOnlySequence<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(call);
        WireReader reader = new(payload);
        BindingPath path = new();
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, WriterOptions);
        try
        {
            ArgumentsBinding.Read(ParametersOf(call), ref reader, json, path);
        }
        catch (CellFormatException failure)
        {
            throw Locate(failure, path);
        }

        reader.Complete();
        return JsonText.Finish(json, buffer);
    }

    /// <summary>The JSON object of a declared error's members.</summary>
    /// <param name="error">The error's full name, as it came.</param>
    /// <param name="payload">The members, encoded as an object.</param>
    /// <exception cref="CellFormatException">The payload is no such object; its path names the member.</exception>
    public string ReadError(string error, in ReadOnlySequence<byte> payload) => ReadValue(new NamedReference(error, []), payload);

    /// <summary>The path of the member at which a payload stops being a value of <paramref name="type"/>: <c>Lines[3].Tag</c>; null when it is one.</summary>
    /// <remarks>For the message of a decoding that failed elsewhere. Empty: the value itself, or what follows it.</remarks>
    public string? FindMalformed(TypeReference type, in ReadOnlySequence<byte> payload)
    {
        WireReader reader = new(payload);
        using Utf8JsonWriter json = new(new DiscardingBuffer(), WriterOptions);
        try
        {
            ReadValue(type, ref reader, json);
        }
        catch (CellFormatException failure)
        {
            return failure.TypePath ?? "";
        }

        return reader.Remaining == 0 ? null : "";
    }

    /// <summary>The path of the parameter or member at which a payload stops being a request of <paramref name="call"/>: <c>order.Lines[3].Tag</c>; null when it is one.</summary>
    /// <remarks>For the message of a decoding that failed elsewhere. Empty: what follows the last argument.</remarks>
    public string? FindMalformedArgument(CallSchema call, in ReadOnlySequence<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(call);
        WireReader reader = new(payload);
        BindingPath path = new();
        using Utf8JsonWriter json = new(new DiscardingBuffer(), WriterOptions);
        try
        {
            ArgumentsBinding.Read(ParametersOf(call), ref reader, json, path);
        }
        catch (CellFormatException)
        {
            return path.ToMemberPath();
        }

        return reader.Remaining == 0 ? null : "";
    }

    private static CellFormatException Locate(CellFormatException failure, BindingPath path) =>
        new(failure.Reason, failure.Offset, path.ToMemberPath(), failure);

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, JsonText.ReadOptions);
        }
        catch (JsonException failure)
        {
            throw new JsonBindingException("$", $"line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}: no JSON: {failure.Message}", failure);
        }
    }

    // The items of a stream follow the request, each a value of its own.
    private MemberBinding[] ParametersOf(CallSchema call) =>
        [.. call.Parameters.Where(static parameter => !parameter.IsStream).Select(parameter => new MemberBinding(
            parameter.Name, _types.Resolve(parameter.Type), Requirement.IsRequired(parameter), parameter.Default))];
}
