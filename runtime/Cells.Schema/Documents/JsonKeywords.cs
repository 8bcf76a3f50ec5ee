namespace Cells.Schema;

/// <summary>Writes the standard JSON Schema keywords for the JSON form of a type.</summary>
internal static class JsonKeywords
{
    /// <summary>Writes the keywords into the object that is open. A type parameter has none: it accepts anything.</summary>
    public static void WriteKeywords(JsonWriter writer, TypeReference reference, EquatableArray<Constraint> constraints)
    {
        switch (reference)
        {
            case PrimitiveReference primitive:
                PrimitiveKeywords.Write(writer, primitive, constraints);
                break;
            case NamedReference named:
                // A reference stands alone in its object: draft-07 ignores what stands beside it.
                writer.Name(named.IsNullable ? "anyOf" : "allOf");
                writer.BeginArray();
                writer.BeginObject();
                writer.Name("$ref");
                writer.String("#/definitions/" + JsonForm.DefinitionKey(named));
                writer.EndObject();
                if (named.IsNullable)
                {
                    WriteNullBranch(writer);
                }

                writer.EndArray();
                break;
            case CollectionReference collection when JsonForm.IsBase64(collection):
                WriteTypes(writer, collection.IsNullable, "string");
                writer.Name("contentEncoding");
                writer.String("base64");
                break;
            case CollectionReference collection:
                WriteTypes(writer, collection.IsNullable, "array");
                WriteNested(writer, "items", collection.Element);
                WriteLengths(writer, constraints, "minItems", "maxItems");
                break;
            case MapReference map when JsonForm.IsObject(map):
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
    public static void WriteDefault(JsonWriter writer, TypeReference type, DefaultValue value)
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
            case DefaultKind.Empty when type is CollectionReference collection && JsonForm.IsBase64(collection):
                writer.String("");
                break;
            case DefaultKind.Empty when type is MapReference map && JsonForm.IsObject(map):
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

    public static void WriteNullBranch(JsonWriter writer)
    {
        writer.BeginObject();
        WriteTypes(writer, false, "null");
        writer.EndObject();
    }

    public static void WriteTypes(JsonWriter writer, bool isNullable, params string[] names)
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

    public static void WriteLengths(JsonWriter writer, EquatableArray<Constraint> constraints, string minimumKeyword, string maximumKeyword)
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
    public static bool IsNumber(string text) => text.Length is > 0 and <= 28 && JsonReader.Read(text).Value?.Kind == JsonKind.Number && text.Trim() == text;

    public static void WriteNumber(JsonWriter writer, string keyword, long value)
    {
        writer.Name(keyword);
        writer.Number(value);
    }
}
