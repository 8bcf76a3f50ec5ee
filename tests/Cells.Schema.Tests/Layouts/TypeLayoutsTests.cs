namespace Cells.Schema.Tests.Layouts;

public class TypeLayoutsTests
{
    private static readonly TypeReference Int32 = new PrimitiveReference(PrimitiveKind.Int32);
    private static readonly TypeReference Byte = new PrimitiveReference(PrimitiveKind.Byte);
    private static readonly TypeReference String = new PrimitiveReference(PrimitiveKind.String);

    [Fact]
    public void Of_struct_is_its_sequential_layout()
    {
        CellSchema schema = Schema(Struct("Point", Int32, Byte));

        Assert.Equal(new LayoutItem(8, 4, false, false), TypeLayout.Of(schema, new NamedReference("Point", [])));
    }

    [Fact]
    public void Of_struct_with_a_reference_is_null()
    {
        CellSchema schema = Schema(Struct("Line", Int32, String));

        Assert.Null(TypeLayout.Of(schema, new NamedReference("Line", [])));
    }

    [Fact]
    public void Of_enum_is_primitive()
    {
        CellSchema schema = Schema(new TypeSchema { Name = "Color", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Int16 });

        Assert.Equal(new LayoutItem(2, 2, true, true), TypeLayout.Of(schema, new NamedReference("Color", [])));
    }

    [Fact]
    public void Of_generic_struct_depends_on_its_argument()
    {
        TypeSchema box = Struct("Box`1", Byte, new TypeParameterReference("T")) with { TypeParameters = ["T"] };
        TypeLayouts layouts = new(Schema(box));

        Assert.Equal(8, layouts.Of(new NamedReference("Box`1", [Int32]))?.Size);
        Assert.Equal(2, layouts.Of(new NamedReference("Box`1", [Byte]))?.Size);
        Assert.Null(layouts.Of(new NamedReference("Box`1", [String])));
        Assert.Null(layouts.Of(new NamedReference("Box`1", [new TypeParameterReference("T")])));
    }

    [Fact]
    public void Of_class_list_and_union_is_null()
    {
        TypeLayouts layouts = new(Schema(new TypeSchema { Name = "Empty", Kind = TypeKind.Class }));

        Assert.Null(layouts.Of(new NamedReference("Empty", [])));
        Assert.Null(layouts.Of(new CollectionReference(CollectionKind.List, Int32)));
        Assert.Null(layouts.Of(new NamedReference("Missing", [])));
        Assert.Null(layouts.Problem);
    }

    [Fact]
    public void ImageOf_nullable_tuple_names_the_offset_of_the_value()
    {
        TypeReference tuple = new TupleReference([new TupleElement(null, Byte), new TupleElement(null, Int32)]);
        TypeLayouts layouts = new(Schema());

        Assert.Equal([4, 0], layouts.ImageOf(tuple)!.Value.Offsets);
        Assert.Equal([8], layouts.ImageOf(tuple with { IsNullable = true })!.Value.Offsets);
        Assert.Null(layouts.ImageOf(Int32));
    }

    [Fact]
    public void Of_struct_that_contains_itself_is_a_problem()
    {
        TypeLayouts layouts = new(Schema(Struct("A", new NamedReference("B", [])), Struct("B", String, new NamedReference("A", []) { IsNullable = true })));

        Assert.Null(layouts.Of(new NamedReference("A", [])));
        Assert.Equal("the struct 'A' contains itself", layouts.Problem);
    }

    [Fact]
    public void Of_struct_that_contains_itself_through_a_generic_is_a_problem()
    {
        TypeSchema box = Struct("Box`1", new TypeParameterReference("T")) with { TypeParameters = ["T"] };
        TypeLayouts layouts = new(Schema(box, Struct("A", new NamedReference("Box`1", [new NamedReference("A", [])]))));

        Assert.Null(layouts.Of(new NamedReference("A", [])));
        Assert.NotNull(layouts.Problem);
    }

    [Fact]
    public void Of_struct_that_grows_its_own_argument_ends_in_a_problem()
    {
        TypeReference grown = new TupleReference([new TupleElement(null, new TypeParameterReference("T")), new TupleElement(null, new TypeParameterReference("T"))]);
        TypeSchema box = Struct("Box`1", new NamedReference("Box`1", [grown])) with { TypeParameters = ["T"] };
        TypeLayouts layouts = new(Schema(box));

        Assert.Null(layouts.Of(new NamedReference("Box`1", [Int32])));
        Assert.NotNull(layouts.Problem);
    }

    [Fact]
    public void Of_structs_that_double_in_size_ends_in_a_problem()
    {
        TypeSchema[] chain = [Struct("S0", Int32, Int32), .. Enumerable.Range(1, 60).Select(i => Struct($"S{i}", new NamedReference($"S{i - 1}", []), new NamedReference($"S{i - 1}", [])))];
        TypeLayouts layouts = new(Schema(chain));

        Assert.Null(layouts.Of(new NamedReference("S60", [])));
        Assert.Contains("larger than", layouts.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_structs_nested_a_thousand_deep_ends_in_a_problem()
    {
        TypeSchema[] chain = [Struct("S0", Int32), .. Enumerable.Range(1, 1000).Select(i => Struct($"S{i}", new NamedReference($"S{i - 1}", [])))];
        TypeLayouts layouts = new(Schema(chain));

        Assert.Null(layouts.Of(new NamedReference("S1000", [])));
        Assert.Contains("nest too deep", layouts.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void IsValueType_knows_structs_tuples_and_struct_collections()
    {
        TypeLayouts layouts = new(Schema(Struct("Line", String), new TypeSchema { Name = "Empty", Kind = TypeKind.Class }));

        Assert.True(layouts.IsValueType(Int32));
        Assert.True(layouts.IsValueType(new NamedReference("Line", [])));
        Assert.True(layouts.IsValueType(new PairReference(String, String)));
        Assert.True(layouts.IsValueType(new CollectionReference(CollectionKind.ImmutableArray, String)));
        Assert.False(layouts.IsValueType(new CollectionReference(CollectionKind.Array, Int32)));
        Assert.False(layouts.IsValueType(String));
        Assert.False(layouts.IsValueType(new NamedReference("Empty", [])));
    }

    private static CellSchema Schema(params TypeSchema[] types) => new() { Contract = "Test", Name = "test", Version = "1.0.0", Types = types.ToEquatableArray() };

    private static TypeSchema Struct(string name, params TypeReference[] members) => new()
    {
        Name = name,
        Kind = TypeKind.Struct,
        Members = members.Select((type, index) => new MemberSchema { Name = $"M{index}", Type = type, Form = MemberForm.Field }).ToEquatableArray(),
    };
}
