using static Cells.Schema.Tests.Contract;

namespace Cells.Schema.Tests;

public sealed class TypeComparisonTests
{
    private const string Order = "Shop.Order";

    [Theory]
    [InlineData("Int32", "Int64", "Compatible CELL2300 Orders.Put(value)")]
    [InlineData("Int64", "Int32", "Breaking CELL2301 Orders.Put(value)")]
    [InlineData("Int32", "UInt32", "Breaking CELL2303 Orders.Put(value)")]
    [InlineData("Int32", "String?", "Breaking CELL2303 Orders.Put(value)")]
    [InlineData("String?", "String", "Breaking CELL2305 Orders.Put(value)")]
    [InlineData("Int32?", "Int32", "Breaking CELL2306 Orders.Put(value)")]
    [InlineData("List<Int32?>", "List<Int32>", "Breaking CELL2302 Orders.Put(value)[]")]
    [InlineData("List<String?>", "List<String>", "Breaking CELL2305 Orders.Put(value)[]")]
    [InlineData("List<Int32>", "List<Int64?>", "Breaking CELL2302 Orders.Put(value)[]")]
    [InlineData("Dictionary<Int32, String>", "Dictionary<Int64, String>", "Breaking CELL2302 Orders.Put(value){key}")]
    [InlineData("Dictionary<String, Int32>", "SortedDictionary<String, Int32>", "Compatible CELL2309 Orders.Put(value)")]
    [InlineData("Dictionary<String, Int32>", "Dictionary<String, Int64>", "Breaking CELL2302 Orders.Put(value){}")]
    [InlineData("List<Int32>", "Array<Int32>", "Compatible CELL2309 Orders.Put(value)")]
    [InlineData("HashSet<Int32>", "FrozenSet<Int32>", "Compatible CELL2309 Orders.Put(value)")]
    [InlineData("List<Int32>", "HashSet<Int32>", "Breaking CELL2311 Orders.Put(value)")]
    [InlineData("Array<Int32>", "Int32", "Breaking CELL2303 Orders.Put(value)")]
    [InlineData("(Int32 A, Int32 B)", "(Int32 A, Int64 B)", "Compatible CELL2300 Orders.Put(value).B")]
    [InlineData("List<(Int32 A, Int32 B)>", "List<(Int32 A, Int64 B)>", "Breaking CELL2302 Orders.Put(value)[].B")]
    [InlineData("(Int32 A, Int32 B)", "(Int32 A, Int32 B, Int32 C)", "Breaking CELL2312 Orders.Put(value)")]
    [InlineData("KeyValuePair<String, Int32>", "(String Key, Int32 Value)", "Breaking CELL2303 Orders.Put(value)")]
    [InlineData("KeyValuePair<String, Int32>", "KeyValuePair<String, Int64>", "Breaking CELL2302 Orders.Put(value){}")]
    public void Type_changed_where_it_stands_is_one_finding(string before, string after, string finding) =>
        Assert.Equal([finding], Comparing.Source(Put(before), Put(after)));

    [Theory]
    [InlineData("List<Int32>", "HashSet<Int32>", "Warning CELL2311 Orders.Put(value)")]
    [InlineData("HashSet<Int32>", "List<Int32>", "Compatible CELL2311 Orders.Put(value)")]
    [InlineData("String?", "String", "Warning CELL2305 Orders.Put(value)")]
    [InlineData("Int64", "Int32", "Breaking CELL2301 Orders.Put(value)")]
    public void Type_changed_is_judged_by_its_plan_at_level_wire(string before, string after, string finding) =>
        Assert.Equal([finding], Comparing.Wire(Put(before), Put(after)));

    [Fact]
    public void Element_converted_matters_to_those_who_write_the_member()
    {
        CellSchema before = Put(Order, Record(Order, Positional("Values", "List<Int32>")));
        CellSchema after = Put(Order, Record(Order, Positional("Values", "List<Int64>")));

        Assert.Equal(["Breaking CELL2302 Order.Values[]"], Comparing.Source(before, after, "call:Orders.Put", "write:Order.Values"));
        Assert.Equal(["Warning CELL2302 Order.Values[]"], Comparing.Source(before, after, "call:Orders.Put", "write:Order.Other"));
    }

    [Fact]
    public void Element_of_a_parameter_converted_matters_to_those_who_pass_it()
    {
        Assert.Equal(
            ["Breaking CELL2302 Orders.Put(value)[]"],
            Comparing.Source(Put("List<Int32>"), Put("List<Int64>"), "call:Orders.Put", "arg:Orders.Put.value"));
        Assert.Equal(["Warning CELL2302 Orders.Put(value)[]"], Comparing.Source(Put("List<Int32>"), Put("List<Int64>"), "call:Orders.Put"));
    }

    [Fact]
    public void Argument_of_a_generic_type_changed_is_no_conversion_of_the_compiler()
    {
        TypeSchema page = Class("Shop.Page`1", Property("Items", "List<!T>"), Property("First", "!T")) with { TypeParameters = ["T"] };

        Assert.Equal(
            ["Breaking CELL2302 Page.First", "Breaking CELL2302 Page.Items[]"],
            Comparing.Source(Put("Shop.Page`1<Int32>", page), Put("Shop.Page`1<Int64>", page)));
    }

    [Fact]
    public void Generic_type_that_grows_without_end_could_not_be_decided()
    {
        TypeSchema before = Class("Shop.Grow`1", Property("Next", "Shop.Grow`1<List<!T>>?"), Property("Value", "Int32")) with { TypeParameters = ["T"] };
        TypeSchema after = before with { Members = [before.Members[0], Property("Value", "Int64")] };

        SchemaComparison comparison = Comparing.Full(Put("Shop.Grow`1<Int32>", before), Put("Shop.Grow`1<Int32>", after));

        Assert.True(comparison.IsUndecided);
        Assert.Equal("CELL2000", Assert.Single(comparison.Findings).Rule.Id);
    }

