using System.Buffers;
using System.Text.Json;
using Cells.Binding;
using Cells.Schema;
using Cells.Transcoding;
using Cells.Wire;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Transcoding;

public sealed class TranscoderTests
{
    private const string Order = "Shop.Order";

    [Fact]
    public void Members_reordered_widened_added_and_dropped_are_rewritten_at_once()
    {
        CellSchema before = Put(Order, Class(Order, Property("A", "String"), Property("B", "Int32"), Property("Gone", "List<String>")));
        CellSchema after = Put(Order, Class(Order, Property("New", "String", Text("x")), Property("B", "Decimal"), Property("A", "String?")));

        Assert.Equal("""{"New":"x","B":7,"A":"a"}""", Transcode(before, after, Order, """{"A":"a","B":7,"Gone":["p","q"]}"""));
    }

    [Fact]
    public void Raw_struct_becomes_a_class_and_back()
    {
        TypeSchema image = Cells.Schema.Tests.Contract.Object("Shop.Spot", TypeKind.Struct, Property("Kind", "Byte"), Property("X", "Int64"), Property("Y", "Int16"));
        TypeSchema heap = Class("Shop.Spot", Property("Y", "Int32"), Property("X", "Int64"), Property("Name", "String?"));
        const string Type = "List<Shop.Spot?>";

        Assert.Equal(
            """[{"Y":3,"X":2,"Name":null},null]""", Transcode(Put(Type, image), Put(Type, heap), Type, """[{"Kind":1,"X":2,"Y":3},null]"""));
        TypeSchema narrow = heap with { Members = [Property("Y", "Int16"), Property("X", "Int64")] };
        Assert.Equal("""[{"Kind":0,"X":2,"Y":3},null]""", Transcode(Put(Type, narrow), Put(Type, image), Type, """[{"Y":3,"X":2},null]"""));
    }

