using System.Buffers;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Binding;

public class JsonWireBinderTests
{
    private static readonly PrimitiveReference Text = new(PrimitiveKind.String);
    private static readonly PrimitiveReference Number = new(PrimitiveKind.Int32);
    private static readonly PrimitiveReference Byte = new(PrimitiveKind.Byte);

    private static readonly CellSchema Schema = new()
    {
        Contract = "Shop.Orders",
        Name = "orders",
        Version = "1.0.0",
        Calls =
        [
            Call("Place", Parameter("order", new NamedReference("Shop.Order", [])), Parameter("note", Text, new DefaultValue(DefaultKind.Text, "none"))),
            Call("Sum", Parameter("items", new CollectionReference(CollectionKind.List, Number), new DefaultValue(DefaultKind.Empty, ""))),
            Call("Scale", Parameter("factor", new PrimitiveReference(PrimitiveKind.Double)), Parameter("price", new PrimitiveReference(PrimitiveKind.Decimal))),
            Call("Tint", Parameter("color", new NamedReference("Shop.Color", [])), Parameter("rights", new NamedReference("Shop.Rights", []))),
            Call(
                "Stamp",
                Parameter("when", new PrimitiveReference(PrimitiveKind.DateTime)), Parameter("initial", new PrimitiveReference(PrimitiveKind.Char)),
                Parameter("circle", new NamedReference("Shop.Circle", []))),
            Call("Draw", Parameter("shape", new NamedReference("Shop.Shape", []))),
        ],
        Types =
        [
            Object("Shop.Circle", Member("Radius", Number)),
            new TypeSchema { Name = "Shop.Color", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Byte, Values = [Value("Red", 1), Value("Green", 2)] },
            Object("Shop.Line", Member("Sku", Text), Member("Quantity", Byte), Member("Tag", Text with { IsNullable = true })),
            Object(
                "Shop.Order",
                Member("Lines", new CollectionReference(CollectionKind.List, new NamedReference("Shop.Line", []))),
                Member("Prices", new MapReference(MapKind.Dictionary, Text, Number))),
            new TypeSchema
            {
                Name = "Shop.Rights", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Int32, IsFlags = true, IsOpen = true,
                Values = [Value("Read", 1), Value("Write", 2)],
            },
            new TypeSchema { Name = "Shop.Shape", Kind = TypeKind.UnionRecord, Cases = ["Shop.Circle", "Shop.Square"] },
            Object("Shop.Square"),
        ],
    };

    private static readonly JsonWireBinder Binder = new(Schema);

    [Theory]
    [InlineData("Place", """{"order":{"Lines":[{"Sku":"A","Quantity":3,"Tag":null}],"Prices":{"A":7}},"note":"x"}""")]
    [InlineData("Sum", """{"items":[1,-2,3]}""")]
    [InlineData("Scale", """{"factor":"NaN","price":1.00}""")]
    [InlineData("Scale", """{"factor":-0,"price":79228162514264337593543950335}""")]
    [InlineData("Tint", """{"color":"Green","rights":"Read, Write"}""")]
    [InlineData("Tint", """{"color":"Red","rights":12}""")]
    [InlineData("Draw", """{"shape":{"$case":"Circle","Radius":4}}""")]
    [InlineData("Draw", """{"shape":{"$case":"Square"}}""")]
    [InlineData("Stamp", """{"when":"2024-02-29T01:02:03.5Z","initial":"\ud83d","circle":{"Radius":1}}""")]
    public void Arguments_bind_to_the_wire_and_back(string call, string json)
    {
        CallSchema schema = Schema.FindCall(call)!;

        byte[] payload = Binder.BindArguments(schema, json);

        Assert.Equal(json, Binder.ReadArguments(schema, new ReadOnlySequence<byte>(payload)));
    }

