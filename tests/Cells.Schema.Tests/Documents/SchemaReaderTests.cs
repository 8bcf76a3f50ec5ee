namespace Cells.Schema.Tests.Documents;

public class SchemaReaderTests
{
    private static readonly string Document = SchemaDocument.Write(SampleSchemas.Small);

    [Theory]
    [InlineData("", 1, 1, "the text is empty")]
    [InlineData("hello", 1, 1, "expected a value, found 'h'")]
    [InlineData("{\n  \"x-cells\" 1\n}", 2, 13, "expected ':' after the property name, found '1'")]
    [InlineData("{\"x-cells\": 1", 1, 14, "truncated")]
    public void Read_text_that_is_not_json_names_the_place(string text, int line, int column, string message)
    {
        SchemaError error = Fail(text);

        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith("the schema document is not JSON: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_newer_format_says_to_update()
    {
        SchemaError error = Fail("{\"x-cells\": 2, \"anything\": []}");

        Assert.Equal("format 2 is newer than this library reads (1): update Cells", error.Message);
        Assert.Equal("$.x-cells", error.JsonPath);
    }

    [Fact]
    public void Read_document_cut_anywhere_is_an_error()
    {
        for (int length = 0; length < Document.Length - 2; length += 7)
        {
            Assert.NotNull(SchemaDocument.Read(Document[..length]).Error);
        }
    }

    [Theory]
    [InlineData("x-cells")]
    [InlineData("x-contract")]
    [InlineData("x-name")]
    [InlineData("x-version")]
    [InlineData("x-fingerprint")]
    [InlineData("x-calls")]
    [InlineData("definitions")]
    [InlineData("x-kind")]
    [InlineData("x-members")]
    [InlineData("x-form")]
    [InlineData("x-type")]
    [InlineData("schema")]
    [InlineData("parameters")]
    [InlineData("kind")]
    public void Read_missing_key_is_named(string key)
    {
        SchemaError error = Fail(Document.Replace($"\"{key}\"", "\"renamed\"", StringComparison.Ordinal));

        Assert.Contains($"the key \"{key}\" is missing", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"x-cells\": 1", "\"x-cells\": \"1\"", "expected a number, found a string", "$.x-cells")]
    [InlineData("\"Shop.Catalog\",\n  \"x-name\"", "\"Shop..Catalog\",\n  \"x-name\"", "'Shop..Catalog' is not the full name of a C# class", "$.x-contract")]
    [InlineData("\"catalog\"", "\"cat\\nalog\"", "is not a name", "$.x-name")]
    [InlineData("\"1.2.0\"", "\"one\"", "'one' is not a version", "$.x-version")]
    [InlineData("\"Get\"", "\"Get()\"", "'Get()' is not a C# identifier", "$.x-calls[0].name")]
    [InlineData("\"unary\"", "\"binary\"", "'binary' is none of unary, server-stream", "$.x-calls[0].kind")]
    [InlineData("\"sku\"", "\"s ku\"", "'s ku' is not a C# identifier", "$.x-calls[0].parameters[0].name")]
    [InlineData("\"x-type\": \"Int32\"", "\"x-type\": \"Int33\"", "there is no type 'Int33'", "$.definitions['Shop.Product'].properties.Stock.x-type")]
    [InlineData("\"x-type\": \"Int32\"", "\"x-type\": \"List<\"", "expected a type at the end of the type expression 'List<'", "$.definitions['Shop.Product'].properties.Stock.x-type")]
    [InlineData("\"x-type\": \"Int32\"", "\"x-type\": \"!T\"", "there is no type parameter 'T' here", "$.definitions['Shop.Product'].properties.Stock.x-type")]
    [InlineData("\"x-type\": \"Int32\"", "\"x-type\": \"Dictionary<Int32?, Int32>\"", "the key of a map cannot be nullable", "$.definitions['Shop.Product'].properties.Stock.x-type")]
    [InlineData("[\"Sku\", \"Stock\"]", "[\"Sku\"]", "the property is not in \"x-members\"", "$.definitions['Shop.Product'].properties.Stock")]
    [InlineData("[\"Sku\", \"Stock\"]", "[\"Sku\", \"Stock\", \"Sku\"]", "the member 'Sku' stands twice", "$.definitions['Shop.Product'].x-members[2]")]
    [InlineData("[\"Sku\", \"Stock\"]", "[\"Sku\", \"Stock\", \"Price\"]", "the key \"Price\" is missing", "$.definitions['Shop.Product'].properties")]
    [InlineData("\"x-form\": \"init\"", "\"x-form\": \"init\", \"x-offset\": 4", "the member's offset is none, the document says 4", "$.definitions['Shop.Product'].properties.Stock")]
    [InlineData("\"x-kind\": \"record\"", "\"x-kind\": \"record\", \"x-size\": 4, \"x-alignment\": 4", "has no memory image, the document says a memory image of 4 bytes aligned to 4", "$.definitions['Shop.Product']")]
    [InlineData("\"x-kind\": \"record\"", "\"x-kind\": \"record\", \"x-readonly\": true", "cannot be read-only", "$.definitions['Shop.Product']")]
    [InlineData("\"x-kind\": \"record\"", "\"x-kind\": \"record\", \"x-status\": \"NotFound\"", "cannot be given a status", "$.definitions['Shop.Product']")]
    [InlineData("\"x-kind\": \"record\"", "\"x-kind\": \"record\", \"x-case-of\": \"Shop.Shape\"", "'Shop.Shape' is not a union of this schema", "$.definitions['Shop.Product'].x-case-of")]
    [InlineData("\"x-kind\": \"record\"", "\"x-kind\": \"record\", \"description\": \"a\\u2028b\"", "the text holds the character U+2028", "$.definitions['Shop.Product'].description")]
    [InlineData("\"x-kind\": \"record\"", "\"x-kind\": \"record\", \"x-type-parameters\": [\"T\"]", "contradict each other", "$.definitions['Shop.Product']")]
    [InlineData("\"x-form\": \"init\"", "\"x-form\": \"init\", \"x-default\": [\"number\", \"1); Evil(\"]", "the default does not fit the type 'Int32'", "$.definitions['Shop.Product'].properties.Stock.x-default")]
    [InlineData("\"kind\": \"unary\"", "\"kind\": \"event\"", "has a result", "$.x-calls[0]")]
    [InlineData("\"kind\": \"unary\"", "\"kind\": \"client-stream\"", "has 0 stream parameters", "$.x-calls[0]")]
    [InlineData("\"kind\": \"unary\"", "\"kind\": \"unary\", \"errors\": [\"Shop.Product\"]", "'Shop.Product' is not a declared error", "$.x-calls[0].errors")]
    [InlineData("\"kind\": \"unary\"", "\"kind\": \"unary\", \"deadline-ms\": 0", "0 is not an integer from 1", "$.x-calls[0].deadline-ms")]
    [InlineData("\"kind\": \"unary\"", "\"kind\": \"unary\", \"idempotent\": 1", "expected true or false, found a number", "$.x-calls[0].idempotent")]
    [InlineData("\"kind\": \"unary\"", "\"kind\": \"unary\", \"experimental\": \"X\\n#pragma\"", "is not a C# identifier", "$.x-calls[0].experimental")]
    [InlineData("\"kind\": \"unary\"", "\"kind\": \"unary\", \"old-names\": [\"B\", \"A\"]", "'A' stands twice or not in ordinal order", "$.x-calls[0].old-names[1]")]
    public void Read_value_that_cannot_be_names_path_and_reason(string text, string replacement, string message, string path)
    {
        Assert.Contains(text, Document, StringComparison.Ordinal);

        SchemaError error = Fail(Document.Replace(text, replacement, StringComparison.Ordinal));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(path, error.JsonPath);
        Assert.True(error.Line > 0 && error.Column > 0);
    }

    [Fact]
    public void Read_edited_content_does_not_have_its_fingerprint()
    {
        SchemaError error = Fail(Document.Replace("Stock", "Count", StringComparison.Ordinal));

        Assert.Equal("$.x-fingerprint", error.JsonPath);
        Assert.Contains("edited or damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_duplicate_definition_is_an_error()
        => Assert.Contains("occurs twice", Fail("{\"x-cells\": 1, \"definitions\": {\"A\": {}, \"A\": {}}}").Message, StringComparison.Ordinal);

    [Fact]
    public void Read_more_than_4_mib_is_refused_before_parsing()
        => Assert.Equal("the schema document is 4,194,305 characters long, more than 4,194,304", Fail(new string('[', SchemaDocument.MaxLength + 1)).Message);

    [Fact]
    public void Read_deep_nesting_is_an_error() => Assert.Contains("nest deeper than 256", Fail(new string('[', 1_000_000)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("class")]
    [InlineData("event")]
    [InlineData("Straße")]
    [InlineData("_1")]
    public void Read_keywords_and_letters_of_any_script_are_names(string name)
    {
        CellSchema schema = SampleSchemas.WithMember(member => member with { Name = name });

        Assert.Equal(schema, SchemaDocument.Read(SchemaDocument.Write(schema)).Schema);
    }

    [Theory]
    [InlineData("@class", "'@class' is not a C# identifier")]
    [InlineData("1st", "'1st' is not a C# identifier")]
    [InlineData("a\u200db", "'a\\u200Db' is not a C# identifier")]
    [InlineData("a\u202eb", "'a\\u202Eb' is not a C# identifier")]
    [InlineData("", "'' is not a C# identifier")]
    [InlineData("Product", "the member 'Product' is named like its type, which C# forbids")]
    public void Read_illegal_member_name_is_an_error(string name, string message)
        => Rejects(SampleSchemas.WithMember(member => member with { Name = name }), message);

    [Fact]
    public void Read_250_members_are_too_many()
        => Rejects(SampleSchemas.WithProduct(type => type with { Members = Members(250) }), "250 members: at most 249 are possible");

    [Fact]
    public void Read_249_members_are_not_too_many()
        => Assert.Null(SchemaDocument.Read(SchemaDocument.Write(SampleSchemas.WithProduct(type => type with { Members = Members(249) }))).Error);

    [Fact]
    public void Read_251_cases_are_too_many() => Rejects(
        SampleSchemas.WithType(new TypeSchema { Name = "Shop.Shape", Kind = TypeKind.UnionClass, Cases = Enumerable.Range(0, 251).Select(i => $"C{i}").ToEquatableArray() }),
        "251 cases: at most 250 are possible");

    [Fact]
    public void Read_65536_calls_are_too_many() => Rejects(
        SampleSchemas.Small with { Calls = Enumerable.Range(0, 65_536).Select(i => new CallSchema { Name = $"C{i:D5}", Kind = CallKind.Unary }).ToEquatableArray() },
        "65,536 calls: at most 65,535 are possible", isCompact: true);

    [Fact]
    public void Read_calls_out_of_order_are_an_error() => Rejects(
        SampleSchemas.Small with { Calls = [new CallSchema { Name = "B", Kind = CallKind.Unary }, new CallSchema { Name = "A", Kind = CallKind.Unary }] },
        "the call 'A' stands twice or not in ordinal order");

    [Fact]
    public void Read_calls_that_differ_by_async_only_are_an_error() => Rejects(
        SampleSchemas.Small with { Calls = [new CallSchema { Name = "Get", Kind = CallKind.Unary }, new CallSchema { Name = "GetAsync", Kind = CallKind.Unary }] },
        "would get the same method");

    [Fact]
    public void Read_struct_with_another_size_is_an_error() => Rejects(
        SampleSchemas.WithType(Point(size: 12)), "has a memory image of 16 bytes aligned to 8, the document says a memory image of 12 bytes aligned to 8");

    [Fact]
    public void Read_struct_with_another_offset_is_an_error() => Rejects(SampleSchemas.WithType(Point(offset: 4)), "the member's offset is 8, the document says 4");

    [Fact]
    public void Read_struct_that_contains_itself_is_an_error() => Rejects(
        SampleSchemas.WithType(new TypeSchema
        {
            Name = "Shop.Loop",
            Kind = TypeKind.Struct,
            Members = [new MemberSchema { Name = "Next", Type = new NamedReference("Shop.Loop", []) { IsNullable = true }, Form = MemberForm.Field }],
        }),
        "the struct 'Shop.Loop' contains itself");

    [Fact]
    public void Read_generic_type_with_ever_larger_arguments_is_an_error() => Rejects(Endless(), "the generic type 'Shop.Node`1' is used with ever larger type arguments");

    [Fact]
    public void Read_case_that_names_another_union_is_an_error() => Rejects(
        SampleSchemas.WithType(new TypeSchema { Name = "Shop.Shape", Kind = TypeKind.UnionRecord, Cases = ["Shop.Product"] }),
        "the case 'Shop.Product' is not a record of this schema whose \"x-case-of\" is 'Shop.Shape'");

    [Fact]
    public void Read_error_as_data_is_an_error() => Rejects(
        SampleSchemas.WithType(new TypeSchema { Name = "Shop.Busy", Kind = TypeKind.Error }) with
        {
            Calls = [new CallSchema { Name = "Get", Kind = CallKind.Unary, Result = new NamedReference("Shop.Busy", []) }],
        },
        "the error 'Shop.Busy' is not a type of data");

    [Fact]
    public void Read_type_nested_in_an_enum_is_an_error() => Rejects(
        SampleSchemas.WithType(new TypeSchema { Name = "Shop.Color", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Byte }) with
        {
            Types = [new TypeSchema { Name = "Shop.Color", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Byte }, new TypeSchema { Name = "Shop.Color.Red", Kind = TypeKind.Class }],
            Calls = [],
        },
        "cannot be nested in the enum 'Shop.Color'");

    [Theory]
    [InlineData(PrimitiveKind.Int32, DefaultKind.Number, "2147483648")]
    [InlineData(PrimitiveKind.Byte, DefaultKind.Number, "-1")]
    [InlineData(PrimitiveKind.Int32, DefaultKind.Number, "1.0")]
    [InlineData(PrimitiveKind.Double, DefaultKind.Number, "nan")]
    [InlineData(PrimitiveKind.Double, DefaultKind.Number, " 1")]
    [InlineData(PrimitiveKind.Decimal, DefaultKind.Number, "1e99")]
    [InlineData(PrimitiveKind.Boolean, DefaultKind.Boolean, "True")]
    [InlineData(PrimitiveKind.Char, DefaultKind.Text, "ab")]
    [InlineData(PrimitiveKind.Int32, DefaultKind.Null, "")]
    [InlineData(PrimitiveKind.Int32, DefaultKind.Empty, "")]
    [InlineData(PrimitiveKind.Int32, DefaultKind.EnumName, "Red")]
    public void Read_default_of_another_type_is_an_error(PrimitiveKind type, DefaultKind kind, string text) => Rejects(
        SampleSchemas.WithMember(member => member with { Type = new PrimitiveReference(type), Default = new DefaultValue(kind, text) }), "the default does not fit the type");

    [Theory]
    [InlineData(PrimitiveKind.UInt64, DefaultKind.Number, "18446744073709551615")]
    [InlineData(PrimitiveKind.Int64, DefaultKind.Number, "-9223372036854775808")]
    [InlineData(PrimitiveKind.Double, DefaultKind.Number, "-1.7976931348623157E+308")]
    [InlineData(PrimitiveKind.Single, DefaultKind.Number, "-Infinity")]
    [InlineData(PrimitiveKind.Decimal, DefaultKind.Number, "79228162514264337593543950335")]
    [InlineData(PrimitiveKind.Char, DefaultKind.Text, "\u2028")]
    [InlineData(PrimitiveKind.Guid, DefaultKind.Zero, "")]
    public void Read_default_of_its_type_survives(PrimitiveKind type, DefaultKind kind, string text)
    {
        CellSchema schema = SampleSchemas.WithMember(member => member with { Type = new PrimitiveReference(type), Default = new DefaultValue(kind, text) });

        Assert.Equal(schema, SchemaDocument.Read(SchemaDocument.Write(schema)).Schema);
    }

    /// <summary>A class that reaches instantiations of itself without end, which C# allows.</summary>
    internal static CellSchema Endless()
    {
        TypeReference parameter = new TypeParameterReference("T");
        TypeSchema node = new()
        {
            Name = "Shop.Node`1",
            Kind = TypeKind.Class,
            TypeParameters = ["T"],
            Members =
            [
                new MemberSchema
                {
                    Name = "Next",
                    Type = new NamedReference("Shop.Node`1", [new TupleReference([new TupleElement(null, parameter), new TupleElement(null, parameter)])]) { IsNullable = true },
                    Form = MemberForm.Init,
                },
            ],
        };
        return SampleSchemas.WithType(node) with
        {
            Calls = [new CallSchema { Name = "Get", Kind = CallKind.Unary, Result = new NamedReference("Shop.Node`1", [SampleSchemas.Int32]) }],
        };
    }

    private static EquatableArray<MemberSchema> Members(int count)
        => Enumerable.Range(0, count).Select(i => new MemberSchema { Name = $"M{i}", Type = SampleSchemas.Int32, Form = MemberForm.Init }).ToEquatableArray();

    private static TypeSchema Point(int size = 16, int offset = 8) => new()
    {
        Name = "Shop.Point",
        Kind = TypeKind.Struct,
        Size = size,
        Alignment = 8,
        Members =
        [
            new MemberSchema { Name = "X", Type = new PrimitiveReference(PrimitiveKind.Byte), Form = MemberForm.Field, Offset = 0 },
            new MemberSchema { Name = "Y", Type = new PrimitiveReference(PrimitiveKind.Int64), Form = MemberForm.Field, Offset = offset },
        ],
    };

    private static SchemaError Fail(string text)
    {
        SchemaReadResult result = SchemaDocument.Read(text);

        Assert.Null(result.Schema);
        return Assert.IsType<SchemaError>(result.Error);
    }

    // White space counts for the limit of the whole.
    private static void Rejects(CellSchema schema, string message, bool isCompact = false)
    {
        string document = SchemaDocument.Write(schema);

        SchemaError error = Fail(isCompact ? document.Replace("\n      ", "", StringComparison.Ordinal).Replace("\n    ", "", StringComparison.Ordinal) : document);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
