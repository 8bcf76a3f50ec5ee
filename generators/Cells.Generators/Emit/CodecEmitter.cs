using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the codec of one declared type: an empty struct of static methods, composed of the codecs of its members.</summary>
internal static class CodecEmitter
{
    private const string Wire = "global::Cells.Wire.";

    /// <summary>The file of the codec of <paramref name="type"/>.</summary>
    public static GeneratedSource Emit(TypeSchema type, TypeScope scope, HintNames hints)
    {
        string home = scope.CodecNamespace(type);
        string arity = type.TypeParameters.IsEmpty ? string.Empty : "`" + type.TypeParameters.Count;
        string hint = (home.Length == 0 ? string.Empty : home + ".") + scope.CodecName(type) + arity;

        SourceWriter writer = SourceWriter.StartFile();
        References.SilenceWarnings(writer, References.NamesIn(type), scope, []);
        writer.Namespace(home);
        switch (type.Kind)
        {
            case TypeKind.Error:
                ErrorCodecEmitter.Write(writer, type, scope);
                break;
            case TypeKind.Enum:
                WriteEnum(writer, type, scope);
                break;
            case TypeKind.UnionClass or TypeKind.UnionRecord:
                UnionCodecEmitter.Write(writer, type, scope);
                break;
            case TypeKind.Struct or TypeKind.RecordStruct when !type.TypeParameters.IsEmpty:
                StructCodecEmitter.WriteGeneric(writer, type, scope);
                break;
            case TypeKind.Struct or TypeKind.RecordStruct when type.Size is not null:
                StructCodecEmitter.WriteRaw(writer, type, scope);
                break;
            default:
                WriteObject(writer, type, scope);
                break;
        }

        return new GeneratedSource(hints.Take(hint), writer.ToString());
    }

    /// <summary>Opens the codec's declaration.</summary>
    public static SourceWriter.Scope Declare(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        string codec = Identifier.EscapeType(scope.CodecName(type));
        string header = $"internal readonly struct {codec}{TypeParameterList(type)} : {Wire}IWireCodec<{SelfType(type, scope)}>";

        writer.Line($"/// <summary>The wire form of <c>{TypeName.WithoutArity(scope.CodeName(type.Name))}</c>.</summary>");
        Attributes.WriteGeneratedCode(writer);
        if (type.TypeParameters.IsEmpty)
        {
            return writer.Block(header);
        }

        IReadOnlyList<string> notNull = TypeParameters.NotNull(type, scope);
        writer.Line(header);
        foreach (string name in notNull)
        {
            writer.Continuation($"where {Identifier.EscapeType(name)} : notnull");
        }

        for (int i = 0; i < type.TypeParameters.Count; i++)
        {
            string name = type.TypeParameters[i];
            writer.Continuation($"where {CodecName.OfTypeParameter(name)} : struct, {Wire}IWireCodec<{Identifier.EscapeType(name)}>");
        }

        return writer.OpenBrace();
    }

    /// <summary>Each type parameter followed by that of its codec: <c>&lt;T, TCodec&gt;</c>; nothing for a type without.</summary>
    public static string TypeParameterList(TypeSchema type) => CSharpType.Arguments(
        [.. type.TypeParameters.SelectMany(name => new[] { Identifier.EscapeType(name), CodecName.OfTypeParameter(name) })]);

    /// <summary>The type itself as its codec names it: a generic definition over its own type parameters.</summary>
    public static string SelfType(TypeSchema type, TypeScope scope) =>
        scope.GlobalName(type.Name) + CSharpType.Arguments([.. type.TypeParameters.Select(Identifier.EscapeType)]);

    /// <summary>Opens <c>Write</c>.</summary>
    public static SourceWriter.Scope DeclareWrite(SourceWriter writer, TypeSchema type, TypeScope scope) =>
        writer.Block($"public static void Write(ref {Wire}WireWriter writer, in {SelfType(type, scope)} value)");

    /// <summary>Opens <c>Read</c>.</summary>
    public static SourceWriter.Scope DeclareRead(SourceWriter writer, TypeSchema type, TypeScope scope) =>
        writer.Block($"public static {SelfType(type, scope)} Read(ref {Wire}WireReader reader)");

    /// <summary>Fails the write of a null where the type is a class.</summary>
    public static void WriteNullCheck(SourceWriter writer, TypeSchema type)
    {
        using (writer.Block("if (value is null)"))
        {
            writer.Line($"throw new {Wire}CellFormatException(\"null where a value must be\", typePath: {Literal.String(type.Name)});");
        }

        writer.Line();
    }

    /// <summary>The statement that writes one member.</summary>
    public static string WriteMember(MemberSchema member, TypeScope scope) =>
        $"{CodecName.Of(member.Type, scope)}.Write(ref writer, value.{Identifier.Escape(member.Name)});";

    private static void WriteEnum(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        int size = PrimitiveLayout.OfEnum(type.Underlying ?? PrimitiveKind.Int32)?.Size ?? 0;
        using (Declare(writer, type, scope))
        {
            writer.Line($"public static {Wire}WireShape Shape => {Wire}WireShape.Primitive({Literal.Int32(size)});");
            writer.Line();
            writer.Line($"public static void Write(ref {Wire}WireWriter writer, in {SelfType(type, scope)} value) => writer.WriteBlock(in value);");
            writer.Line();
            writer.Line($"public static {SelfType(type, scope)} Read(ref {Wire}WireReader reader) => reader.ReadBlock<{SelfType(type, scope)}>();");
        }
    }

    // A class, record, or struct with references: member count, then the members.
    private static void WriteObject(SourceWriter writer, TypeSchema type, TypeScope scope)
    {
        string count = Literal.Int32(type.Members.Count);
        using (Declare(writer, type, scope))
        {
            writer.Line($"public static {Wire}WireShape Shape => {Wire}WireShape.Object;");
            writer.Line();
            using (DeclareWrite(writer, type, scope))
            {
                if (!TypeScope.IsValueType(type))
                {
                    WriteNullCheck(writer, type);
                }

                writer.Line($"writer.WriteObjectHeader({count});");
                foreach (MemberSchema member in type.Members)
                {
                    writer.Line(WriteMember(member, scope));
                }

                writer.Line("writer.EndObject();");
            }

            writer.Line();
            using (DeclareRead(writer, type, scope))
            {
                Construction construction = new(type, scope);
                writer.Line($"reader.ReadObjectHeader({count}, {Literal.String(type.Name)});");
                if (InstanceSize.Find(type, scope) is { } size)
                {
                    writer.Line($"reader.Charge({size}, {Literal.String(type.Name)});");
                }

                for (int i = 0; i < type.Members.Count; i++)
                {
                    construction.ReadMember(writer, i);
                }

                writer.Line("reader.EndObject();");
                construction.WriteReturn(writer);
            }
        }
    }
}
