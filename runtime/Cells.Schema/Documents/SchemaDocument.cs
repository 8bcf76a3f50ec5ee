using System.Globalization;

namespace Cells.Schema;

/// <summary>The JSON document of a schema: JSON Schema draft-07 with annotations. docs/schema.md describes it, docs/schema/cell-schema.json checks it.</summary>
public static class SchemaDocument
{
    /// <summary>The longest document that is read, in UTF-16 units: 4 Mi.</summary>
    public const int MaxLength = 4 << 20;

    /// <summary>The most calls of a schema: their numbers take 16 bits on the wire.</summary>
    public const int MaxCalls = 65_535;

    /// <summary>The most callback interfaces of a schema.</summary>
    public const int MaxCallbacks = 1_000;

    /// <summary>The most methods of a callback interface.</summary>
    public const int MaxCallbackMethods = 1_000;

    /// <summary>The most types of a schema.</summary>
    public const int MaxTypes = 65_535;

    /// <summary>The most members of a type: their count takes one byte on the wire.</summary>
    public const int MaxMembers = 249;

    /// <summary>The most cases of a union: tags up to 249 take one byte on the wire.</summary>
    public const int MaxCases = 250;

    /// <summary>The most parameters of a call.</summary>
    public const int MaxParameters = 249;

    /// <summary>The canonical document: the same schema always gives the same text, with <c>\n</c> as the line end.</summary>
    /// <remarks>Never throws. Whether the schema makes sense is the reader's question: <c>Read(Write(schema))</c> answers it.</remarks>
    public static string Write(CellSchema schema) => SchemaWriter.Write(schema, SchemaContent.Document);

    /// <summary>
    /// Reads a document as from a stranger: every name is a legal C# identifier, every reference resolves, every limit and layout is checked, and the content has the
    /// fingerprint that it claims. Never throws on bad input.
    /// </summary>
    /// <remarks>Keys that this version does not know are skipped: what a plan depends on cannot be added that way, since the fingerprint would differ.</remarks>
    public static SchemaReadResult Read(string json)
    {
        if (json.Length > MaxLength)
        {
            string message = string.Format(
                CultureInfo.InvariantCulture, "the schema document is {0:N0} characters long, more than {1:N0}", json.Length, MaxLength);
            return new SchemaReadResult(null, new SchemaError(message, 0, 0, "$"));
        }

        JsonReadResult read = JsonReader.Read(json);
        if (read.Value is null)
        {
            JsonError error = read.Error!;
            return new SchemaReadResult(null, new SchemaError($"the schema document is not JSON: {error.Message}", error.Line, error.Column, "$"));
        }

        try
        {
            return SchemaReader.Read(read.Value.Node);
        }
        catch (SchemaFormatException failure)
        {
            return new SchemaReadResult(null, failure.Error);
        }
    }
}