    [Theory]
    [InlineData("Place", "{", "$: line 1, byte 2: no JSON")]
    [InlineData("Place", "[]", "$: expected an object with the arguments of Place, got an array")]
    [InlineData("Place", "{}", "$.order: Place requires it, and it is missing")]
    [InlineData("Place", """{"ordr":{}}""", "$: Place has no parameter 'ordr'; did you mean 'order'?")]
    [InlineData("Place", """{"order":{"Lines":[{"Sku":"A","Quantity":"x"}]}}""", "$.order.Lines[0].Quantity: expected a whole number between 0 and 255, got \"x\"")]
    [InlineData("Place", """{"order":{"Lines":[{"Sku":"A","Quantity":256}]}}""", "$.order.Lines[0].Quantity: expected a whole number between 0 and 255, got 256")]
    [InlineData("Place", """{"order":{"Lines":[{"Sku":"A","Quantity":1.5}]}}""", "$.order.Lines[0].Quantity: expected a whole number")]
    [InlineData("Place", """{"order":{"Lines":[{"Sku":null,"Quantity":1}]}}""", "$.order.Lines[0].Sku: expected a string, got null")]
    [InlineData("Place", """{"order":{"Lines":[{"Quantitty":1}]}}""", "$.order.Lines[0]: Shop.Line has no member 'Quantitty'; did you mean 'Quantity'?")]
    [InlineData("Place", """{"order":{"Lines":[],"Lines":[]}}""", "$.order: 'Lines' stands twice")]
    [InlineData("Place", """{"order":{"Lines":[],"Prices":{"a b":"x"}}}""", "$.order.Prices['a b']: expected a whole number")]
    [InlineData("Place", """{"order":{"Lines":[],"Prices":{}},"note":"\ud800"}""", "$.note: the text has a lone surrogate")]
    [InlineData("Tint", """{"color":"Gren","rights":"Read"}""", "$.color: \"Gren\" is no value of Shop.Color; did you mean 'Green'?")]
    [InlineData("Tint", """{"color":9,"rights":"Read"}""", "$.color: expected the name of a value of Shop.Color, got 9")]
    [InlineData("Draw", """{"shape":{}}""", "$.shape: the property '$case' is missing; it names a case of Shop.Shape: Circle, Square")]
    [InlineData("Draw", """{"shape":{"$case":"Star"}}""", "$.shape.$case: expected a case of Shop.Shape (Circle, Square), got \"Star\"")]
    [InlineData("Tint", """{"color":2,"rights":"Read"}""", "$.color: expected the name of a value of Shop.Color, got 2")]
    [InlineData("Tint", """{"color":"2","rights":"Read"}""", "$.color: \"2\" is no value of Shop.Color")]
    [InlineData("Stamp", """{"circle":{"$case":"Square"}}""", "$.when: Stamp requires it")]
    [InlineData("Scale", """{"factor":1,"price":"1e3"}""", "$.price: expected a number between")]
    [InlineData("Scale", """{"factor":1e999,"price":1}""", "$.factor: expected a number that Double can hold, got 1e999")]
    public void Arguments_that_do_not_fit_name_their_place(string call, string json, string message)
    {
        JsonBindingException failure = Assert.Throws<JsonBindingException>(() => Binder.BindArguments(Schema.FindCall(call)!, json));

        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_of_the_schema_fill_what_is_not_given()
    {
        CallSchema sum = Schema.FindCall("Sum")!;
        CallSchema place = Schema.FindCall("Place")!;

        Assert.Equal("""{"items":[]}""", Binder.ReadArguments(sum, new ReadOnlySequence<byte>(Binder.BindArguments(sum, "{}"))));
        byte[] payload = Binder.BindArguments(place, """{"order":{"Lines":[{"Sku":"A","Quantity":1}],"Prices":{}}}""");
        Assert.Equal(
            """{"order":{"Lines":[{"Sku":"A","Quantity":1,"Tag":null}],"Prices":{}},"note":"none"}""",
            Binder.ReadArguments(place, new ReadOnlySequence<byte>(payload)));
    }

    [Fact]
    public void Command_line_arguments_take_text_as_it_is_and_the_rest_as_JSON()
    {
        CallSchema place = Schema.FindCall("Place")!;
        CallSchema tint = Schema.FindCall("Tint")!;
        CallSchema scale = Schema.FindCall("Scale")!;

        Assert.Equal(
            Binder.BindArguments(place, """{"order":{"Lines":[],"Prices":{}},"note":"12 = \"x\""}"""),
            Binder.BindArguments(place, ["note=12 = \"x\"", """order={"Lines":[],"Prices":{}}"""]));
        Assert.Equal(Binder.BindArguments(tint, """{"color":"Red","rights":"Read, Write"}"""), Binder.BindArguments(tint, ["color=Red", "rights=Read,Write"]));
        Assert.Equal(Binder.BindArguments(scale, """{"factor":"NaN","price":2.50}"""), Binder.BindArguments(scale, ["factor=NaN", "price=2.50"]));
    }

    [Theory]
    [InlineData("noequals", "$: 'noequals' is no name=value")]
    [InlineData("factr=1", "$: Scale has no parameter 'factr'; did you mean 'factor'?")]
    [InlineData("factor=fast", "$.factor: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", got \"fast\"")]
    public void Command_line_arguments_that_do_not_fit_name_their_place(string argument, string message)
    {
        JsonBindingException failure = Assert.Throws<JsonBindingException>(() => Binder.BindArguments(Schema.FindCall("Scale")!, [argument]));

        Assert.Equal(message, failure.Message);
    }

    [Fact]
    public void A_case_that_stands_alone_may_carry_its_own_name_and_no_other()
    {
        CallSchema stamp = Schema.FindCall("Stamp")!;
        string json = """{"when":"2024-02-29T01:02:03+01:00","initial":"x","circle":{"$case":"NAME","Radius":1}}""";

        byte[] payload = Binder.BindArguments(stamp, json.Replace("NAME", "Circle", StringComparison.Ordinal));
        Assert.Equal(
            """{"when":"2024-02-29T00:02:03Z","initial":"x","circle":{"Radius":1}}""", Binder.ReadArguments(stamp, new ReadOnlySequence<byte>(payload)));

        JsonBindingException failure = Assert.Throws<JsonBindingException>(
            () => Binder.BindArguments(stamp, json.Replace("NAME", "Square", StringComparison.Ordinal)));
        Assert.Equal("$.circle.$case: expected the name of Shop.Circle, got \"Square\"", failure.Message);
    }

    [Fact]
    public void FindMalformed_names_the_member_at_which_the_bytes_end()
    {
        CallSchema place = Schema.FindCall("Place")!;
        byte[] payload = Binder.BindArguments(place, """{"order":{"Lines":[{"Sku":"A","Quantity":1},{"Sku":"B","Quantity":2,"Tag":"t"}],"Prices":{}}}""");
        byte[] order = payload[..(payload.Length - 12)];
        NamedReference type = new("Shop.Order", []);

        Assert.Null(Binder.FindMalformed(type, new ReadOnlySequence<byte>(order)));
        Assert.Equal("Prices", Binder.FindMalformed(type, new ReadOnlySequence<byte>(order[..^4])));
        Assert.Equal("Lines[1].Tag", Binder.FindMalformed(type, new ReadOnlySequence<byte>(order[..^5])));
        Assert.Equal("", Binder.FindMalformed(type, new ReadOnlySequence<byte>([.. order, 0])));
    }

    [Fact]
    public void FindMalformedArgument_names_the_parameter_and_member_at_which_the_bytes_end()
    {
        CallSchema place = Schema.FindCall("Place")!;
        byte[] payload = Binder.BindArguments(place, """{"order":{"Lines":[{"Sku":"A","Quantity":1},{"Sku":"B","Quantity":2,"Tag":"t"}],"Prices":{}}}""");

        Assert.Null(Binder.FindMalformedArgument(place, new ReadOnlySequence<byte>(payload)));
        Assert.Equal("order.Lines[1].Tag", Binder.FindMalformedArgument(place, new ReadOnlySequence<byte>(payload[..^17])));
        Assert.Equal("", Binder.FindMalformedArgument(place, new ReadOnlySequence<byte>([.. payload, 0])));
    }

    [Fact]
    public void A_struct_that_contains_itself_is_refused()
    {
        CellSchema hostile = Schema with
        {
            Types = [new TypeSchema { Name = "Evil.Loop", Kind = TypeKind.Struct, Members = [Member("Next", new NamedReference("Evil.Loop", []))] }],
        };

        ArgumentException failure = Assert.Throws<ArgumentException>(
            () => new JsonWireBinder(hostile).ReadValue(new NamedReference("Evil.Loop", []), new ReadOnlySequence<byte>([1])));

        Assert.Contains("contains itself", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_of_nothing_is_null_and_takes_no_bytes()
    {
        CallSchema draw = Schema.FindCall("Draw")!;

        Assert.Equal("null", Binder.ReadResult(draw, ReadOnlySequence<byte>.Empty));
        Assert.Throws<CellFormatException>(() => Binder.ReadResult(draw, new ReadOnlySequence<byte>([0])));
    }

    private static CallSchema Call(string name, params ParameterSchema[] parameters) =>
        new() { Name = name, Kind = CallKind.Unary, Parameters = parameters.ToEquatableArray() };

    private static ParameterSchema Parameter(string name, TypeReference type, DefaultValue? value = null) =>
        new() { Name = name, Type = type, Default = value };

    private static TypeSchema Object(string name, params MemberSchema[] members) =>
        new() { Name = name, Kind = TypeKind.Record, Members = members.ToEquatableArray(), CaseOf = name is "Shop.Circle" or "Shop.Square" ? "Shop.Shape" : null };

    private static MemberSchema Member(string name, TypeReference type) => new() { Name = name, Type = type, Form = MemberForm.Init };

    private static EnumValue Value(string name, long number) => new() { Name = name, Number = number };
}
