using NJsonSchema;

namespace Cells.Schema.Tests.Documents;

/// <summary>Callback interfaces in schema documents.</summary>
public sealed class CallbackDocumentTests
{
    private static readonly CellSchema Sample = SampleSchemas.Small with
    {
        Callbacks =
        [
            new CallbackSchema
            {
                Name = "Shop.IProgress",
                Documentation = "<summary>Hears.</summary>",
                OldNames = ["IWatcher"],
                Obsolete = new Deprecation("Use none."),
                Methods =
                [
                    new CallSchema { Name = "Ask", Kind = CallKind.Unary, Parameters = [new ParameterSchema { Name = "id", Type = SampleSchemas.Int32 }], Result = SampleSchemas.String },
                    new CallSchema { Name = "Done", Kind = CallKind.Unary, OldNames = ["End"], Documentation = "<summary>Over.</summary>" },
                ],
            },
        ],
        Calls = [SampleSchemas.Small.Calls[0] with { Parameters = [.. SampleSchemas.Small.Calls[0].Parameters, Callback] }],
    };

    private static readonly string Document = SchemaDocument.Write(Sample);

    private static ParameterSchema Callback => new()
    {
        Name = "progress",
        Type = new PrimitiveReference(PrimitiveKind.Boolean),
        Callback = "Shop.IProgress",
        IsOptionalCallback = true,
        Default = new DefaultValue(DefaultKind.Boolean, "false"),
    };

    [Fact]
    public void Write_callbacks_read_back_equal()
    {
        SchemaReadResult result = SchemaDocument.Read(Document);

        Assert.Null(result.Error);
        Assert.Equal(Sample, result.Schema);
        Assert.Equal(Document, SchemaDocument.Write(result.Schema!));
    }

    [Fact]
    public async Task Written_document_is_valid()
    {
        JsonSchema format = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "cell-schema.json"));

        Assert.Empty(format.Validate(Document));
        Assert.NotEmpty(format.Validate(Document.Replace("\"methods\"", "\"calls\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_contract_without_callbacks_has_no_such_keys() =>
        Assert.DoesNotContain("callback", SchemaDocument.Write(SampleSchemas.Full), StringComparison.Ordinal);

    [Fact]
    public void Fingerprint_depends_on_what_plans_depend_on()
    {
        CallbackSchema callback = Sample.Callbacks[0];
        string before = SchemaFingerprint.Compute(Sample);

        Assert.NotEqual(before, Of(callback with { OldNames = [] }));
        Assert.NotEqual(before, Of(callback with { Methods = [callback.Methods[0]] }));
        Assert.NotEqual(before, Of(callback with { Methods = [callback.Methods[0] with { Result = null }, callback.Methods[1]] }));
        Assert.NotEqual(before, SchemaFingerprint.Compute(Sample with { Calls = [Sample.Calls[0] with { Parameters = [Sample.Calls[0].Parameters[0], Callback with { Callback = null, IsOptionalCallback = false }] }] }));
        Assert.Equal(before, Of(callback with { Documentation = null, Obsolete = null }));

        static string Of(CallbackSchema callback) => SchemaFingerprint.Compute(Sample with { Callbacks = [callback] });
    }

    [Theory]
    [InlineData("\"callback\": \"Shop.IProgress\"", "\"callback\": \"Shop.INone\"", "there is no callback 'Shop.INone'")]
    [InlineData("\"name\": \"Shop.IProgress\"", "\"name\": \"Shop.Product\"", "no callback 'Shop.IProgress'")]
    [InlineData("\"name\": \"Shop.IProgress\"", "\"name\": \"Shop. IProgress\"", "is not the full name of a C# interface")]
    [InlineData("\"name\": \"Shop.IProgress\"", "\"name\": \"Shop.IProgress`1\"", "is not the full name of a C# interface")]
    [InlineData("\"name\": \"Ask\"", "\"name\": \"Done\"", "stands twice or not in ordinal order")]
    [InlineData("\"name\": \"Ask\"", "\"name\": \"a k\"", "identifier")]
    [InlineData("\"optional\": true,", "\"optional\": 1,", "expected")]
    public void Read_value_that_cannot_be_is_an_error(string text, string replacement, string message)
    {
        Assert.Contains(text, Document, StringComparison.Ordinal);

        SchemaError error = Assert.IsType<SchemaError>(SchemaDocument.Read(Document.Replace(text, replacement, StringComparison.Ordinal)).Error);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_methods_that_no_callback_has_are_errors()
    {
        Rejects(new CallSchema { Name = "Ask", Kind = CallKind.ServerStream, Result = SampleSchemas.Int32 }, "is unary");
        Rejects(new CallSchema { Name = "Ask", Kind = CallKind.Event }, "is unary");
        Rejects(new CallSchema { Name = "Ask", Kind = CallKind.Unary, Parameters = [Callback] }, "takes no callbacks");

        static void Rejects(CallSchema method, string message) =>
            Refuses(Sample with { Callbacks = [Sample.Callbacks[0] with { Methods = [method] }] }, message);
    }

    [Fact]
    public void Read_callback_named_like_a_type_or_beside_no_boolean_is_an_error()
    {
        Refuses(
            Sample with { Callbacks = [Sample.Callbacks[0], Sample.Callbacks[0] with { Name = "Shop.Product" }] },
            "is named like a type");
        Refuses(
            Sample with { Callbacks = [Sample.Callbacks[0], Sample.Callbacks[0] with { Name = "Shop.Product.IInner" }] },
            "or nested in one");
        Refuses(
            Sample with { Calls = [Sample.Calls[0] with { Parameters = [Callback with { Type = SampleSchemas.Int32, Default = null }] }] },
            "is a Boolean on the wire");
        Refuses(
            Sample with { Calls = [Sample.Calls[0] with { Parameters = [Callback with { Callback = null }] }] },
            "only a callback is \"optional\"");
    }

    [Fact]
    public void Read_methods_that_differ_by_async_only_are_an_error() => Refuses(
        Sample with { Callbacks = [Sample.Callbacks[0] with { Methods = [new() { Name = "Ask", Kind = CallKind.Unary }, new() { Name = "AskAsync", Kind = CallKind.Unary }] }] },
        "would get the same method in C#");

    private static void Refuses(CellSchema schema, string message)
    {
        SchemaError error = Assert.IsType<SchemaError>(SchemaDocument.Read(SchemaDocument.Write(schema)).Error);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
