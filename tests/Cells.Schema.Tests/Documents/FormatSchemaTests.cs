using NJsonSchema;

namespace Cells.Schema.Tests.Documents;

/// <summary>docs/schema/cell-schema.json describes the document that is written.</summary>
public class FormatSchemaTests
{
    private static readonly Lazy<Task<JsonSchema>> Format
        = new(() => JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "cell-schema.json")));

    [Fact]
    public async Task Written_documents_are_valid()
    {
        Assert.Empty((await Format.Value).Validate(SchemaDocument.Write(SampleSchemas.Full)));
        Assert.Empty((await Format.Value).Validate(SchemaDocument.Write(SampleSchemas.Small)));
    }

    [Theory]
    [InlineData("\"x-cells\": 1", "\"x-cells\": 2")]
    [InlineData("\"x-fingerprint\"", "\"fingerprint\"")]
    [InlineData("\"unary\"", "\"binary\"")]
    [InlineData("\"x-kind\": \"record\"", "\"x-kind\": \"recrod\"")]
    [InlineData("\"x-form\": \"init\"", "\"x-form\": \"initial\"")]
    [InlineData("\"x-members\": [\"Sku\", \"Stock\"]", "\"x-members\": \"Sku\"")]
    [InlineData("\"name\": \"sku\"", "\"name\": \"s ku\"")]
    [InlineData("\"x-type\": \"Int32\"", "\"x-type\": 32")]
    public async Task Broken_documents_are_invalid(string text, string replacement)
    {
        string document = SchemaDocument.Write(SampleSchemas.Small);
        Assert.Contains(text, document, StringComparison.Ordinal);

        Assert.NotEmpty((await Format.Value).Validate(document.Replace(text, replacement, StringComparison.Ordinal)));
    }
}
