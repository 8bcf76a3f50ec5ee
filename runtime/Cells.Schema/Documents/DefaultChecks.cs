using System.Globalization;

namespace Cells.Schema;

/// <summary>Whether a declared default is a value of its type: its text becomes C# source.</summary>
internal static class DefaultChecks
{
    private const int MaxNumberLength = 512;

    public static bool Fits(TypeReference type, DefaultValue value, IReadOnlyDictionary<string, TypeSchema> types) => value.Kind switch
    {
        DefaultKind.Null => type.IsNullable,
        DefaultKind.Zero => true,
        DefaultKind.Boolean => type is PrimitiveReference { Kind: PrimitiveKind.Boolean } && value.Text is "true" or "false",
        DefaultKind.Number => type is PrimitiveReference number && IsNumber(value.Text, number.Kind),
        DefaultKind.Text => type is PrimitiveReference { Kind: PrimitiveKind.String }
            || (type is PrimitiveReference { Kind: PrimitiveKind.Char } && value.Text.Length == 1),
        DefaultKind.EnumName => type is NamedReference named && types.TryGetValue(named.Name, out TypeSchema? declared) && IsEnumValue(value.Text, declared),
        DefaultKind.Empty => type is CollectionReference or MapReference,
        _ => false,
    };

    private static bool IsEnumValue(string text, TypeSchema type)
    {
        if (type.Underlying is not PrimitiveKind underlying)
        {
            return false;
        }

        if (EnumNumbers.TryParse(text, underlying, out _))
        {
            return true;
        }

        HashSet<string> names = new(type.Values.Select(value => value.Name), StringComparer.Ordinal);
        return text.Split([", "], StringSplitOptions.None).All(names.Contains);
    }

    private static bool IsNumber(string text, PrimitiveKind kind)
    {
        if (text.Length is 0 or > MaxNumberLength)
        {
            return false;
        }

        switch (kind)
        {
            case PrimitiveKind.Half or PrimitiveKind.Single or PrimitiveKind.Double:
                return text is "NaN" or "Infinity" or "-Infinity" || IsJsonNumber(text);
            case PrimitiveKind.Decimal:
                return IsJsonNumber(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            case PrimitiveKind.Int128 or PrimitiveKind.UInt128:
                int sign = kind == PrimitiveKind.Int128 && text[0] == '-' ? 1 : 0;
                return text.Length - sign is > 0 and <= 39 && text.Skip(sign).All(unit => unit is >= '0' and <= '9');
            default:
                return EnumNumbers.TryParse(text, kind, out _);
        }
    }

    // JSON's numbers are also C#'s.
    private static bool IsJsonNumber(string text) => JsonReader.Read(text).Value is { Kind: JsonKind.Number } value && value.Text.Length == text.Length;
}
