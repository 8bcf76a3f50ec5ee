using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the interface of a cell: every call in each of its forms.</summary>
internal static class InterfaceEmitter
{
    /// <summary>The simple name of the interface.</summary>
    public static string Name(TypeScope scope) => "I" + scope.CellName;

    /// <summary>The file.</summary>
    public static GeneratedSource Emit(TypeScope scope, string visibility, bool isProducer, HintNames hints)
    {
        CallSchema[] calls = [.. scope.Schema.Calls];
        SourceWriter writer = SourceWriter.StartFile();
        References.SilenceWarnings(writer, calls.SelectMany(References.NamesIn), scope, References.WarningsOfCallbacks(scope, isProducer));
        writer.Namespace(scope.Namespace);
        DocumentationComment.Write(writer, scope.Schema.Documentation, $"Calls the cell {scope.Schema.Contract}.");
        Attributes.WriteGeneratedCode(writer);
        string self = ContractEmitter.Global(scope, Name(scope));
        using (writer.Block($"{visibility} interface {Identifier.EscapeType(Name(scope))} : global::Cells.ICellClient<{self}>"))
        {
            bool isFirst = true;
            foreach (CallSchema call in calls)
            {
                CallSignature signature = new(call, scope);
                foreach (CallForm form in CallForms.Of(call))
                {
                    if (!isFirst)
                    {
                        writer.Line();
                    }

                    isFirst = false;
                    signature.WriteDocumentation(writer, form);
                    WriteAttributes(writer, call);
                    signature.Write(writer, form, string.Empty, string.Empty, ";");
                }
            }

            foreach ((string name, CallSchema call) in OldNames.Of(calls, scope))
            {
                CallSignature signature = new(call, scope);
                foreach (CallForm form in CallForms.Of(call))
                {
                    writer.Line();
                    signature.WriteForwarder(writer, name, form, string.Empty);
                }
            }
        }

        string hint = (scope.Namespace.Length == 0 ? string.Empty : scope.Namespace + ".") + Name(scope);
        return new GeneratedSource(hints.Take(hint), writer.ToString());
    }

    /// <summary>What a call's methods are marked with, at the interface and at the client alike.</summary>
    public static void WriteAttributes(SourceWriter writer, CallSchema call)
    {
        Attributes.WriteObsolete(writer, call.Obsolete);
        Attributes.WriteExperimental(writer, call.Experimental);
        Attributes.WriteRenamed(writer, call.OldNames);
    }
}
