using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the interface of a cell: every call in an awaitable and a blocking form.</summary>
internal static class InterfaceEmitter
{
    /// <summary>The simple name of the interface.</summary>
    public static string Name(TypeScope scope) => "I" + scope.CellName;

    /// <summary>The file.</summary>
    public static GeneratedSource Emit(TypeScope scope, string visibility, HintNames hints)
    {
        CallSchema[] calls = [.. scope.Schema.Calls.Where(CallSignature.IsCarried)];
        SourceWriter writer = SourceWriter.StartFile();
        References.SilenceWarnings(writer, calls.SelectMany(References.NamesIn), scope, []);
        writer.Namespace(scope.Namespace);
        DocumentationComment.Write(writer, scope.Schema.Documentation, $"Calls the cell {scope.Schema.Contract}.");
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"{visibility} interface {Identifier.EscapeType(Name(scope))}"))
        {
            for (int i = 0; i < calls.Length; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                CallSignature signature = new(calls[i], scope);
                signature.WriteDocumentation(writer, isBlocking: false);
                WriteAttributes(writer, calls[i]);
                signature.Write(writer, isBlocking: false, string.Empty, string.Empty, ";");
                writer.Line();
                signature.WriteDocumentation(writer, isBlocking: true);
                WriteAttributes(writer, calls[i]);
                signature.Write(writer, isBlocking: true, string.Empty, string.Empty, ";");
            }

            foreach ((string name, CallSchema call) in OldNames.Of(calls, scope))
            {
                CallSignature signature = new(call, scope);
                foreach (bool isBlocking in new[] { false, true })
                {
                    writer.Line();
                    signature.WriteForwarder(writer, name, isBlocking, string.Empty);
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
