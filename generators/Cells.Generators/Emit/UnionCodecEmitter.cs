using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the codec of a union: the tag of the case, then the case as the object that it is.</summary>
internal static class UnionCodecEmitter
{
    private const string Wire = "global::Cells.Wire.";

    public static void Write(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        using (CodecEmitter.Declare(writer, type, scope))
        {
            writer.Line($"public static {Wire}WireShape Shape => {Wire}WireShape.Object;");
            writer.Line();
            using (CodecEmitter.DeclareWrite(writer, type, scope))
            {
                CodecEmitter.WriteNullCheck(writer, type);
                WriteCases(writer, type, scope);
                writer.Line();
                writer.Line("writer.EndUnion();");
            }

            writer.Line();
            using (CodecEmitter.DeclareRead(writer, type, scope))
            {
                ReadCases(writer, type, scope);
                writer.Line("reader.EndUnion();");
                writer.Line("return value;");
            }
        }
    }

    // A case of a generic union has the union's type parameters.
    private static string CaseType(TypeSchema union, string name, TypeScope scope) =>
        scope.GlobalName(name) + CSharpType.Arguments([.. union.TypeParameters.Select(Identifier.EscapeType)]);

    private static string CaseCodec(TypeSchema union, string name, TypeScope scope) =>
        scope.GlobalCodecName(name) + CodecEmitter.TypeParameterList(union);

    private static void WriteCases(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        UniqueNames names = new("writer", "value");
        using (writer.Block("switch (value)"))
        {
            for (int tag = 0; tag < type.Cases.Count; tag++)
            {
                string name = type.Cases[tag];
                string local = Identifier.Escape(names.Take(Identifier.ToCamelCase(TypeName.Simple(name))));
                writer.Line($"case {CaseType(type, name, scope)} {local}:");
                writer.Continuation($"writer.WriteUnionTag({Literal.Int32(tag)});");
                writer.Continuation($"{CaseCodec(type, name, scope)}.Write(ref writer, {local});");
                writer.Continuation("break;");
            }

            writer.Line("default:");
            writer.Continuation(
                $"throw new {Wire}CellFormatException($\"{{value.GetType()}} is no case of the union\", typePath: {Literal.String(type.Name)});");
        }
    }

    private static void ReadCases(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        string name = Literal.String(type.Name);
        writer.Line($"int tag = reader.ReadUnionTag({Literal.Int32(type.Cases.Count)}, {name});");
        using (writer.Block($"{CodecEmitter.SelfType(type, scope)} value = tag switch", ";"))
        {
            for (int tag = 0; tag < type.Cases.Count; tag++)
            {
                writer.Line($"{Literal.Int32(tag)} => {CaseCodec(type, type.Cases[tag], scope)}.Read(ref reader),");
            }

            writer.Line($"_ => throw new {Wire}CellFormatException($\"the union has no case {{tag}}\", typePath: {name}),");
        }
    }
}
