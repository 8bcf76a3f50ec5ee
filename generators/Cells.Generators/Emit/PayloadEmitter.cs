using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the structs that write the arguments of calls and events, and those that read events.</summary>
internal static class PayloadEmitter
{
    private const string Wire = "global::Cells.Wire.";
    private const string Connections = "global::Cells.Connections.";
    private const string Payload = Connections + "ICallPayload";

    /// <summary>Whether a request of <paramref name="call"/> carries anything beside a stream's items.</summary>
    public static bool HasArguments(CallSchema call) => call.Parameters.Any(static parameter => !parameter.IsStream);

    /// <summary>The structs of a client, an empty line before each.</summary>
    public static void Write(SourceWriter writer, TypeScope scope, CallSchema[] calls, EquatableArray<CallbackModel> callbacks)
    {
        ClientNames names = new(calls, scope);
        if (calls.Any(static call => call.Kind != CallKind.Event && !HasArguments(call)))
        {
            writer.Line();
            WriteEmpty(writer, "private", names.Empty);
        }

        foreach (CallSchema call in calls)
        {
            if (call.Kind == CallKind.Event)
            {
                writer.Line();
                EventPayload.WriteDecoder(writer, call, names.Of(call), scope);
            }
            else if (HasArguments(call))
            {
                writer.Line();
                WriteStruct(writer, scope, call, "private", names.Of(call), names);
            }
        }

        for (int i = 0; i < callbacks.Count; i++)
        {
            writer.Line();
            CallbackDispatchEmitter.Write(writer, scope.Schema.Callbacks[i], callbacks[i], names.OfCallback(callbacks[i].Name), scope);
        }
    }

    /// <summary>The struct that writes the arguments of <paramref name="call"/>.</summary>
    /// <param name="writer">Receives the struct.</param>
    /// <param name="scope">The scope of the schema.</param>
    /// <param name="call">The call, event or callback method.</param>
    /// <param name="accessibility"><c>private</c> or <c>public</c>.</param>
    /// <param name="name">The struct's name.</param>
    /// <param name="client">The names of the client that passes callbacks; null where there are none.</param>
    public static void WriteStruct(SourceWriter writer, TypeScope scope, CallSchema call, string accessibility, string name, ClientNames? client = null)
    {
        if (!HasArguments(call))
        {
            WriteEmpty(writer, accessibility, name);
            return;
        }

        ParameterSchema[] sent = [.. call.Parameters.Where(static parameter => !parameter.IsStream)];
        UniqueNames names = new("writer", "parameter");
        string[] arguments = [.. sent.Select(parameter => Identifier.Escape(names.Take(parameter.Name)))];
        string[] parameters = [.. sent.Select((parameter, index) => $"{CallSignature.TypeOf(parameter, scope)} {arguments[index]}")];
        bool hasCallbacks = sent.Any(static parameter => parameter.Callback is not null);
        writer.List($"{accessibility} readonly struct {name}(", parameters, $") : {(hasCallbacks ? Connections + "ICallbackPayload" : Payload)}");
        using (writer.OpenBrace())
        {
            using (writer.Block($"public void Write(ref {Wire}WireWriter writer)"))
            {
                for (int i = 0; i < arguments.Length; i++)
                {
                    string value = sent[i].Callback is null ? arguments[i] : arguments[i] + " is not null";
                    writer.Line($"{CodecName.Of(sent[i].Type, scope)}.Write(ref writer, {value});");
                }
            }

            if (hasCallbacks && client is not null)
            {
                writer.Line();
                WriteFindCallback(writer, scope, call, [.. sent.Zip(arguments, static (parameter, argument) => (parameter, argument))], client);
            }
        }
    }

    private static void WriteFindCallback(
        SourceWriter writer, TypeScope scope, CallSchema call, IReadOnlyList<(ParameterSchema Parameter, string Argument)> sent, ClientNames client)
    {
        using (writer.Block($"public {Connections}CallbackTarget? FindCallback(int parameter) => parameter switch", ";"))
        {
            for (int i = 0; i < call.Parameters.Count; i++)
            {
                if (call.Parameters[i].Callback is { } callback)
                {
                    string argument = sent.First(pair => pair.Parameter == call.Parameters[i]).Argument;
                    string types = $"{scope.GlobalCallback(callback)}, {client.OfCallback(callback)}";
                    writer.Line($"{Literal.Int32(i)} => {Connections}CallbackTarget.Of<{types}>({argument}),");
                }
            }

            writer.Line("_ => null,");
        }
    }

    private static void WriteEmpty(SourceWriter writer, string accessibility, string name)
    {
        using (writer.Block($"{accessibility} readonly struct {name} : {Payload}"))
        using (writer.Block($"public void Write(ref {Wire}WireWriter writer)"))
        {
        }
    }
}
