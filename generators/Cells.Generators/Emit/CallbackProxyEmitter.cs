using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits, at the cell, the implementations of its callback interfaces: each method calls the client that passed the callback.</summary>
internal sealed class CallbackProxyEmitter
{
    private const string Class = "CellCallbacks";
    private const string CallbackMethod = "global::Cells.Hosting.CallbackMethod";

    private readonly CellModel _cell;
    private readonly TypeScope _scope;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public CallbackProxyEmitter(CellModel cell, TypeScope scope)
    {
        _cell = cell;
        _scope = scope;
        UniqueNames taken = new([Class, .. ReservedMembers.OfObjects]);
        foreach (CallbackSchema callback in cell.Schema.Callbacks)
        {
            _names.Add(callback.Name, taken.Take(CallbackNames.Stem(callback.Name) + "Proxy"));
        }
    }

    /// <summary>The expression that makes the implementation of the callback that the call's parameter numbered <paramref name="parameter"/> passed.</summary>
    public string Creation(string callback, int parameter) => $"new {Class}.{_names[callback]}(call.OpenCallback({Literal.Int32(parameter)}))";

    /// <summary>Writes the class of the implementations; nothing when no call takes a callback.</summary>
    public void Write(SourceWriter writer)
    {
        if (_cell.Callbacks.IsEmpty)
        {
            return;
        }

        writer.Line();
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"private static class {Class}"))
        {
            for (int i = 0; i < _cell.Callbacks.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                WriteProxy(writer, _cell.Schema.Callbacks[i], _cell.Callbacks[i]);
            }
        }
    }

    private void WriteProxy(SourceWriter writer, CallbackSchema callback, CallbackModel model)
    {
        string name = _names[callback.Name];
        string target = _scope.GlobalCallback(callback.Name);

        // A parameter of the same name would hide it.
        string field = new UniqueNames([.. model.Methods.SelectMany(static method => method.Arguments).Select(static argument => argument.Name)]).Take("callback");
        UniqueNames taken = new([name, .. ReservedMembers.OfObjects]);
        string[] descriptors = [.. callback.Methods.Select(method => taken.Take(method.Name + "Method"))];
        string[] payloads = [.. callback.Methods.Select(method => taken.Take(method.Name + "Payload"))];
        using (writer.Block($"public sealed class {name}(global::Cells.Hosting.ServerCallback {field}) : {target}"))
        {
            for (int i = 0; i < descriptors.Length; i++)
            {
                string arguments = $"{Literal.Int32(i)}, {Literal.String($"{callback.Name}.{callback.Methods[i].Name}")}";
                writer.Line($"private static readonly {CallbackMethod} {descriptors[i]} = new({arguments});");
            }

            for (int i = 0; i < descriptors.Length; i++)
            {
                writer.Line();
                WriteMethod(writer, target, callback.Methods[i], model.Methods[i], field, descriptors[i], payloads[i]);
            }

            for (int i = 0; i < payloads.Length; i++)
            {
                writer.Line();
                PayloadEmitter.WriteStruct(writer, _scope, callback.Methods[i], "private", payloads[i]);
            }
        }
    }

    private void WriteMethod(SourceWriter writer, string target, CallSchema method, HandlerModel model, string field, string descriptor, string payload)
    {
        string[] parameters =
        [
            .. model.Arguments.Select(argument => (argument.Kind == ArgumentKind.Cancellation
                ? "global::System.Threading.CancellationToken "
                : CSharpType.Of(method.Parameters[argument.ParameterIndex].Type, _scope) + " ") + Identifier.Escape(argument.Name)),
        ];
        string[] values =
        [
            .. model.Arguments.Where(static argument => argument.Kind == ArgumentKind.Parameter)
                .OrderBy(static argument => argument.ParameterIndex)
                .Select(static argument => Identifier.Escape(argument.Name)),
        ];
        string cancel = model.Arguments.FirstOrDefault(static argument => argument.Kind == ArgumentKind.Cancellation)?.Name is { } token ? Identifier.Escape(token) : "default";
        bool isTask = model.Return is HandlerReturn.Task or HandlerReturn.TaskOfT;
        string result = method.Result is null ? string.Empty : CSharpType.Of(method.Result, _scope);
        string type = $"global::System.Threading.Tasks.{(isTask ? "Task" : "ValueTask")}{(result.Length == 0 ? string.Empty : $"<{result}>")}";
        string types = method.Result is null ? payload : $"{payload}, {result}, {CodecName.Of(method.Result, _scope)}";
        writer.List($"{type} {target}.{Identifier.Escape(model.MethodName)}(", parameters, ") =>");
        string[] arguments = [descriptor, $"new {payload}({string.Join(", ", values)})", cancel];
        writer.ContinuationList($"{field}.CallAsync<{types}>(", arguments, isTask ? ").AsTask();" : ");");
    }
}
