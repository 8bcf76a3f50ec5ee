namespace Cells.Schema.Tests.Documents;

public class SchemaDocumentTests
{
    [Fact]
    public void Write_full_schema_reads_back_equal()
    {
        string document = SchemaDocument.Write(SampleSchemas.Full);

        SchemaReadResult result = SchemaDocument.Read(document);

        Assert.Null(result.Error);
        Assert.Equal(SampleSchemas.Full, result.Schema);
    }

    [Fact]
    public void Write_what_was_read_gives_the_same_text()
    {
        string document = SchemaDocument.Write(SampleSchemas.Full);

        Assert.Equal(document, SchemaDocument.Write(SchemaDocument.Read(document).Schema!));
    }

    [Fact]
    public void Write_small_schema_gives_the_documented_text()
    {
        string expected = """
            {
              "$schema": "http://json-schema.org/draft-07/schema#",
              "title": "Shop.Catalog",
              "x-cells": 1,
              "x-contract": "Shop.Catalog",
              "x-name": "catalog",
              "x-version": "1.2.0",
              "x-fingerprint": "FINGERPRINT",
              "x-calls": [
                {
                  "name": "Get",
                  "kind": "unary",
                  "parameters": [
                    {
                      "name": "sku",
                      "schema": {
                        "x-type": "String",
                        "type": "string"
                      }
                    }
                  ],
                  "result": {
                    "x-type": "Shop.Product",
                    "allOf": [
                      {
                        "$ref": "#/definitions/Shop.Product"
                      }
                    ]
                  }
                }
              ],
              "definitions": {
                "Shop.Product": {
                  "x-kind": "record",
                  "type": "object",
                  "properties": {
                    "Sku": {
                      "x-type": "String",
                      "type": "string",
                      "x-form": "positional"
                    },
                    "Stock": {
                      "x-type": "Int32",
                      "type": "integer",
                      "minimum": -2147483648,
                      "maximum": 2147483647,
                      "x-form": "init"
                    }
                  },
                  "required": ["Sku"],
                  "additionalProperties": false,
                  "x-members": ["Sku", "Stock"]
                }
              }
            }

            """;

        Assert.Equal(expected.Replace("FINGERPRINT", SchemaFingerprint.Compute(SampleSchemas.Small), StringComparison.Ordinal), SchemaDocument.Write(SampleSchemas.Small));
    }

    [Fact]
    public void Write_generic_definition_adds_the_instantiations_that_occur()
    {
        JsonValue definitions = JsonReader.Read(SchemaDocument.Write(SampleSchemas.Full)).Value!.Find("definitions")!;

        JsonValue instance = definitions.Find("Shop.Page(Shop.Product)")!;
        Assert.Equal("Shop.Page`1", instance.Find("x-instance-of")!.Text);
        Assert.Equal("IReadOnlyList<Shop.Product>", instance.Find("properties")!.Find("Items")!.Find("x-type")!.Text);
        Assert.Equal("IReadOnlyList<!T>", definitions.Find("Shop.Page`1")!.Find("properties")!.Find("Items")!.Find("x-type")!.Text);
    }

    [Fact]
    public void Write_text_fits_a_raw_string_literal_and_utf8()
    {
        string document = SchemaDocument.Write(SampleSchemas.Full);

        Assert.DoesNotContain("\"\"\"", document, StringComparison.Ordinal);
        Assert.DoesNotContain('\u2028', document);
        Assert.DoesNotContain('\r', document);
        Assert.Equal(document, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(document)));
    }

    [Fact]
    public void Read_any_formatting_gives_the_same_schema()
    {
        string document = SchemaDocument.Write(SampleSchemas.Full).Replace("\n", "\r\n\t", StringComparison.Ordinal);

        Assert.Equal(SampleSchemas.Full, SchemaDocument.Read(document).Schema);
    }

    [Fact]
    public void Read_unknown_keys_are_skipped()
    {
        string document = SchemaDocument.Write(SampleSchemas.Small).Replace("\"x-cells\": 1,", "\"x-cells\": 1, \"x-later\": {\"a\": [1]},", StringComparison.Ordinal);

        Assert.Equal(SampleSchemas.Small, SchemaDocument.Read(document).Schema);
    }

    [Fact]
    public void Write_endless_generic_type_ends()
    {
        CellSchema schema = SchemaReaderTests.Endless();

        Assert.Contains("Shop.Node`1", SchemaDocument.Write(schema), StringComparison.Ordinal);
    }
}