    [Fact]
    public void List_of_raw_structs_longer_than_one_run_is_rewritten_image_by_image()
    {
        const string Type = "List<Shop.Spot>";
        TypeSchema before = Cells.Schema.Tests.Contract.Object(
            "Shop.Spot", TypeKind.Struct, Property("Kind", "Byte"), Property("X", "Int32"), Property("H", "Half"), Property("G", "Half"), Property("F", "Single"));
        TypeSchema after = Cells.Schema.Tests.Contract.Object(
            "Shop.Spot",
            TypeKind.Struct,
            Property("X", "Int64"),
            Property("New", "Int16", Number("9")),
            Property("H", "Single"),
            Property("G", "Double"),
            Property("F", "Double"),
            Property("Kind", "Byte"));
        int[] numbers = [.. Enumerable.Range(-500, 1_000)];

        Assert.Equal(
            $"[{string.Join(',', numbers.Select(static n => $$"""{"X":{{n}},"New":9,"H":1.5,"G":-2,"F":0.25,"Kind":7}"""))}]",
            Transcode(
                Put(Type, before),
                Put(Type, after),
                Type,
                $"[{string.Join(',', numbers.Select(static n => $$"""{"Kind":7,"X":{{n}},"H":1.5,"G":-2,"F":0.25}"""))}]"));
    }

    [Fact]
    public void Tuple_of_nine_keeps_its_nested_image()
    {
        const string Nine = "(Byte A, Byte B, Byte C, Byte D, Byte E, Byte F, Byte G, Byte H, Int32 I)";
        string wide = Nine.Replace("Int32 I", "Int64 I", StringComparison.Ordinal);

        Assert.Equal("[1,2,3,4,5,6,7,8,9]", Transcode(Put(Nine), Put(wide), Nine, "[1,2,3,4,5,6,7,8,9]", wide));
    }

    [Fact]
    public void Map_of_raw_entries_is_rewritten_entry_by_entry() => Assert.Equal(
        "[[1,2],[3,4]]",
        Transcode(Put("Dictionary<Byte, Int32>"), Put("Dictionary<Int16, Int64>"), "Dictionary<Byte, Int32>", "[[1,2],[3,4]]", "Dictionary<Int16, Int64>"));

    [Theory]
    [InlineData("List<String?>", "List<String>", """["a",null]""", "value[]")]
    [InlineData("Dictionary<String, Int32?>", "Dictionary<String, Int32>", """{"a":null}""", "value{}")]
    [InlineData("List<Int32>", "HashSet<Int32>", "[1,2,1]", "value[]")]
    public void Value_without_a_counterpart_names_its_path(string before, string after, string value, string path)
    {
        CellFormatException failure = Assert.Throws<CellFormatException>(() => Transcode(Put(before), Put(after), before, value, after));

        Assert.Equal(path, failure.TypePath);
    }

    [Fact]
    public void Message_that_grows_beyond_the_limit_fails()
    {
        CellSchema before = Put("List<Shop.Order>", Class(Order));
        CellSchema after = Put("List<Shop.Order>", Class(Order, Property("Note", "String", Text(new string('x', 1_000)))));
        PlanNode plan = SchemaComparer.CanRead(after, Type("List<Shop.Order>"), before, Type("List<Shop.Order>")).Plan!;
        Transcoder transcoder = Transcoder.Create(after, before, plan, maximumOutput: 10_000);
        byte[] payload = [100, 0, 0, 0, .. new byte[100]];

        CellFormatException failure = Assert.Throws<CellFormatException>(
            () => transcoder.Transcode(new ReadOnlySequence<byte>(payload), new ArrayBufferWriter<byte>()));

        Assert.Contains("10000 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_after_the_value_fail()
    {
        PlanNode plan = SchemaComparer.CanRead(Put("Int64"), Type("Int64"), Put("Int32"), Type("Int32")).Plan!;
        Transcoder transcoder = Transcoder.Create(Put("Int64"), Put("Int32"), plan);

        Assert.Throws<CellFormatException>(() => transcoder.Transcode(new ReadOnlySequence<byte>(new byte[5]), new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void Parameters_stand_back_to_back_without_a_header()
    {
        CellSchema before = Of(Call("Find", null, Parameter("query", "String"), Parameter("limit", "Int32")));
        CellSchema after = Of(Call("Find", null, Parameter("limit", "Int64"), Parameter("query", "String"), Parameter("page", "Int32", Number("1"))));
        ParametersPlan plan = SchemaComparer.Compare(before, after).Calls[0].Request!;
        byte[] payload = new JsonWireBinder(before).BindArguments(before.Calls[0], """{"query":"q","limit":5}""");
        ArrayBufferWriter<byte> output = new();

        Transcoder.Create(after, before, plan).Transcode(new ReadOnlySequence<byte>(payload), output);

        Assert.Equal(
            """{"limit":5,"query":"q","page":1}""",
            new JsonWireBinder(after).ReadArguments(after.Calls[0], new ReadOnlySequence<byte>(output.WrittenMemory)));
    }

    private static string Transcode(CellSchema before, CellSchema after, string writerType, string json, string? readerType = null)
    {
        TypeReference from = Type(writerType);
        TypeReference to = Type(readerType ?? writerType);
        PayloadReading reading = SchemaComparer.CanRead(after, to, before, from);
        Assert.NotNull(reading.Plan);
        ArrayBufferWriter<byte> payload = new();
        WireWriter writer = new(payload);
        using JsonDocument document = JsonDocument.Parse(json);
        new JsonWireBinder(before).WriteValue(from, document.RootElement, ref writer);
        writer.Flush();
        ArrayBufferWriter<byte> output = new();
        Transcoder transcoder = Transcoder.Create(after, before, reading.Plan);
        transcoder.Transcode(new ReadOnlySequence<byte>(payload.WrittenMemory), output);
        ArrayBufferWriter<byte> again = new();
        transcoder.Transcode(Segments.CutEverywhere(payload.WrittenSpan.ToArray()), again);
        Assert.Equal(output.WrittenSpan, again.WrittenSpan);
        return new JsonWireBinder(after).ReadValue(to, new ReadOnlySequence<byte>(output.WrittenMemory));
    }
}
