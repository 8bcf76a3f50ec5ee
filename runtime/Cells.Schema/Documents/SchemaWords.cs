using System.Globalization;

namespace Cells.Schema;

/// <summary>The words of a schema document for the values of the model's enumerations.</summary>
internal static class SchemaWords
{
    public static readonly IReadOnlyDictionary<string, CallKind> CallKinds = new Dictionary<string, CallKind>(StringComparer.Ordinal)
    {
        ["unary"] = CallKind.Unary,
        ["server-stream"] = CallKind.ServerStream,
        ["client-stream"] = CallKind.ClientStream,
        ["duplex"] = CallKind.Duplex,
        ["event"] = CallKind.Event,
    };

    public static readonly IReadOnlyDictionary<string, TypeKind> TypeKinds = new Dictionary<string, TypeKind>(StringComparer.Ordinal)
    {
        ["class"] = TypeKind.Class,
        ["record"] = TypeKind.Record,
        ["struct"] = TypeKind.Struct,
        ["record-struct"] = TypeKind.RecordStruct,
        ["enum"] = TypeKind.Enum,
        ["union-class"] = TypeKind.UnionClass,
        ["union-record"] = TypeKind.UnionRecord,
        ["error"] = TypeKind.Error,
    };

    public static readonly IReadOnlyDictionary<string, MemberForm> MemberForms = new Dictionary<string, MemberForm>(StringComparer.Ordinal)
    {
        ["positional"] = MemberForm.Positional,
        ["init"] = MemberForm.Init,
        ["set"] = MemberForm.Set,
        ["field"] = MemberForm.Field,
        ["constructor"] = MemberForm.Constructor,
    };

    public static readonly IReadOnlyDictionary<string, DefaultKind> DefaultKinds = new Dictionary<string, DefaultKind>(StringComparer.Ordinal)
    {
        ["null"] = DefaultKind.Null,
        ["zero"] = DefaultKind.Zero,
        ["boolean"] = DefaultKind.Boolean,
        ["number"] = DefaultKind.Number,
        ["text"] = DefaultKind.Text,
        ["enum"] = DefaultKind.EnumName,
        ["empty"] = DefaultKind.Empty,
    };

    public static readonly IReadOnlyDictionary<string, ConstraintKind> ConstraintKinds = new Dictionary<string, ConstraintKind>(StringComparer.Ordinal)
    {
        ["range"] = ConstraintKind.Range,
        ["length"] = ConstraintKind.Length,
        ["pattern"] = ConstraintKind.Pattern,
    };

    public static string Of(CallKind kind) => Word(CallKinds, kind);

    public static string Of(TypeKind kind) => Word(TypeKinds, kind);

    public static string Of(MemberForm form) => Word(MemberForms, form);

    public static string Of(DefaultKind kind) => Word(DefaultKinds, kind);

    public static string Of(ConstraintKind kind) => Word(ConstraintKinds, kind);

    public static bool HasMembers(TypeKind kind) => kind is not (TypeKind.Enum or TypeKind.UnionClass or TypeKind.UnionRecord);

    public static bool HasText(DefaultKind kind) => kind is DefaultKind.Boolean or DefaultKind.Number or DefaultKind.Text or DefaultKind.EnumName;

    public static string EnumNumber(long number, PrimitiveKind? underlying) => underlying == PrimitiveKind.UInt64
        ? unchecked((ulong)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString(CultureInfo.InvariantCulture);

    // A number outside of the enumeration has no word; the reader refuses its text.
    private static string Word<TKind>(IReadOnlyDictionary<string, TKind> words, TKind kind)
        where TKind : struct, Enum
    {
        foreach (KeyValuePair<string, TKind> word in words)
        {
            if (word.Value.Equals(kind))
            {
                return word.Key;
            }
        }

        return kind.ToString();
    }
}
