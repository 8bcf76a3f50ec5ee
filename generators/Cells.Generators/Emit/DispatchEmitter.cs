using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits a cell's dispatcher: call number to handler, arguments in, result or declared error out.</summary>
internal static class DispatchEmitter
{
    private const string Wire = "global::Cells.Wire.";
    private const string ServerCall = "global::Cells.Hosting.ServerCall";
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    private const string Handlers = "CellCalls";

    /// <summary>The switch over the call numbers. Subscriptions to events never come here: the runtime answers them.</summary>
    public static void WriteDispatch(SourceWriter writer, CellModel cell, string self, string contract)
    {
        writer.Line($"static {ValueTask} {contract}.DispatchAsync(");
        writer.Continuation($"{self} cell, {ServerCall} call) =>");
        using (writer.IndentedBlock("call.Index switch", ";"))
        {
            foreach (HandlerModel handler in cell.Handlers)
            {
                string method = $"{Handlers}.{HandlerName(cell, handler)}";
                string run = handler switch
                {
                    { IsBlocking: true, IsLeased: true } => $"call.RunBlockingAsync(cell, {method}, isLeased: true)",
                    { IsBlocking: true } => $"call.RunBlockingAsync(cell, {method})",
                    { IsLeased: true } => $"call.RunLeasedAsync(cell, {method})",
                    _ => $"{method}(cell, call)",
                };
                writer.Line($"{Literal.Int32(handler.CallIndex)} => {run},");
            }

            writer.Line("_ => call.ReplyUnimplemented(),");
        }
    }

    /// <summary>The names of the calls, for which a process would have to read its schema otherwise.</summary>
    public static void WriteNameOf(SourceWriter writer, CellSchema schema, string contract)
    {
        using (writer.Block($"static string? {contract}.NameOf(int call) => call switch", ";"))
        {
            for (int i = 0; i < schema.Calls.Count; i++)
            {
                writer.Line($"{Literal.Int32(i)} => {Literal.String(schema.Calls[i].Name)},");
            }

            writer.Line("_ => null,");
        }
    }

    /// <summary>The switch over the errors that each call declares.</summary>
    public static void WriteTryWriteError(SourceWriter writer, CellSchema schema, TypeScope scope, string contract)
    {
        writer.Line($"static bool {contract}.TryWriteError(");
        writer.Continuation($"int call, global::Cells.CellException error, out string name, ref {Wire}WireWriter writer)");
        using (writer.OpenBrace())
        {
            if (!schema.Calls.Any(call => !call.Errors.IsEmpty))
            {
                writer.Line("name = string.Empty;");
                writer.Line("return false;");
                return;
            }

            using (writer.Block("switch (call)"))
            {
                for (int i = 0; i < schema.Calls.Count; i++)
                {
                    foreach (string error in schema.Calls[i].Errors)
                    {
                        writer.Line($"case {Literal.Int32(i)} when error is {scope.GlobalName(error)} declared:");
                        writer.Continuation($"name = {Literal.String(error)};");
                        writer.Continuation($"{scope.GlobalCodecName(error)}.Write(ref writer, declared);");
                        writer.Continuation("return true;");
                    }
                }

                writer.Line("default:");
                writer.Continuation("name = string.Empty;");
                writer.Continuation("return false;");
            }
        }
    }

