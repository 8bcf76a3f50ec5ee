using System.Globalization;

namespace Cells.Schema;

/// <summary>The words of a schema document for the values of the model's enumerations, in the order of those.</summary>
internal static class SchemaWords
{
    public static readonly WordTable CallKinds = new("unary", "server-stream", "client-stream", "duplex", "event");

    public static readonly WordTable TypeKinds = new("class", "record", "struct", "record-struct", "enum", "union-class", "union-record", "error");

    public static readonly WordTable MemberForms = new("positional", "init", "set", "field", "constructor");

    public static readonly WordTable DefaultKinds = new("null", "zero", "boolean", "number", "text", "enum", "empty");

    public static readonly WordTable ConstraintKinds = new("range", "length", "pattern");

    public static string Of(CallKind kind) => CallKinds.Of((int)kind);

    public static string Of(TypeKind kind) => TypeKinds.Of((int)kind);

    public static string Of(MemberForm form) => MemberForms.Of((int)form);

    public static string Of(DefaultKind kind) => DefaultKinds.Of((int)kind);

    public static string Of(ConstraintKind kind) => ConstraintKinds.Of((int)kind);

    public static bool HasMembers(TypeKind kind) => kind is not (TypeKind.Enum or TypeKind.UnionClass or TypeKind.UnionRecord);

    public static bool HasText(DefaultKind kind) => kind is DefaultKind.Boolean or DefaultKind.Number or DefaultKind.Text or DefaultKind.EnumName;

    public static string EnumNumber(long number, PrimitiveKind? underlying) => underlying == PrimitiveKind.UInt64
        ? unchecked((ulong)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString(CultureInfo.InvariantCulture);
}
