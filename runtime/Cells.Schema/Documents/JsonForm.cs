using System.Globalization;
using System.Text;

namespace Cells.Schema;

/// <summary>The standard JSON Schema keywords for the JSON form of a type. docs/schema.md describes the form.</summary>
public static class JsonForm
{
    /// <summary>The property that names the case of a union's value.</summary>
    public const string CaseProperty = "$case";

    /// <summary>How <see cref="CaseProperty"/> names <paramref name="caseName"/>: by its simple name, or in full where two cases of the union share that.</summary>
    public static string CaseName(TypeSchema union, string caseName)
    {
        string simple = TypeName.Simple(caseName);
        int sharing = 0;
        foreach (string other in union.Cases.AsSpan())
        {
            sharing += string.Equals(TypeName.Simple(other), simple, StringComparison.Ordinal) ? 1 : 0;
        }

        return sharing > 1 ? TypeName.WithoutArity(caseName) : simple;
    }

    /// <summary>Whether values of the collection are one base64 string: its elements are non-null bytes.</summary>
    public static bool IsBase64(CollectionReference collection)
        => collection.Element is PrimitiveReference { Kind: PrimitiveKind.Byte, IsNullable: false };

    /// <summary>Whether values of the map are one object: its keys are strings. Other maps are arrays of pairs.</summary>
    public static bool IsObject(MapReference map) => map.Key is PrimitiveReference { Kind: PrimitiveKind.String, IsNullable: false };

    /// <summary>
    /// The key in <c>definitions</c> of a type that has no open parameter: its name, or <c>Shop.Page(Shop.Product)</c> for an instantiation. Of characters that a URI
    /// fragment may hold, since tools disagree on escapes there; letters outside of ASCII stay.
    /// </summary>
    internal static string DefinitionKey(NamedReference reference)
    {
        if (reference.Arguments.IsEmpty)
        {
            return reference.Name;
        }

        StringBuilder builder = new();
        string expression = TypeExpression.Format(reference with { IsNullable = false });
        for (int i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '<':
                    builder.Append('(');
                    break;
                case '>':
                    builder.Append(')');
                    break;
                case '`':
                    // The arguments that follow say the arity.
                    i = expression.IndexOf('<', i) - 1;
                    break;
                case ' ':
                    // After a comma, or before the name of a tuple's element.
                    builder.Append(expression[i - 1] == ',' ? "" : ":");
                    break;
                default:
                    builder.Append(expression[i]);
                    break;
            }
        }

