namespace Cells.Schema;

/// <summary>Writes the pieces that calls, parameters, types and members have in common, each under its key.</summary>
internal sealed class AnnotationWriter(JsonWriter json, SchemaContent content)
{
    public JsonWriter Json => json;

    /// <summary>Whether everything is written, and not only what a plan depends on.</summary>
    public bool IsDocument => content == SchemaContent.Document;

    public void Type(TypeReference reference, EquatableArray<Constraint> constraints)
    {
        Text(SchemaKeys.Type, TypeExpression.Format(reference));
        if (IsDocument && !TypeSubstitution.IsOpen(reference))
        {
            JsonKeywords.WriteKeywords(json, reference, constraints);
        }
    }

    public void Default(string key, DefaultValue? value)
    {
        if (value is not null)
        {
            json.Name(key);
            json.BeginArray(inline: true);
            json.String(SchemaWords.Of(value.Kind));
            if (SchemaWords.HasText(value.Kind))
            {
                json.String(value.Text);
            }

            json.EndArray();
        }
    }

    public void Constraints(string key, EquatableArray<Constraint> constraints)
    {
        if (!IsDocument || constraints.IsEmpty)
        {
            return;
        }

        json.Name(key);
        json.BeginArray();
        foreach (Constraint constraint in constraints.AsSpan())
        {
            json.BeginObject();
            Text("kind", SchemaWords.Of(constraint.Kind));
            OptionalText("minimum", constraint.Minimum);
            OptionalText("maximum", constraint.Maximum);
            OptionalText("pattern", constraint.Pattern);
            json.EndObject();
        }

        json.EndArray();
    }

    public void Obsolete(string key, Deprecation? obsolete)
    {
        if (obsolete is not null)
        {
            json.Name(key);
            json.BeginObject();
            OptionalText("message", obsolete.Message);
            json.EndObject();
        }
    }

    public void Text(string key, string value)
    {
        json.Name(key);
        json.String(value);
    }

    public void OptionalText(string key, string? value, bool isPlan = false)
    {
        if (value is not null && (isPlan || IsDocument))
        {
            Text(key, value);
        }
    }

    public void Number(string key, long value)
    {
        json.Name(key);
        json.Number(value);
    }

    public void OptionalNumber(string key, int? value)
    {
        if (value is not null)
        {
            Number(key, value.Value);
        }
    }

    // Absent means false.
    public void Flag(string key, bool value)
    {
        if (value)
        {
            json.Name(key);
            json.Boolean(true);
        }
    }

    public void InOrder(string key, EquatableArray<string> names)
    {
        if (names.IsEmpty)
        {
            return;
        }

        json.Name(key);
        json.BeginArray(inline: true);
        foreach (string name in names.AsSpan())
        {
            json.String(name);
        }

        json.EndArray();
    }

    // A set: its order says nothing, so that it is written sorted.
    public void Names(string key, EquatableArray<string> names) => InOrder(key, names.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray());
}
