using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the methods of a client: each hands its arguments to the channel.</summary>
internal static class ClientCallEmitter
{
    /// <summary>Every form of every call, then the forms under old names, an empty line behind each.</summary>
    public static void Write(SourceWriter writer, TypeScope scope, CallSchema[] calls, string channel)
    {
        string contract = ContractEmitter.Global(scope, InterfaceEmitter.Name(scope)) + ".";
        ClientNames names = new(calls, scope);
        foreach (CallSchema call in calls)
        {
            bool isHidden = IsHidden(scope, call);
            CallSignature signature = new(call, scope);
            foreach (CallForm form in CallForms.Of(call))
            {
                writer.Line("/// <inheritdoc/>");
                InterfaceEmitter.WriteAttributes(writer, call);
                signature.Write(writer, form, isHidden ? string.Empty : "public ", isHidden ? contract : string.Empty, " =>");
                writer.ContinuationList($"{channel}.{Invocation(signature, form, names, scope)}(", Arguments(signature, form, names, scope), ");");
                writer.Line();
            }
        }

        // The interface has them too; a variable of the client's own type does not see those.
        foreach ((string name, CallSchema call) in OldNames.Of(calls, scope).Where(alias => !IsHidden(scope, alias.Call)))
        {
            CallSignature signature = new(call, scope);
            foreach (CallForm form in CallForms.Of(call))
            {
                signature.WriteForwarder(writer, name, form, "public ");
                writer.Line();
            }
        }
    }

    // ConnectAsync(CancellationToken) is taken, and a member cannot be named like its class.
    private static bool IsHidden(TypeScope scope, CallSchema call)
    {
        string client = ClientEmitter.Name(scope);
        bool isConnect = call.Name == "Connect" && (call.Parameters.IsEmpty || call.Kind == CallKind.Event);
        return isConnect || call.Name == client || call.Name + "Async" == client || call.Name is "OpenChannel" or "SchemaChanged";
    }

    // The channel's method with its type arguments: CallAsync<GetPayload, Product, ProductCodec>.
    private static string Invocation(CallSignature signature, CallForm form, ClientNames names, TypeScope scope)
    {
        CallSchema call = signature.Call;
        if (call.Kind == CallKind.Event)
        {
            return $"SubscribeAsync<{EventPayload.TypeOf(call, scope)}, {names.Of(call)}>";
        }

        string method = call.Kind switch
        {
            CallKind.ServerStream => "StreamAsync",
            CallKind.ClientStream => "SendStreamAsync",
            CallKind.Duplex => "DuplexAsync",
            _ => form == CallForm.Blocking ? "Call" : "CallAsync",
        };
        List<string> types = [names.Of(call)];
        if (call.Parameters.FirstOrDefault(static parameter => parameter.IsStream) is { } items)
        {
            types.AddRange([CSharpType.Of(items.Type, scope), CodecName.Of(items.Type, scope)]);
        }

        if (call.Result is not null)
        {
            types.AddRange([signature.Result!, CodecName.Of(call.Result, scope)]);
        }

        return $"{method}<{string.Join(", ", types)}>";
    }

    private static List<string> Arguments(CallSignature signature, CallForm form, ClientNames names, TypeScope scope)
    {
        CallSchema call = signature.Call;
        List<string> arguments = [ContractEmitter.Descriptor(scope, call)];
        if (call.Kind == CallKind.Event)
        {
            arguments.AddRange(form switch
            {
                CallForm.Events => ["null"],
                CallForm.EventsWithOptions => ["options"],
                _ => new[] { "handler", "options" },
            });
        }
        else
        {
            IEnumerable<string> values = signature.Arguments.Where((_, index) => !call.Parameters[index].IsStream);
            arguments.Add($"new {names.Of(call)}({string.Join(", ", values)})");
            arguments.AddRange(signature.Arguments.Where((_, index) => call.Parameters[index].IsStream));
        }

        arguments.Add(Identifier.Escape(signature.CancellationName));
        return arguments;
    }
}
