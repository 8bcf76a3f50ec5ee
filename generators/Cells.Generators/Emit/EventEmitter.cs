using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the body of each event's method.</summary>
internal static class EventEmitter
{
    /// <summary>The methods, an empty line before each. The runtime does not carry events yet: they publish to nobody.</summary>
    public static void Write(SourceWriter writer, CellModel cell, TypeScope scope)
    {
        foreach (EventModel model in cell.Events)
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
            writer.Line();
            writer.List($"{model.Modifiers} global::System.Threading.Tasks.ValueTask {Identifier.Escape(model.MethodName)}(", parameters, ") => default;");
        }
    }
}
