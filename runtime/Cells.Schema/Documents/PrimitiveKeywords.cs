using System.Globalization;

namespace Cells.Schema;

/// <summary>Writes the standard JSON Schema keywords for the types that the wire format itself defines.</summary>
internal static class PrimitiveKeywords
{
    public static void Write(JsonWriter writer, PrimitiveReference primitive, EquatableArray<Constraint> constraints)
    {
        bool isNullable = primitive.IsNullable;
        switch (primitive.Kind)
        {
            case PrimitiveKind.Boolean:
                JsonKeywords.WriteTypes(writer, isNullable, "boolean");
                break;
            case PrimitiveKind.SByte:
                WriteInteger(writer, isNullable, sbyte.MinValue, sbyte.MaxValue, constraints);
                break;
            case PrimitiveKind.Byte:
                WriteInteger(writer, isNullable, byte.MinValue, byte.MaxValue, constraints);
                break;
            case PrimitiveKind.Int16:
                WriteInteger(writer, isNullable, short.MinValue, short.MaxValue, constraints);
                break;
            case PrimitiveKind.UInt16:
                WriteInteger(writer, isNullable, ushort.MinValue, ushort.MaxValue, constraints);
                break;
            case PrimitiveKind.Int32:
                WriteInteger(writer, isNullable, int.MinValue, int.MaxValue, constraints);
                break;
            case PrimitiveKind.UInt32:
                WriteInteger(writer, isNullable, uint.MinValue, uint.MaxValue, constraints);
                break;
            case PrimitiveKind.Int64 or PrimitiveKind.Int128:
                JsonKeywords.WriteTypes(writer, isNullable, "integer", "string");
                WriteText(writer, "pattern", "^-?[0-9]+$");
                WriteRange(writer, constraints, null, null);
                break;
            case PrimitiveKind.UInt64 or PrimitiveKind.UInt128:
                JsonKeywords.WriteTypes(writer, isNullable, "integer", "string");
                WriteText(writer, "pattern", "^[0-9]+$");
                WriteRange(writer, constraints, "0", null);
                break;
            case PrimitiveKind.Decimal:
                JsonKeywords.WriteTypes(writer, isNullable, "number", "string");
                WriteText(writer, "pattern", "^-?[0-9]+(\\.[0-9]+)?$");
                WriteRange(writer, constraints, null, null);
                break;
            case PrimitiveKind.Half or PrimitiveKind.Single or PrimitiveKind.Double:
                JsonKeywords.WriteTypes(writer, isNullable, "number", "string");
                WriteText(writer, "pattern", "^(NaN|-?Infinity)$");
                WriteRange(writer, constraints, null, null);
                break;
            case PrimitiveKind.String:
                JsonKeywords.WriteTypes(writer, isNullable, "string");
                JsonKeywords.WriteLengths(writer, constraints, "minLength", "maxLength");
                break;
            default:
                JsonKeywords.WriteTypes(writer, isNullable, "string");
                WriteTextForm(writer, primitive.Kind);
                break;
        }
    }

    private static void WriteTextForm(JsonWriter writer, PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Char:
                JsonKeywords.WriteNumber(writer, "minLength", 1);
                JsonKeywords.WriteNumber(writer, "maxLength", 1);
                break;
            case PrimitiveKind.Rune:
                // Two where a tool counts UTF-16 units.
                JsonKeywords.WriteNumber(writer, "minLength", 1);
                JsonKeywords.WriteNumber(writer, "maxLength", 2);
                break;
            case PrimitiveKind.Guid:
                WriteText(writer, "format", "uuid");
                break;
            case PrimitiveKind.DateTime:
                // No date-time format: that demands an offset, which a DateTime of unspecified kind does not have.
                WriteText(writer, "pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})?$");
                break;
            case PrimitiveKind.DateTimeOffset:
                WriteText(writer, "format", "date-time");
                break;
            case PrimitiveKind.DateOnly:
                WriteText(writer, "format", "date");
                break;
            case PrimitiveKind.TimeOnly:
                WriteText(writer, "pattern", "^[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?$");
                break;
            case PrimitiveKind.TimeSpan:
                WriteText(writer, "pattern", "^-?([0-9]+\\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?$");
                break;
            case PrimitiveKind.Uri:
                WriteText(writer, "format", "uri-reference");
                break;
            case PrimitiveKind.Version:
                WriteText(writer, "pattern", "^[0-9]+(\\.[0-9]+){1,3}$");
                break;
        }
    }

    private static void WriteInteger(JsonWriter writer, bool isNullable, long minimum, long maximum, EquatableArray<Constraint> constraints)
    {
        JsonKeywords.WriteTypes(writer, isNullable, "integer");
        WriteRange(writer, constraints, minimum.ToString(CultureInfo.InvariantCulture), maximum.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteRange(JsonWriter writer, EquatableArray<Constraint> constraints, string? minimum, string? maximum)
    {
        foreach (Constraint constraint in constraints.AsSpan())
        {
            if (constraint.Kind == ConstraintKind.Range)
            {
                minimum = constraint.Minimum is not null && JsonKeywords.IsNumber(constraint.Minimum) ? constraint.Minimum : minimum;
                maximum = constraint.Maximum is not null && JsonKeywords.IsNumber(constraint.Maximum) ? constraint.Maximum : maximum;
            }
        }

        if (minimum is not null)
        {
            writer.Name("minimum");
            writer.Number(minimum);
        }

        if (maximum is not null)
        {
            writer.Name("maximum");
            writer.Number(maximum);
        }
    }

    private static void WriteText(JsonWriter writer, string keyword, string value)
    {
        writer.Name(keyword);
        writer.String(value);
    }
}
