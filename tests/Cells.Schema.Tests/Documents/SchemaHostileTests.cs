using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Documents;

/// <summary>Documents of a hostile peer: whatever they hold, reading ends with a schema or an error, soon, and never with an exception.</summary>
public class SchemaHostileTests
{
    private static readonly string Full = SchemaDocument.Write(SampleSchemas.Full);

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ":", ",", "\"", "null", "true", "-", "0", "1e999", "99999999999999999999", "\"x-type\"", "\"Int32\"", "\"!T\"", "\"List<Int32>\"", "\\u0000", "\ud800",
        "\"Shop.Page`1<Shop.Page`1<Int32>>\"", "\"Shop.Point\"", "\"x-kind\": \"struct\"", "\"x-size\": 1", "\"$case\"", "`", "<", ">", "?", "/*", "\u202e", "\n",
    ];

    [Fact]
    public void Read_any_text_gives_schema_or_error()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Consistent(SchemaDocument.Read(text ?? ""))));

    [Fact]
    public void Read_document_with_pieces_replaced_gives_schema_or_error()
    {
        Gen<string> mutated = Gen.Choose(0, Full.Length - 1).SelectMany(start => Gen.Choose(0, 12).SelectMany(length => Gen.Elements(Fragments).Select(fragment =>
            new StringBuilder(Full).Remove(start, Math.Min(length, Full.Length - start)).Insert(start, fragment).ToString())));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600), Prop.ForAll(Arb.From(mutated), document => Consistent(SchemaDocument.Read(document))));
    }

    [Fact]
    public void Read_document_with_values_moved_gives_schema_or_error()
    {
        JsonValue root = JsonReader.Read(Full).Value!;
        List<JsonValue> values = [.. All(root)];
        Gen<string> moved = Gen.Elements<JsonValue>(values).SelectMany(target => Gen.Elements<JsonValue>(values).Select(source => Render(root, target, source)));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600), Prop.ForAll(Arb.From(moved), document => Consistent(SchemaDocument.Read(document))));
    }

    // The fingerprint fits here, so that nothing but the checks themselves stands between the model and C# source.
    [Fact]
    public void Read_any_written_model_gives_an_error_or_the_same_model()
    {
        int accepted = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Arb.From(RandomSchemas.Any), schema =>
        {
            string document = SchemaDocument.Write(schema);
            SchemaReadResult result = SchemaDocument.Read(document);
            accepted += result.Schema is null ? 0 : 1;
            return Consistent(result) && (result.Schema is null || (result.Schema.Equals(schema) && SchemaDocument.Write(result.Schema) == document));
        }));

        Assert.InRange(accepted, 50, 950);
    }

    [Fact]
    public void Read_wide_chain_of_generic_structs_ends()
    {
        TypeReference parameter = new TypeParameterReference("T");
        List<TypeSchema> types = [];
        for (int i = 0; i < 100; i++)
        {
            TypeReference next = i == 99 ? parameter : new NamedReference($"S{i + 1:D2}`1", [parameter]);
            types.Add(new TypeSchema
            {
                Name = $"S{i:D2}`1",
                Kind = TypeKind.Struct,
                TypeParameters = ["T"],
                Members = Enumerable.Range(0, 50).Select(m => new MemberSchema { Name = $"M{m}", Type = next, Form = MemberForm.Field }).ToEquatableArray(),
            });
        }

        CellSchema schema = SampleSchemas.Small with
        {
            Types = types.ToEquatableArray(),
            Calls = [new CallSchema { Name = "Get", Kind = CallKind.Unary, Result = new NamedReference("S00`1", [SampleSchemas.Int32]) }],
        };

        Assert.Contains("is larger than", SchemaDocument.Read(SchemaDocument.Write(schema)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_type_expression_as_deep_as_its_length_allows_is_an_error()
    {
        string deep = string.Concat(Enumerable.Repeat("List<", 1300)) + "Int32" + new string('>', 1300);

        SchemaReadResult result = SchemaDocument.Read(SchemaDocument.Write(SampleSchemas.Small).Replace("\"x-type\": \"Int32\"", $"\"x-type\": \"{deep}\"", StringComparison.Ordinal));

        Assert.Equal("the type expression nests deeper than 32", result.Error!.Message);
    }

    [Fact]
    public void Read_thousands_of_types_ends()
    {
        CellSchema schema = SampleSchemas.Small with
        {
            Types = [.. SampleSchemas.Small.Types, .. Enumerable.Range(0, 20_000).Select(i => new TypeSchema { Name = $"T{i:D5}", Kind = TypeKind.Class })],
        };
        string document = SchemaDocument.Write(schema).Replace("\n      ", "", StringComparison.Ordinal);

        Assert.Equal(schema, SchemaDocument.Read(document).Schema);
    }

    private static bool Consistent(SchemaReadResult result) => result.Schema is null
        ? result.Error is { Message.Length: > 0 } error && error.JsonPath.StartsWith('$')
        : result.Error is null;

    private static IEnumerable<JsonValue> All(JsonValue value)
        => [value, .. value.Items.SelectMany(All), .. value.Properties.SelectMany(property => All(property.Value))];

    private static string Render(JsonValue root, JsonValue target, JsonValue source)
    {
        JsonWriter writer = new();
        Write(root);
        return writer.ToString();

        void Write(JsonValue value)
        {
            JsonValue written = ReferenceEquals(value, target) ? source : value;
            switch (written.Kind)
            {
                case JsonKind.Object:
                    writer.BeginObject();
                    foreach (JsonProperty property in written.Properties)
                    {
                        writer.Name(property.Name);
                        WriteNested(property.Value, written);
                    }

                    writer.EndObject();
                    break;
                case JsonKind.Array:
                    writer.BeginArray();
                    foreach (JsonValue item in written.Items)
                    {
                        WriteNested(item, written);
                    }

                    writer.EndArray();
                    break;
                case JsonKind.String:
                    writer.String(written.Text);
                    break;
                default:
                    writer.Number(written.Text);
                    break;
            }
        }

        // The source may contain the target: one replacement is enough.
        void WriteNested(JsonValue value, JsonValue parent)
        {
            if (ReferenceEquals(parent, source))
            {
                JsonValue kept = target;
                target = source;
                Write(value);
                target = kept;
            }
            else
            {
                Write(value);
            }
        }
    }
}
