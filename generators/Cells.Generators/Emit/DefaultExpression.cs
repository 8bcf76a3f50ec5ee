using System.Globalization;
using System.Numerics;
using Cells.Schema;

namespace Cells.Generators;

/// <summary>Declared defaults as C# expressions.</summary>
internal static class DefaultExpression
{
    /// <summary>The default of a parameter, which C# wants constant; null when there is none or it is no constant.</summary>
    public static string? OfParameter(DefaultValue? value, TypeReference type, TypeScope scope) => value switch
    {
        null or { Kind: DefaultKind.Empty } => null,
        { Kind: DefaultKind.Number } when type is PrimitiveReference { Kind: PrimitiveKind.Half or PrimitiveKind.Int128 or PrimitiveKind.UInt128 } => null,
        _ => Of(value, type, scope),
    };

    /// <summary>The initializer of a member; null when there is none, or the text fits the type in no way.</summary>
    public static string? Of(DefaultValue? value, TypeReference type, TypeScope scope) => value?.Kind switch
    {
        null => null,
        DefaultKind.Null => type.IsNullable ? "null" : "null!",
        DefaultKind.Zero => CSharpType.IsValueType(type, scope) || type.IsNullable ? "default" : "default!",
        DefaultKind.Boolean => value.Text is "true" or "false" ? value.Text : null,
        DefaultKind.Number => type is PrimitiveReference primitive ? Number(primitive.Kind, value.Text) : null,
        DefaultKind.Text => Text(value.Text, type),
        DefaultKind.EnumName => type is NamedReference named && scope.Find(named.Name) is { Kind: TypeKind.Enum } declared
            ? EnumValue(value.Text, declared, scope)
            : null,
        DefaultKind.Empty => Empty(type, scope),
        _ => null,
    };

    /// <summary>A number of a primitive type as a literal; null when <paramref name="text"/> is no such number.</summary>
    public static string? Number(PrimitiveKind kind, string text)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        const NumberStyles Integer = NumberStyles.AllowLeadingSign;
        switch (kind)
        {
            case PrimitiveKind.SByte or PrimitiveKind.Int16 or PrimitiveKind.Int32:
                return int.TryParse(text, Integer, invariant, out int int32) ? int32.ToString(invariant) : null;
            case PrimitiveKind.Byte or PrimitiveKind.UInt16:
                return ushort.TryParse(text, Integer, invariant, out ushort uint16) ? uint16.ToString(invariant) : null;
            case PrimitiveKind.UInt32:
                return uint.TryParse(text, Integer, invariant, out uint uint32) ? uint32.ToString(invariant) + "U" : null;
            case PrimitiveKind.Int64:
                return long.TryParse(text, Integer, invariant, out long int64) ? int64.ToString(invariant) + "L" : null;
            case PrimitiveKind.UInt64:
                return ulong.TryParse(text, Integer, invariant, out ulong uint64) ? uint64.ToString(invariant) + "UL" : null;
            case PrimitiveKind.Int128 or PrimitiveKind.UInt128:
                return BigInteger.TryParse(text, Integer, invariant, out BigInteger integer)
                    ? $"{CSharpType.Primitive(kind)}.Parse({Literal.String(integer.ToString(invariant))}, global::System.Globalization.CultureInfo.InvariantCulture)"
                    : null;
            case PrimitiveKind.Decimal:
                return decimal.TryParse(text, NumberStyles.Float, invariant, out decimal exact) ? exact.ToString(invariant) + "m" : null;
            case PrimitiveKind.Single:
                return Floating(text, "float", "F");
            case PrimitiveKind.Double:
                return Floating(text, "double", "D");
            case PrimitiveKind.Half:
                return Floating(text, "double", "D") is { } number ? $"(global::System.Half)({number})" : null;
            default:
                return null;
        }
    }

    // The text is kept as it came: it is round-trip exact, and this framework's own formatting is not.
    private static string? Floating(string text, string type, string suffix)
    {
        if (text is "NaN")
        {
            return type + ".NaN";
        }

        if (text is "Infinity" or "-Infinity")
        {
            return type + (text[0] == '-' ? ".NegativeInfinity" : ".PositiveInfinity");
        }

        bool isPlain = text.Length > 0 && text.All(character => character is (>= '0' and <= '9') or '+' or '-' or '.' or 'e' or 'E');
        return isPlain
            && char.IsDigit(text[text.Length - 1])
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? text.TrimStart('+') + suffix
            : null;
    }

    private static string? Text(string text, TypeReference type) => type switch
    {
        PrimitiveReference { Kind: PrimitiveKind.String } => Literal.String(text),
        PrimitiveReference { Kind: PrimitiveKind.Char } when text.Length == 1 => Literal.Char(text[0]),
        _ => null,
    };

    private static string? EnumValue(string text, TypeSchema declared, TypeScope scope)
    {
        string type = scope.GlobalName(declared.Name);
        string[] names = text.Split([", "], StringSplitOptions.None);
        if (names.All(name => declared.Values.Any(value => value.Name == name)))
        {
            return string.Join(" | ", names.Select(name => $"{type}.{Identifier.Escape(name)}"));
        }

        return Number(declared.Underlying ?? PrimitiveKind.Int32, text) is { } number ? $"({type})({number})" : null;
    }

    private static string? Empty(TypeReference type, TypeScope scope)
    {
        string name = CSharpType.WithoutNull(type, scope);
        return type switch
        {
            CollectionReference collection => collection.Kind switch
            {
                CollectionKind.Memory or CollectionKind.ReadOnlyMemory or CollectionKind.ReadOnlySequence => "default",
                CollectionKind.ArraySegment or CollectionKind.ReadOnlyCollection or CollectionKind.FrozenSet => name + ".Empty",
                CollectionKind.LinkedList or CollectionKind.Queue or CollectionKind.Stack => "new()",
                CollectionKind.ConcurrentQueue or CollectionKind.ConcurrentStack or CollectionKind.ConcurrentBag => "new()",
                CollectionKind.ISet or CollectionKind.IReadOnlySet =>
                    $"new {CSharpType.Collection(CollectionKind.HashSet)}<{CSharpType.Of(collection.Element, scope)}>()",
                _ => "[]",
            },
            MapReference map => map.Kind switch
            {
                MapKind.IDictionary or MapKind.IReadOnlyDictionary =>
                    $"new {CSharpType.Map(MapKind.Dictionary)}<{CSharpType.Of(map.Key, scope)}, {CSharpType.Of(map.Value, scope)}>()",
                MapKind.ReadOnlyDictionary or MapKind.ImmutableDictionary or MapKind.ImmutableSortedDictionary or MapKind.FrozenDictionary =>
                    name + ".Empty",
                _ => "new()",
            },
            _ => null,
        };
    }
}