        return builder.ToString();
    }

    /// <summary>Writes the keywords into the object that is open. A type parameter has none: it accepts anything.</summary>
    internal static void WriteKeywords(JsonWriter writer, TypeReference reference, EquatableArray<Constraint> constraints)
    {
        switch (reference)
        {
            case PrimitiveReference primitive:
                WritePrimitive(writer, primitive, constraints);
                break;
            case NamedReference named:
                // A reference stands alone in its object: draft-07 ignores what stands beside it.
                writer.Name(named.IsNullable ? "anyOf" : "allOf");
                writer.BeginArray();
                writer.BeginObject();
                writer.Name("$ref");
                writer.String("#/definitions/" + DefinitionKey(named));
                writer.EndObject();
                if (named.IsNullable)
                {
                    WriteNullBranch(writer);
                }

                writer.EndArray();
                break;
            case CollectionReference collection when IsBase64(collection):
                WriteTypes(writer, collection.IsNullable, "string");
                writer.Name("contentEncoding");
                writer.String("base64");
                break;
            case CollectionReference collection:
                WriteTypes(writer, collection.IsNullable, "array");
                WriteNested(writer, "items", collection.Element);
                WriteLengths(writer, constraints, "minItems", "maxItems");
                break;
            case MapReference map when IsObject(map):
                WriteTypes(writer, map.IsNullable, "object");
                WriteNested(writer, "additionalProperties", map.Value);
                WriteLengths(writer, constraints, "minProperties", "maxProperties");
                break;
            case MapReference map:
                WriteTypes(writer, map.IsNullable, "array");
                writer.Name("items");
                writer.BeginObject();
                WriteTuple(writer, false, [map.Key, map.Value]);
                writer.EndObject();
                WriteLengths(writer, constraints, "minItems", "maxItems");
                break;
            case PairReference pair:
                WriteTuple(writer, pair.IsNullable, [pair.Key, pair.Value]);
                break;
            case TupleReference tuple:
                WriteTuple(writer, tuple.IsNullable, [.. TypeSubstitution.Parts(tuple)]);
                break;
        }
    }

    /// <summary>Writes the <c>default</c> keyword where JSON can hold the default.</summary>
    internal static void WriteDefault(JsonWriter writer, TypeReference type, DefaultValue value)
    {
        if (value.Kind == DefaultKind.Zero || (value.Kind == DefaultKind.Number && !IsNumber(value.Text)))
        {
            return;
        }

        writer.Name("default");
        switch (value.Kind)
        {
            case DefaultKind.Null:
                writer.Null();
                break;
            case DefaultKind.Boolean:
                writer.Boolean(value.Text == "true");
                break;
            case DefaultKind.Number:
                writer.Number(value.Text);
                break;
            case DefaultKind.Empty when type is CollectionReference collection && IsBase64(collection):
                writer.String("");
                break;
            case DefaultKind.Empty when type is MapReference map && IsObject(map):
                writer.BeginObject();
                writer.EndObject();
                break;
            case DefaultKind.Empty:
                writer.BeginArray();
                writer.EndArray();
                break;
            default:
                writer.String(value.Text);
                break;
        }
    }

    internal static void WriteNullBranch(JsonWriter writer)
    {
        writer.BeginObject();
        WriteTypes(writer, false, "null");
        writer.EndObject();
    }

    internal static void WriteTypes(JsonWriter writer, bool isNullable, params string[] names)
    {
        writer.Name("type");
        if (names.Length == 1 && !isNullable)
        {
            writer.String(names[0]);
            return;
        }

        writer.BeginArray(inline: true);
        foreach (string name in names)
        {
            writer.String(name);
        }

        if (isNullable)
        {
            writer.String("null");
        }

        writer.EndArray();
    }

    private static void WriteNested(JsonWriter writer, string keyword, TypeReference reference)
    {
        writer.Name(keyword);
        writer.BeginObject();
        WriteKeywords(writer, reference, []);
        writer.EndObject();
    }

    private static void WriteTuple(JsonWriter writer, bool isNullable, TypeReference[] elements)
    {
        WriteTypes(writer, isNullable, "array");
        writer.Name("items");
        writer.BeginArray();
        foreach (TypeReference element in elements)
        {
            writer.BeginObject();
            WriteKeywords(writer, element, []);
            writer.EndObject();
        }

        writer.EndArray();
        WriteNumber(writer, "minItems", elements.Length);
        WriteNumber(writer, "maxItems", elements.Length);
    }

    private static void WritePrimitive(JsonWriter writer, PrimitiveReference primitive, EquatableArray<Constraint> constraints)
    {
        bool isNullable = primitive.IsNullable;
        switch (primitive.Kind)
        {
            case PrimitiveKind.Boolean:
                WriteTypes(writer, isNullable, "boolean");
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
                WriteTypes(writer, isNullable, "integer", "string");
                WriteText(writer, "pattern", "^-?[0-9]+$");
                WriteRange(writer, constraints, null, null);
                break;
            case PrimitiveKind.UInt64 or PrimitiveKind.UInt128:
                WriteTypes(writer, isNullable, "integer", "string");
                WriteText(writer, "pattern", "^[0-9]+$");
                WriteRange(writer, constraints, "0", null);
                break;
            case PrimitiveKind.Decimal:
                WriteTypes(writer, isNullable, "number", "string");
                WriteText(writer, "pattern", "^-?[0-9]+(\\.[0-9]+)?$");
                WriteRange(writer, constraints, null, null);
                break;
            case PrimitiveKind.Half or PrimitiveKind.Single or PrimitiveKind.Double:
                WriteTypes(writer, isNullable, "number", "string");
                WriteText(writer, "pattern", "^(NaN|-?Infinity)$");
                WriteRange(writer, constraints, null, null);
                break;
            case PrimitiveKind.String:
                WriteTypes(writer, isNullable, "string");
                WriteLengths(writer, constraints, "minLength", "maxLength");
                break;
            default:
                WriteTypes(writer, isNullable, "string");
                WriteTextForm(writer, primitive.Kind);
                break;
        }
    }

    private static void WriteTextForm(JsonWriter writer, PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Char:
                WriteNumber(writer, "minLength", 1);
                WriteNumber(writer, "maxLength", 1);
                break;
            case PrimitiveKind.Rune:
                // Two where a tool counts UTF-16 units.
                WriteNumber(writer, "minLength", 1);
                WriteNumber(writer, "maxLength", 2);
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
        WriteTypes(writer, isNullable, "integer");
        WriteRange(writer, constraints, minimum.ToString(CultureInfo.InvariantCulture), maximum.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteRange(JsonWriter writer, EquatableArray<Constraint> constraints, string? minimum, string? maximum)
    {
        foreach (Constraint constraint in constraints.AsSpan())
        {
            if (constraint.Kind == ConstraintKind.Range)
            {
                minimum = constraint.Minimum is not null && IsNumber(constraint.Minimum) ? constraint.Minimum : minimum;
                maximum = constraint.Maximum is not null && IsNumber(constraint.Maximum) ? constraint.Maximum : maximum;
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

    private static void WriteLengths(JsonWriter writer, EquatableArray<Constraint> constraints, string minimumKeyword, string maximumKeyword)
    {
        string? minimum = null;
        string? maximum = null;
        foreach (Constraint constraint in constraints.AsSpan())
        {
            if (constraint.Kind == ConstraintKind.Length)
            {
                minimum = constraint.Minimum is not null && IsNumber(constraint.Minimum) ? constraint.Minimum : minimum;
                maximum = constraint.Maximum is not null && IsNumber(constraint.Maximum) ? constraint.Maximum : maximum;
            }
        }

        if (minimum is not null)
        {
            writer.Name(minimumKeyword);
            writer.Number(minimum);
        }

        if (maximum is not null)
        {
            writer.Name(maximumKeyword);
            writer.Number(maximum);
        }
    }

    // Short enough for every tool's number type; NaN and the like are no JSON.
    private static bool IsNumber(string text) => text.Length is > 0 and <= 28 && JsonReader.Read(text).Value?.Kind == JsonKind.Number && text.Trim() == text;

    private static void WriteText(JsonWriter writer, string keyword, string value)
    {
        writer.Name(keyword);
        writer.String(value);
    }

    private static void WriteNumber(JsonWriter writer, string keyword, long value)
    {
        writer.Name(keyword);
        writer.Number(value);
    }
}
