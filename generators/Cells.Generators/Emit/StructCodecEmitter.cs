using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the codecs of structs whose wire form is their memory image, or may be.</summary>
internal static class StructCodecEmitter
{
    private const string Wire = "global::Cells.Wire.";

    /// <summary>A struct without references: copied whole where that is right, else member by member with zeroed padding.</summary>
    public static void WriteRaw(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        if (scope.Layouts.ImageOf(type) is { IsBlock: true })
        {
            WriteBlock(writer, type, scope);
        }
        else
        {
            WritePadded(writer, type, scope);
        }
    }

    /// <summary>A generic struct: raw or an object, as its type arguments decide.</summary>
    public static void WriteGeneric(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        string shapes = string.Join(", ", type.Members.Select(member => CodecName.Of(member.Type, scope) + ".Shape"));
        using (CodecEmitter.Declare(writer, type, scope))
        {
            writer.Assignment($"private static readonly {Wire}RawLayout Layout =", $"{Wire}RawLayout.Sequential({shapes});");
            writer.Line();
            writer.Line($"public static {Wire}WireShape Shape => Layout.Shape;");
            writer.Line();
            using (CodecEmitter.DeclareWrite(writer, type, scope))
            {
                writer.Line("writer.BeginStruct(Layout);");
                for (int i = 0; i < type.Members.Count; i++)
                {
                    writer.Line($"writer.WritePadding(Layout.PaddingBefore({Literal.Int32(i)}));");
                    writer.Line(CodecEmitter.WriteMember(type.Members[i], scope));
                }

                writer.Line("writer.EndStruct(Layout);");
            }

            writer.Line();
            using (CodecEmitter.DeclareRead(writer, type, scope))
            {
                Construction construction = new(type, scope);
                writer.Line($"reader.BeginStruct(Layout, {Literal.String(type.Name)});");
                for (int i = 0; i < type.Members.Count; i++)
                {
                    writer.Line($"reader.SkipPadding(Layout.PaddingBefore({Literal.Int32(i)}));");
                    construction.ReadMember(writer, i);
                }

                writer.Line("reader.EndStruct(Layout);");
                construction.WriteReturn(writer);
            }
        }
    }

    private static void WriteBlock(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        string self = CodecEmitter.SelfType(type, scope);
        string size = Literal.Int32(type.Size ?? 0);
        using (CodecEmitter.Declare(writer, type, scope))
        {
            WriteShape(writer, type, isBlock: true);
            writer.Line();
            using (CodecEmitter.DeclareWrite(writer, type, scope))
            {
                writer.Line("CheckLayout();");
                writer.Line("writer.WriteBlock(in value);");
            }

            writer.Line();
            using (CodecEmitter.DeclareRead(writer, type, scope))
            {
                writer.Line("CheckLayout();");
                writer.Line($"return reader.ReadBlock<{self}>();");
            }

            writer.Line();
            writer.Line("// The value is copied whole, so its size in memory must be the schema's. A constant to the compiler: the check costs nothing.");
            using (writer.Block("private static void CheckLayout()"))
            using (writer.Block($"if (global::System.Runtime.CompilerServices.Unsafe.SizeOf<{self}>() != {size})"))
            {
                string reason = $"the struct is not laid out as its schema says: {size} bytes";
                writer.Line($"throw new {Wire}CellFormatException({Literal.String(reason)}, typePath: {Literal.String(type.Name)});");
            }
        }
    }

    private static void WritePadded(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        using (CodecEmitter.Declare(writer, type, scope))
        {
            WriteShape(writer, type, isBlock: false);
            writer.Line();
            using (CodecEmitter.DeclareWrite(writer, type, scope))
            {
                int position = 0;
                foreach (MemberSchema member in type.Members)
                {
                    Pad(writer, "writer.WritePadding", (member.Offset ?? position) - position);
                    writer.Line(CodecEmitter.WriteMember(member, scope));
                    position = (member.Offset ?? position) + (scope.Layouts.Of(member.Type)?.Size ?? 0);
                }

                Pad(writer, "writer.WritePadding", (type.Size ?? position) - position);
            }

            writer.Line();
            using (CodecEmitter.DeclareRead(writer, type, scope))
            {
                Construction construction = new(type, scope);
                int position = 0;
                for (int i = 0; i < type.Members.Count; i++)
                {
                    MemberSchema member = type.Members[i];
                    Pad(writer, "reader.SkipPadding", (member.Offset ?? position) - position);
                    construction.ReadMember(writer, i);
                    position = (member.Offset ?? position) + (scope.Layouts.Of(member.Type)?.Size ?? 0);
                }

                Pad(writer, "reader.SkipPadding", (type.Size ?? position) - position);
                construction.WriteReturn(writer);
            }
        }
    }

    private static void WriteShape(SourceWriter writer, TypeSchema type, bool isBlock)
    {
        string size = Literal.Int32(type.Size ?? 0);
        string alignment = Literal.Int32(type.Alignment ?? 1);
        string block = isBlock ? "true" : "false";
        writer.Line($"public static {Wire}WireShape Shape => {Wire}WireShape.Raw({size}, {alignment}, isBlock: {block});");
    }

    private static void Pad(SourceWriter writer, string method, int bytes)
    {
        if (bytes > 0)
        {
            writer.Line($"{method}({Literal.Int32(bytes)});");
        }
    }
}
