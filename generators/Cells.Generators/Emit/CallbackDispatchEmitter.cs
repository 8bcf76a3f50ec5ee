using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits, at the client, what runs the methods of a callback interface when the cell calls them.</summary>
internal static class CallbackDispatchEmitter
{
    private const string Wire = "global::Cells.Wire.";
    private const string Connections = "global::Cells.Connections.";
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    /// <summary>The struct for one interface.</summary>
    public static void Write(SourceWriter writer, CallbackSchema callback, CallbackModel model, string name, TypeScope scope)
    {
        string target = scope.GlobalCallback(callback.Name);
        UniqueNames taken = new([name, "DispatchAsync", "NameOf", "TryWriteError", .. ReservedMembers.OfObjects]);
        string[] names = [.. callback.Methods.Select(method => Identifier.Escape(taken.Take(method.Name)))];
        using (writer.Block($"private readonly struct {name} : {Connections}ICallbackDispatcher<{target}>"))
        {
            using (writer.Block($"public static {ValueTask} DispatchAsync({target} target, {Connections}CallbackCall call) => call.Method switch", ";"))
            {
                for (int i = 0; i < names.Length; i++)
                {
                    writer.Line($"{Literal.Int32(i)} => {names[i]}(target, call),");
                }

                writer.Line("_ => call.ReplyUnimplemented(),");
            }

            writer.Line();
            using (writer.Block("public static string? NameOf(int method) => method switch", ";"))
            {
                for (int i = 0; i < names.Length; i++)
                {
                    writer.Line($"{Literal.Int32(i)} => {Literal.String(callback.Methods[i].Name)},");
                }

                writer.Line("_ => null,");
            }

            writer.Line();
            writer.Line("// A callback declares no errors: what it throws crosses with its status and message.");
            using (writer.Block($"public static bool TryWriteError(int method, global::Cells.CellException error, out string name, ref {Wire}WireWriter writer)"))
            {
                writer.Line("name = string.Empty;");
                writer.Line("return false;");
            }

            for (int i = 0; i < names.Length; i++)
            {
                writer.Line();
                using (writer.Block($"private static {ValueTask} {names[i]}({target} target, {Connections}CallbackCall call)"))
                {
                    WriteMethod(writer, callback.Methods[i], model.Methods[i], scope);
                }
            }
        }
    }

    private static void WriteMethod(SourceWriter writer, CallSchema method, HandlerModel model, TypeScope scope)
    {
        UniqueNames names = new("target", "call", "request");
        string[] locals = [.. method.Parameters.Select(parameter => Identifier.Escape(names.Take(parameter.Name)))];
        writer.Line($"{Wire}WireReader request = call.OpenRequest();");
        for (int i = 0; i < locals.Length; i++)
        {
            TypeReference type = method.Parameters[i].Type;
            writer.Assignment($"{CSharpType.Of(type, scope)} {locals[i]} =", $"{CodecName.Of(type, scope)}.Read(ref request);");
        }

        writer.Line("request.Complete();");
        IEnumerable<string> arguments = model.Arguments.Select(argument => argument.Kind == ArgumentKind.Cancellation ? "call.CancellationToken" : locals[argument.ParameterIndex]);
        string invocation = $"target.{Identifier.Escape(model.MethodName)}({string.Join(", ", arguments)})";
        string result = method.Result is null ? string.Empty : CSharpType.Of(method.Result, scope);
        string reply = method.Result is null ? "call.ReplyAsync" : $"call.ReplyAsync<{result}, {CodecName.Of(method.Result, scope)}>";
        writer.Line(model.Return switch
        {
            HandlerReturn.Task => $"return {reply}(new {ValueTask}({invocation}));",
            HandlerReturn.TaskOfT => $"return {reply}(new {ValueTask}<{result}>({invocation}));",
            _ => $"return {reply}({invocation});",
        });
    }
}