    /// <summary>The methods behind the switch, in a class of their own so that they clash with none of the cell's members.</summary>
    public static void WriteHandlers(SourceWriter writer, CellModel cell, TypeScope scope, string self)
    {
        EquatableArray<HandlerModel> handlers = cell.Handlers;
        if (handlers.IsEmpty)
        {
            return;
        }

        ConstraintEmitter constraints = new(scope);
        CallbackProxyEmitter callbacks = new(cell, scope);
        writer.Line();
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"private static class {Handlers}"))
        {
            for (int i = 0; i < handlers.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                using (writer.Block($"public static {ValueTask} {HandlerName(cell, handlers[i])}({self} cell, {ServerCall} call)"))
                {
                    WriteHandler(writer, handlers[i], cell.Schema.Calls[handlers[i].CallIndex], scope, constraints, callbacks);
                }
            }
        }

        constraints.Write(writer);
        callbacks.Write(writer);
    }

    private static void WriteHandler(
        SourceWriter writer, HandlerModel handler, CallSchema call, TypeScope scope, ConstraintEmitter constraints, CallbackProxyEmitter callbacks)
    {
        UniqueNames names = new("cell", "call", "request", "refusal");
        string[] locals = [.. call.Parameters.Select(parameter => Identifier.Escape(names.Take(parameter.Name)))];
        writer.Line($"{Wire}WireReader request = call.OpenRequest();");
        for (int i = 0; i < locals.Length; i++)
        {
            ParameterSchema parameter = call.Parameters[i];
            if (parameter.IsStream)
            {
                continue;
            }

            string read = $"{CodecName.Of(parameter.Type, scope)}.Read(ref request)";
            if (parameter.Callback is not null)
            {
                writer.Assignment($"{scope.GlobalCallback(parameter.Callback)}? {locals[i]} =", $"{read} ? {callbacks.Creation(parameter.Callback, i)} : null;");
                continue;
            }

            writer.Assignment($"{CSharpType.Of(parameter.Type, scope)} {locals[i]} =", read + ";");
        }

        writer.Line("request.Complete();");
        for (int i = 0; i < locals.Length; i++)
        {
            if (call.Parameters[i] is { Callback: not null, IsOptionalCallback: false })
            {
                using (writer.Block($"if ({locals[i]} is null)"))
                {
                    writer.Line($"return call.ReplyRefusal({Literal.String($"{scope.CellName}.{call.Name}({call.Parameters[i].Name}) is missing")});");
                }

                writer.Line();
            }
        }

        if (constraints.IsConstrained(call))
        {
            using (writer.Block($"if ({ConstraintEmitter.CheckOf(call, locals.Where((_, index) => ConstraintEmitter.IsChecked(call.Parameters[index])))} is {{ }} refusal)"))
            {
                writer.Line("return call.ReplyRefusal(refusal);");
            }

            writer.Line();
        }

        IEnumerable<string> arguments = handler.Arguments.Select(argument => argument.Kind switch
        {
            ArgumentKind.Cancellation => "call.CancellationToken",
            ArgumentKind.Context => "call.Context",
            _ when call.Parameters[argument.ParameterIndex].IsStream => OpenItems(call, call.Parameters[argument.ParameterIndex], scope, constraints),
            _ => locals[argument.ParameterIndex],
        });
        string invocation = $"cell.{Identifier.Escape(handler.MethodName)}({string.Join(", ", arguments)})";
        string result = call.Result is null ? string.Empty : CSharpType.Of(call.Result, scope);
        string reply = call.Result is null ? string.Empty : $"<{result}, {CodecName.Of(call.Result, scope)}>";
        switch (handler.Return)
        {
            case HandlerReturn.Void:
                writer.Line(invocation + ";");
                writer.Line("call.Reply();");
                writer.Line("return default;");
                break;
            case HandlerReturn.Value:
                writer.Line($"call.Reply{reply}({invocation});");
                writer.Line("return default;");
                break;
            case HandlerReturn.Stream:
                writer.Line($"return call.ReplyStreamAsync{reply}({invocation});");
                break;
            case HandlerReturn.Task:
                writer.Line($"return call.ReplyAsync(new {ValueTask}({invocation}));");
                break;
            case HandlerReturn.TaskOfT:
                writer.Line($"return call.ReplyAsync{reply}(new {ValueTask}<{result}>({invocation}));");
                break;
            default:
                writer.Line($"return call.ReplyAsync{reply}({invocation});");
                break;
        }
    }

    // The items are checked as they come, each before the handler gets it.
    private static string OpenItems(CallSchema call, ParameterSchema items, TypeScope scope, ConstraintEmitter constraints)
    {
        string check = constraints.IsItemConstrained(call) ? "static item => " + ConstraintEmitter.CheckOfItem(call, "item") : string.Empty;
        return $"call.OpenItems<{CSharpType.Of(items.Type, scope)}, {CodecName.Of(items.Type, scope)}>({check})";
    }

    private static string HandlerName(CellModel cell, HandlerModel handler)
    {
        string name = cell.Schema.Calls[handler.CallIndex].Name;
        return name == Handlers ? name + "_" : Identifier.Escape(name);
    }
}
