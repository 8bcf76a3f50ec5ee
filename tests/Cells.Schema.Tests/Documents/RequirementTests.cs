namespace Cells.Schema.Tests.Documents;

public class RequirementTests
{
    private static readonly TypeReference Point = new NamedReference("Shop.Point", []);

    public static TheoryData<string, bool> Members => new()
    {
        { "positional value", true },
        { "positional nullable", false },
        { "positional with default", false },
        { "settable value", false },
        { "settable string", true },
        { "settable nullable string", false },
        { "settable string with default", false },
        { "settable list", true },
        { "settable struct", false },
        { "settable struct with a string", true },
        { "settable enum with zero", false },
        { "settable closed enum without zero", true },
        { "settable open enum without zero", false },
        { "settable tuple of values", false },
        { "settable tuple with a string", true },
        { "settable memory", false },
        { "required nullable", true },
        { "opaque initializer", true },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void IsRequired_follows_the_rules_of_filling(string which, bool expected)
    {
        MemberSchema member = which switch
        {
            "positional value" => Member(SampleSchemas.Int32, MemberForm.Positional),
            "positional nullable" => Member(SampleSchemas.String with { IsNullable = true }, MemberForm.Positional),
            "positional with default" => Member(SampleSchemas.Int32, MemberForm.Positional) with { Default = new DefaultValue(DefaultKind.Number, "1") },
            "settable value" => Member(SampleSchemas.Int32, MemberForm.Set),
            "settable string" => Member(SampleSchemas.String, MemberForm.Set),
            "settable nullable string" => Member(SampleSchemas.String with { IsNullable = true }, MemberForm.Set),
            "settable string with default" => Member(SampleSchemas.String, MemberForm.Set) with { Default = new DefaultValue(DefaultKind.Text, "") },
            "settable list" => Member(new CollectionReference(CollectionKind.List, SampleSchemas.Int32), MemberForm.Set),
            "settable struct" => Member(Point, MemberForm.Field),
            "settable struct with a string" => Member(new NamedReference("Shop.Line", []), MemberForm.Field),
            "settable enum with zero" => Member(new NamedReference("Shop.WithZero", []), MemberForm.Init),
            "settable closed enum without zero" => Member(new NamedReference("Shop.Closed", []), MemberForm.Init),
            "settable open enum without zero" => Member(new NamedReference("Shop.Opened", []), MemberForm.Init),
            "settable tuple of values" => Member(new TupleReference([new TupleElement(null, SampleSchemas.Int32), new TupleElement(null, Point)]), MemberForm.Init),
            "settable tuple with a string" => Member(new TupleReference([new TupleElement(null, SampleSchemas.String)]), MemberForm.Init),
            "settable memory" => Member(new CollectionReference(CollectionKind.ReadOnlyMemory, SampleSchemas.String), MemberForm.Init),
            "required nullable" => Member(SampleSchemas.String with { IsNullable = true }, MemberForm.Init) with { HasRequiredKeyword = true },
            _ => Member(SampleSchemas.Int32, MemberForm.Init) with { HasOpaqueInitializer = true },
        };

        Assert.Equal(expected, Requirement.IsRequired(Schema(), member));
    }

    [Fact]
    public void IsRequired_parameter_needs_neither_default_nor_null()
    {
        ParameterSchema parameter = new() { Name = "a", Type = SampleSchemas.Int32 };

        Assert.True(Requirement.IsRequired(parameter));
        Assert.False(Requirement.IsRequired(parameter with { Default = new DefaultValue(DefaultKind.Zero, "") }));
        Assert.False(Requirement.IsRequired(parameter with { Type = SampleSchemas.Int32 with { IsNullable = true } }));
    }

    private static MemberSchema Member(TypeReference type, MemberForm form) => new() { Name = "M", Type = type, Form = form };

    private static CellSchema Schema() => SampleSchemas.Small with
    {
        Types =
        [
            new TypeSchema { Name = "Shop.Closed", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Int32, Values = [new EnumValue { Name = "One", Number = 1 }] },
            new TypeSchema { Name = "Shop.Line", Kind = TypeKind.Struct, Members = [Member(SampleSchemas.String, MemberForm.Field)] },
            new TypeSchema { Name = "Shop.Opened", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Int32, IsOpen = true, Values = [new EnumValue { Name = "One", Number = 1 }] },
            new TypeSchema { Name = "Shop.Point", Kind = TypeKind.Struct, Members = [Member(SampleSchemas.Int32, MemberForm.Field)] },
            new TypeSchema { Name = "Shop.WithZero", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Int32, Values = [new EnumValue { Name = "None", Number = 0 }] },
        ],
    };
}