    [Fact]
    public void Chain_of_many_types_is_compared_without_recursion()
    {
        TypeSchema[] before = [.. Enumerable.Range(0, 20_000).Select(static i => Class($"Shop.T{i:00000}", Property("Next", $"Shop.T{Math.Min(i + 1, 19_999):00000}?")))];
        TypeSchema[] after = [.. before];
        after[^1] = after[^1] with { Members = [.. after[^1].Members, Required("Added", "Int32")] };

        SchemaComparison comparison = Comparing.Full(Put("Shop.T00000", before), Put("Shop.T00000", after));

        Assert.Equal("T19999.Added", Assert.Single(comparison.Findings).Path);
        Assert.False(comparison.CanReadRequests);
    }

    [Fact]
    public void Type_replaced_by_another_that_no_plan_reads_is_one_finding_at_its_place()
    {
        TypeSchema money = Record("Shop.Money", Positional("Cents", "Int64"));
        TypeSchema total = Record("Shop.Total", Positional("Sum", "Decimal"));
        CellSchema before = Put(Order, Record(Order, Positional("Price", "Shop.Money"), Positional("Total", "Shop.Total")), money, total);
        CellSchema after = Put(Order, Record(Order, Positional("Price", "Shop.Total"), Positional("Total", "Shop.Total")), total);

        Assert.Equal(["Breaking CELL2303 Order.Price"], Comparing.Source(before, after));
    }

    [Fact]
    public void Type_replaced_by_another_of_its_shape_is_read_under_another_name()
    {
        TypeSchema[] types = [Record("Shop.A", Positional("Id", "Guid")), Record("Shop.B", Positional("Id", "Guid"))];
        CellSchema before = Of([Call("Put", null, Parameter("value", "Shop.A"), Parameter("other", "Shop.B")), .. types]);
        CellSchema after = Of([Call("Put", null, Parameter("value", "Shop.B"), Parameter("other", "Shop.A")), .. types]);

        Assert.Equal(["Breaking CELL2307 Orders.Put(other)", "Breaking CELL2307 Orders.Put(value)"], Comparing.Source(before, after));
        Assert.True(Comparing.Full(before, after).CanReadRequests);
    }

    [Fact]
    public void Type_moved_matters_to_those_who_name_it()
    {
        CellSchema before = Get("Shop.Order", Record("Shop.Order", Positional("Id", "Guid")));
        CellSchema after = Get("Shop.Sales.Order", Record("Shop.Sales.Order", Positional("Id", "Guid")));

        Assert.Equal(["Breaking CELL2307 Order"], Comparing.Source(before, after, "call:Orders.Get", "read:Order.Id"));
        Assert.Equal(["Warning CELL2307 Order"], Comparing.Source(before, after, "call:Orders.Get"));
        Assert.Equal(["Compatible CELL2307 Order"], Comparing.Wire(before, after));
    }

    [Theory]
    [InlineData(TypeKind.Class, TypeKind.Record, "Compatible CELL2309 Order")]
    [InlineData(TypeKind.Record, TypeKind.Class, "Warning CELL2310 Order")]
    [InlineData(TypeKind.Struct, TypeKind.RecordStruct, "Compatible CELL2309 Order")]
    [InlineData(TypeKind.RecordStruct, TypeKind.Struct, "Warning CELL2310 Order")]
    [InlineData(TypeKind.Struct, TypeKind.Class, "Warning CELL2310 Order")]
    public void Kind_of_type_changed_says_what_is_lost(TypeKind before, TypeKind after, string finding) => Assert.Equal(
        [finding],
        Comparing.Source(Put(Order, Contract.Object(Order, before, Property("Id", "Guid"))), Put(Order, Contract.Object(Order, after, Property("Id", "Guid")))));

    [Fact]
    public void Type_reached_only_through_a_new_call_yields_no_finding()
    {
        CellSchema before = Put("Int32");
        CellSchema after = Of(
            Call("Put", null, Parameter("value", "Int32")), Call("Get", Order), Record(Order, Positional("Id", "Guid")), Record("Shop.Draft", Positional("Id", "Guid")));

        Assert.Equal(["Compatible CELL2101 Orders.Get", "Compatible CELL2313 Draft"], Comparing.Source(before, after).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Int32", "Int32", true)]
    [InlineData("String", "String?", true)]
    [InlineData("Int32", "Int32?", false)]
    [InlineData("List<String>", "Array<String>", true)]
    [InlineData("HashSet<String>", "List<String>", true)]
    [InlineData("List<String>", "HashSet<String>", false)]
    [InlineData("List<Int32>", "List<Int64>", false)]
    public void Plan_is_the_identity_exactly_when_the_bytes_are_the_same(string writer, string reader, bool isIdentity)
    {
        PayloadReading reading = SchemaComparer.CanRead(Put(reader), Type(reader), Put(writer), Type(writer));

        Assert.Equal(isIdentity, reading.Plan?.IsIdentity);
    }

    [Fact]
    public void Recursive_type_unchanged_has_the_identity_plan()
    {
        CellSchema schema = Put("Shop.Node", Class("Shop.Node", Property("Next", "Shop.Node?"), Property("Color", "Shop.Color")), Contract.Enum("Shop.Color", "Red"));

        CallPlan call = Assert.Single(Comparing.Full(schema, schema).Calls);

        Assert.True(call.IsIdentity);
        Assert.True(call.Request!.IsIdentity);
    }
}
