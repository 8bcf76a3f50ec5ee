using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits how a cell publishes its events: the list of subscribers, and the body of each event's method.</summary>
internal static class EventEmitter
{
    private const string Hub = "global::Cells.Hosting.EventHub";
    private const string Payloads = "CellEvents";

    /// <summary>The subscribers, the methods' bodies and the structs that write the arguments.</summary>
    public static void Write(SourceWriter writer, CellModel cell, TypeScope scope, string self, string contract)
    {
        string header = $"static {Hub}? {contract}.EventsOf({self} cell) =>";
        if (cell.Events.IsEmpty)
        {
            writer.Assignment(header, "null;");
            return;
        }

        writer.Assignment(header, $"cell.{cell.EventsField};");
        writer.Line();
        writer.Line($"private readonly {Hub} {cell.EventsField} = new();");
        foreach (EventModel model in cell.Events)
        {
            writer.Line();
            WriteMethod(writer, cell, model, scope);
        }

        writer.Line();
        WritePayloads(writer, cell, scope);
    }

    private static void WriteMethod(SourceWriter writer, CellModel cell, EventModel model, TypeScope scope)
    {
        CallSchema call = cell.Schema.Calls[model.CallIndex];
        string[] parameters =
        [
            .. model.Arguments.Select(argument => argument.Kind switch
            {
                ArgumentKind.Cancellation => "global::System.Threading.CancellationToken ",
                ArgumentKind.Context => "global::Cells.CallContext ",
                _ => CSharpType.Of(call.Parameters[argument.ParameterIndex].Type, scope) + " ",
            } + Identifier.Escape(argument.Name)),
        ];
        string[] values =
        [
            .. model.Arguments.Where(static argument => argument.Kind == ArgumentKind.Parameter)
                .OrderBy(static argument => argument.ParameterIndex)
                .Select(static argument => Identifier.Escape(argument.Name)),
        ];
        string cancel = model.Arguments.FirstOrDefault(static argument => argument.Kind == ArgumentKind.Cancellation)?.Name is { } token ? Identifier.Escape(token) : "default";
        string name = $"{model.Modifiers} global::System.Threading.Tasks.ValueTask {Identifier.Escape(model.MethodName)}(";
        writer.List(name, parameters, ") =>");
        string[] arguments =
        [
            Literal.Int32(model.CallIndex),
            "global::Cells.EventOverflow." + model.Overflow,
            $"new {Payloads}.{PayloadName(call)}({string.Join(", ", values)})",
            cancel,
        ];

        // A parameter may be named like the field.
        writer.ContinuationList($"this.{cell.EventsField}.PublishAsync(", arguments, ");");
    }

    private static void WritePayloads(SourceWriter writer, CellModel cell, TypeScope scope)
    {
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"private static class {Payloads}"))
        {
            for (int i = 0; i < cell.Events.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                CallSchema call = cell.Schema.Calls[cell.Events[i].CallIndex];
                PayloadEmitter.WriteStruct(writer, scope, call, "public", PayloadName(call));
            }
        }
    }

    private static string PayloadName(CallSchema call) => call.Name + "Payload";
}
