using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the contract class: fingerprint, schema document and call descriptors. It is the same at the producer and its consumers.</summary>
internal static class ContractEmitter
{
    /// <summary>The simple name of the contract class.</summary>
    public static string Name(TypeScope scope) => scope.CellName + "Contract";

    /// <summary>The full name of the contract class.</summary>
    public static string GlobalName(TypeScope scope) => Global(scope, Name(scope));

    /// <summary>The full name of something generated beside the contract class.</summary>
    public static string Global(TypeScope scope, string name) => scope.Namespace.Length == 0
        ? "global::" + Identifier.EscapeType(name)
        : $"global::{Identifier.EscapePath(scope.Namespace)}.{Identifier.EscapeType(name)}";

    /// <summary>The full name of the descriptor of <paramref name="call"/>.</summary>
    public static string Descriptor(TypeScope scope, CallSchema call) => $"{GlobalName(scope)}.Calls.{DescriptorName(call)}";

    /// <summary>The file.</summary>
    /// <param name="scope">The scope of the schema.</param>
    /// <param name="hints">Names the file.</param>
    /// <param name="isProducer">Whether the assembly attribute comes with it, from which a build exports the schema.</param>
    public static GeneratedSource Emit(TypeScope scope, HintNames hints, bool isProducer) => new(hints.Take(Hint(scope)), Write(scope, isProducer));

    /// <summary>What the file's name is made from.</summary>
    public static string Hint(TypeScope scope) => (scope.Namespace.Length == 0 ? string.Empty : scope.Namespace + ".") + Name(scope);

    /// <summary>The file's text.</summary>
    public static string Write(TypeScope scope, bool isProducer)
    {
        CellSchema schema = scope.Schema;
        SourceWriter writer = SourceWriter.StartFile();
        if (isProducer)
        {
            string contract = GlobalName(scope);
            writer.Line();
            writer.Line($"[assembly: global::Cells.CellSchema({Literal.String(schema.Contract)}, {contract}.Fingerprint, {contract}.Schema)]");
        }

        writer.Namespace(scope.Namespace);
        writer.Line($"/// <summary>The contract of <c>{schema.Contract}</c>.</summary>");
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"internal static class {Identifier.EscapeType(Name(scope))}"))
        {
            writer.Line("/// <summary>Identifies everything that the bytes of a call depend on.</summary>");
            writer.Line($"public const string Fingerprint = {Literal.String(SchemaFingerprint.Compute(schema))};");
            writer.Line();
            WriteDescriptors(writer, schema);
            writer.Line();
            writer.Line("/// <summary>What a handshake compares.</summary>");
            string arguments = $"{Literal.String(schema.Contract)}, Fingerprint, Schema";
            writer.Line($"public static readonly global::Cells.Connections.CellContract Contract = new({arguments});");
            writer.Line();
            WriteSchema(writer, SchemaDocument.Write(schema));
        }

        return writer.ToString();
    }

    private static void WriteDescriptors(SourceWriter writer, CellSchema schema)
    {
        writer.Line("/// <summary>The calls, each with its number on the wire.</summary>");
        using (writer.Block("public static class Calls"))
        {
            for (int i = 0; i < schema.Calls.Count; i++)
            {
                CallSchema call = schema.Calls[i];
                List<string> options = [];
                if (call.IsIdempotent)
                {
                    options.Add("Idempotent = true");
                }

                if (call.IsExactlyOnce)
                {
                    options.Add("ExactlyOnce = true");
                }

                if (call.DeadlineMs is int deadline)
                {
                    options.Add($"DeadlineMs = {Literal.Int32(deadline)}");
                }

                if (i > 0)
                {
                    writer.Line();
                }

                string initializer = options.Count == 0 ? string.Empty : $" {{ {string.Join(", ", options)} }}";
                writer.Line("/// <summary><c>" + Summary(call) + "</c></summary>");
                writer.Line(
                    $"public static readonly global::Cells.Connections.CallDescriptor {DescriptorName(call)} = "
                    + $"new({Literal.Int32(i)}, {Literal.String(call.Name)}){initializer};");
            }
        }
    }

    // Get(String sku): Shop.Product
    private static string Summary(CallSchema call)
    {
        string kind = call.Kind == CallKind.Unary ? string.Empty : call.Kind + " ";
        string parameters = string.Join(
            ", ",
            call.Parameters.Select(parameter => $"{(parameter.IsStream ? "stream " : "")}{TypeExpression.Format(parameter.Type)} {parameter.Name}"));
        string result = call.Result is null ? string.Empty : ": " + TypeExpression.Format(call.Result);
        return DocumentationXml.Escape($"{kind}{call.Name}({parameters}){result}");
    }

    private static void WriteSchema(SourceWriter writer, string document)
    {
        writer.Line("/// <summary>The schema document.</summary>");
        if (Literal.RawLines(document) is not { } lines)
        {
            writer.Line($"public const string Schema = {Literal.String(document)};");
            return;
        }

        writer.Line("public const string Schema =");
        for (int i = 0; i < lines.Length; i++)
        {
            writer.Continuation(i == lines.Length - 1 ? lines[i] + ";" : lines[i]);
        }
    }

    // A static member may not be named like its class, and should hide nothing of object's.
    private static string DescriptorName(CallSchema call) =>
        call.Name is "Calls" or "Equals" or "GetHashCode" or "GetType" or "ToString" or "MemberwiseClone" or "ReferenceEquals"
            ? call.Name + "_"
            : Identifier.Escape(call.Name);
}
