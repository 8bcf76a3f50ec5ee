using NJsonSchema;

namespace Cells.Schema.Tests.Documents;

/// <summary>The standard keywords of a written document, as another library's validator understands them.</summary>
public class JsonFormTests
{
    private static readonly Lazy<Task<JsonSchema>> Full = new(() => JsonSchema.FromJsonAsync(SchemaDocument.Write(SampleSchemas.Full)));

    [Theory]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1,"y":null}}""")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Price":12345678901234.50,"Rate":"NaN"}""")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Price":"1.50","Rate":-0.5,"Pair":[1,"a"]}""")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Ranges":[[1,[2,"b"]]],"Pair":null,"Image":"3q2+7w=="}""")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Rights":"Read, Write","Level":7,"Other":{},"class":null}""")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Rights":64,"Level":"High","At":{"X":255,"Y":9223372036854775807}}""")]
    [InlineData("Shop.Point", """{"X":0,"Y":"-9223372036854775808"}""")]
    [InlineData("Shop.Shape", """{"$case":"Circle","Radius":1.5}""")]
    [InlineData("Shop.Shape", """{"Side":"-Infinity","$case":"Square"}""")]
    [InlineData("Shop.Circle", """{"Radius":1}""")]
    [InlineData("Shop.Color", "\"Blue\"")]
    [InlineData("Shop.Page(Shop.Product)", """{"Items":[],"Next":{"Items":[],"Next":null}}""")]
    public async Task Definition_accepts_what_the_form_allows(string definition, string value)
        => Assert.Empty((await Full.Value).Definitions[definition].Validate(value));

    [Theory]
    [InlineData("Shop.Product", """{"Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1}}""", "a required member is missing")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"sku":1}""", "an unknown member")]
    [InlineData("Shop.Product", """{"Sku":null,"Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1}}""", "null where there must be none")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"xyz","Counts":{"x":1}}""", "not a Guid")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":"1"}}""", "a 32-bit integer as string")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":[["x",1]]}""", "a string map as pairs")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{}}""", "fewer entries than the constraint asks for")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Ranges":{"1":[2,"b"]}}""", "a map as object whose keys are no strings")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Ranges":[[1,[2,"b",3]]]}""", "a tuple with too many elements")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Image":[1,2]}""", "bytes as array")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Rights":"Read,Delete"}""", "an unknown flag")]
    [InlineData("Shop.Product", """{"Sku":"a","Id":"00112233-4455-6677-8899-aabbccddeeff","Counts":{"x":1},"Rate":"nan"}""", "not a number's name")]
    [InlineData("Shop.Point", """{"X":256,"Y":1}""", "a byte out of range")]
    [InlineData("Shop.Point", """{"X":1.5,"Y":1}""", "a fraction")]
    [InlineData("Shop.Shape", """{"Radius":1.5}""", "a union without its case")]
    [InlineData("Shop.Shape", """{"$case":"Square","Radius":1.5}""", "the members of another case")]
    [InlineData("Shop.Color", "\"Green\"", "an unknown name of a closed enum")]
    [InlineData("Shop.Color", "0", "a number of a closed enum")]
    [InlineData("Shop.Page(Shop.Product)", """{"Items":[{}]}""", "an incomplete element")]
    [InlineData("Shop.Page(Shop.Product)", """{"Items":[],"Next":{"Items":1}}""", "a bad element further in")]
    public async Task Definition_rejects_what_the_form_forbids(string definition, string value, string why)
        => Assert.True((await Full.Value).Definitions[definition].Validate(value).Count > 0, why);

    public static TheoryData<PrimitiveKind, string, string> Primitives => new()
    {
        { PrimitiveKind.Boolean, "true", "1" },
        { PrimitiveKind.SByte, "-128", "-129" },
        { PrimitiveKind.UInt16, "65535", "65536" },
        { PrimitiveKind.Int32, "-2147483648", "2147483648" },
        { PrimitiveKind.UInt32, "4294967295", "-1" },
        { PrimitiveKind.Int64, "\"-1\"", "\"1.0\"" },
        // The validator itself cannot hold larger numbers.
        { PrimitiveKind.UInt64, "9223372036854775807", "-1" },
        { PrimitiveKind.Int128, "-9223372036854775808", "true" },
        { PrimitiveKind.UInt128, "\"340282366920938463463374607431768211455\"", "\"-1\"" },
        { PrimitiveKind.Half, "\"-Infinity\"", "\"Inf\"" },
        { PrimitiveKind.Double, "1e300", "\"1\"" },
        { PrimitiveKind.Decimal, "\"-1.50\"", "\"1e5\"" },
        { PrimitiveKind.Char, "\"é\"", "\"ab\"" },
        { PrimitiveKind.Rune, "\"😀\"", "\"\"" },
        { PrimitiveKind.Guid, "\"00112233-4455-6677-8899-aabbccddeeff\"", "\"0011\"" },
        { PrimitiveKind.DateTime, "\"2024-01-02T03:04:05.1234567\"", "\"2024-01-02\"" },
        { PrimitiveKind.DateTime, "\"2024-01-02T03:04:05Z\"", "\"yesterday\"" },
        { PrimitiveKind.DateTimeOffset, "\"2024-01-02T03:04:05.1234567-01:30\"", "\"yesterday\"" },
        { PrimitiveKind.TimeSpan, "\"-1.02:03:04.5\"", "\"1h\"" },
        { PrimitiveKind.DateOnly, "\"2024-02-29\"", "\"29.2.2024\"" },
        { PrimitiveKind.TimeOnly, "\"13:14:15\"", "\"1 pm\"" },
        { PrimitiveKind.String, "\"\"", "1" },
        { PrimitiveKind.Uri, "\"../a b?x=1\"", "1" },
        { PrimitiveKind.Version, "\"1.2.3\"", "\"1\"" },
    };

    [Theory]
    [MemberData(nameof(Primitives))]
    public async Task Primitive_accepts_its_form_and_null_where_nullable_only(PrimitiveKind kind, string good, string bad)
    {
        TypeReference type = new PrimitiveReference(kind);
        JsonSchema plain = await MemberSchema(type);
        JsonSchema nullable = await MemberSchema(type with { IsNullable = true });

        Assert.Empty(plain.Validate($$"""{"Sku":"a","Stock":{{good}}}"""));
        Assert.Empty(nullable.Validate($$"""{"Sku":"a","Stock":{{good}}}"""));
        Assert.Empty(nullable.Validate("""{"Sku":"a","Stock":null}"""));
        Assert.NotEmpty(plain.Validate("""{"Sku":"a","Stock":null}"""));
        Assert.NotEmpty(plain.Validate($$"""{"Sku":"a","Stock":{{bad}}}"""));
        Assert.NotEmpty(nullable.Validate($$"""{"Sku":"a","Stock":{{bad}}}"""));
    }

    [Theory]
    [InlineData("1", "0")]
    [InlineData("10", "11")]
    public async Task Range_constraint_is_a_keyword(string good, string bad)
    {
        JsonSchema schema = await Parse(SampleSchemas.WithMember(member => member with { Constraints = [new Constraint(ConstraintKind.Range, "1", "10", null)] }));

        Assert.Empty(schema.Validate($$"""{"Sku":"a","Stock":{{good}}}"""));
        Assert.NotEmpty(schema.Validate($$"""{"Sku":"a","Stock":{{bad}}}"""));
    }

    [Theory]
    [InlineData("Shop.A", "Shop.B", "A")]
    [InlineData("Shop.One.A", "Shop.Two.A", "Shop.One.A")]
    public void CaseName_is_simple_unless_two_share_it(string first, string second, string expected)
    {
        TypeSchema union = new() { Name = "Shop.U", Kind = TypeKind.UnionClass, Cases = [first, second] };

        Assert.Equal(expected, JsonForm.CaseName(union, first));
    }

    private static Task<JsonSchema> MemberSchema(TypeReference type)
        => Parse(SampleSchemas.WithMember(member => member with { Type = type, HasRequiredKeyword = true }));

    private static async Task<JsonSchema> Parse(CellSchema schema) => (await JsonSchema.FromJsonAsync(SchemaDocument.Write(schema))).Definitions["Shop.Product"];
}
