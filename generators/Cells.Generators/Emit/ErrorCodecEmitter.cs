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

            if (!scope.HasClient)
            {
                return;
            }

            writer.Line();
            if (scope.IsDeclaredHere(type))
            {
                WriteReadOfDeclared(writer, type, scope);
            }
            else
            {
                WriteReadOfGenerated(writer, type, scope);
            }
        }
    }

    // The producer's own class has the constructor that its author wrote, which makes status and message itself.
    private static void WriteReadOfDeclared(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        using (writer.Block($"public static {CodecEmitter.SelfType(type, scope)} Read(ref {Wire}WireReader reader)"))
        {
            Construction construction = new(type, scope);
            ReadMembers(writer, type, construction);
            construction.WriteReturn(writer);
        }
    }

    private static void WriteReadOfGenerated(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        string parameters = $"global::Cells.CellStatus status, string message, ref {Wire}WireReader reader";
        using (writer.Block($"public static {CodecEmitter.SelfType(type, scope)} Read({parameters})"))
        {
            Construction construction = new(type, scope, "status", "message");
            ReadMembers(writer, type, construction);
            construction.WriteReturn(writer, "status", "message");
        }
    }

    private static void ReadMembers(SourceWriter writer, TypeSchema type, Construction construction)
    {
        writer.Line($"reader.ReadObjectHeader({Literal.Int32(type.Members.Count)}, {Literal.String(type.Name)});");
        for (int i = 0; i < type.Members.Count; i++)
        {
            writer.Line(construction.ReadMember(i));
        }

        writer.Line("reader.EndObject();");
    }
}
