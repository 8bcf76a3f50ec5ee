using Cells.Schema;

namespace Cells.Generators;

/// <summary>
/// Emits the codec of a declared error. Its members cross as an object; status and message travel beside them, so that it is no codec of a whole value.
/// </summary>
internal static class ErrorCodecEmitter
{
    private const string Wire = "global::Cells.Wire.";

    public static void Write(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        string self = CodecEmitter.SelfType(type, scope);
        string count = Literal.Int32(type.Members.Count);
        writer.Line($"/// <summary>The wire form of the members of <c>{TypeName.WithoutArity(scope.CodeName(type.Name))}</c>.</summary>");
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"internal static class {Identifier.EscapeType(scope.CodecName(type))}"))
        {
            using (writer.Block($"public static void Write(ref {Wire}WireWriter writer, {self} value)"))
            {
                writer.Line($"writer.WriteObjectHeader({count});");
                foreach (MemberSchema member in type.Members)
                {
                    writer.Line(CodecEmitter.WriteMember(member, scope));
                }

                writer.Line("writer.EndObject();");
            }

            // The producer's own class has the constructors that its author wrote, which no schema tells.
            if (!scope.IsDeclaredHere(type))
            {
                writer.Line();
                WriteRead(writer, type, scope);
            }
        }
    }

    private static void WriteRead(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        string parameters = $"global::Cells.CellStatus status, string message, ref {Wire}WireReader reader";
        using (writer.Block($"public static {CodecEmitter.SelfType(type, scope)} Read({parameters})"))
        {
            Construction construction = new(type, scope, "status", "message");
            writer.Line($"reader.ReadObjectHeader({Literal.Int32(type.Members.Count)}, {Literal.String(type.Name)});");
            for (int i = 0; i < type.Members.Count; i++)
            {
                construction.ReadMember(writer, i);
            }

            writer.Line("reader.EndObject();");
            construction.WriteReturn(writer, "status", "message");
        }
    }
}
