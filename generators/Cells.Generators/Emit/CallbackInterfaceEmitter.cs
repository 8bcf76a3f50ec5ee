using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the interfaces of a dependency that its clients implement.</summary>
internal static class CallbackInterfaceEmitter
{
    private const string ValueTask = "global::System.Threading.Tasks.ValueTask";

    /// <summary>The file of one interface.</summary>
    public static GeneratedSource Emit(CallbackSchema callback, TypeScope scope, string visibility, HintNames hints)
    {
        string name = scope.CallbackCodeName(callback.Name);
        SourceWriter writer = SourceWriter.StartFile();
        References.SilenceWarnings(writer, callback.Methods.SelectMany(References.NamesIn), scope, []);
        writer.Namespace(NamespaceOverride.Of(name));
        DocumentationComment.Write(writer, callback.Documentation, $"What {scope.Schema.Contract} calls back.");
        Attributes.WriteGeneratedCode(writer);
        Attributes.WriteObsolete(writer, callback.Obsolete);
        using (writer.Block($"{visibility} interface {Identifier.EscapeType(TypeName.Simple(name))}"))
        {
            for (int i = 0; i < callback.Methods.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                WriteMethod(writer, callback.Methods[i], scope);
            }
        }

        return new GeneratedSource(hints.Take(name), writer.ToString());
    }

    /// <summary>The methods of the interfaces as <see cref="Emit"/> declares them.</summary>
    public static EquatableArray<CallbackModel> ModelsOf(CellSchema schema) => schema.Callbacks
        .Select(static callback => new CallbackModel(callback.Name, callback.Methods.Select(ModelOf).ToEquatableArray()))
        .ToEquatableArray();

    private static HandlerModel ModelOf(CallSchema method, int index) => new()
    {
        CallIndex = index,
        MethodName = method.Name + "Async",
        Return = method.Result is null ? HandlerReturn.ValueTask : HandlerReturn.ValueTaskOfT,
        Arguments = method.Parameters
            .Select(static (parameter, i) => new ArgumentModel(ArgumentKind.Parameter, parameter.Name, i))
            .Append(new ArgumentModel(ArgumentKind.Cancellation, "cancel", -1))
            .ToEquatableArray(),
    };

    private static void WriteMethod(SourceWriter writer, CallSchema method, TypeScope scope)
    {
        UniqueNames names = new();
        string[] parameters = [.. method.Parameters.Select(parameter => $"{CSharpType.Of(parameter.Type, scope)} {Identifier.Escape(names.Take(parameter.Name))}")];
        string cancel = names.Take("cancel");
        DocumentedName[] documented =
        [
            .. method.Parameters.Select(static parameter => new DocumentedName(parameter.Name, $"The cell's <c>{parameter.Name}</c>.")),
            new DocumentedName(cancel, "Cancelled when the cell no longer waits."),
        ];
        DocumentationComment.Write(writer, method.Documentation, $"The cell calls {method.Name}.", [], documented);
        Attributes.WriteObsolete(writer, method.Obsolete);
        Attributes.WriteRenamed(writer, method.OldNames);
        string type = method.Result is null ? ValueTask : $"{ValueTask}<{CSharpType.Of(method.Result, scope)}>";
        writer.List($"{type} {Identifier.Escape(method.Name + "Async")}(", [.. parameters, $"global::System.Threading.CancellationToken {Identifier.Escape(cancel)}"], ");");
    }
}
