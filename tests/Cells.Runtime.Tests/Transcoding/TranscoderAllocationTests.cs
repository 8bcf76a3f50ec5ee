using System.Buffers;
using System.Text.Json;
using Cells.Binding;
using Cells.Framing;
using Cells.Schema;
using Cells.Transcoding;
using Cells.Wire;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Transcoding;

/// <summary>A message that is rewritten costs no memory of its own.</summary>
public sealed class TranscoderAllocationTests
{
    private static readonly TypeSchema Before = Class(
        "Shop.Order", Property("Name", "String"), Property("Count", "Int32"), Property("State", "Shop.State"), Property("Places", "List<Shop.Place>"), Property("Old", "String?"));

    private static readonly TypeSchema After = Class(
        "Shop.Order", Property("Count", "Int64"), Property("Name", "String"), Property("Places", "List<Shop.Place>"), Property("State", "Shop.State"), Property("New", "Int32"));

    [Fact]
    public void Message_rewritten_allocates_nothing()
    {
        CellSchema writer = Put(
            "List<Shop.Order>", Before, Enum("Shop.State", "Open", "Closed"), Cells.Schema.Tests.Contract.Object("Shop.Place", TypeKind.Struct, Property("X", "Int32"), Property("Y", "Int32")));
        CellSchema reader = Put(
            "List<Shop.Order>", After, Enum("Shop.State", "Closed", "Open"), Cells.Schema.Tests.Contract.Object("Shop.Place", TypeKind.Struct, Property("Y", "Int32"), Property("X", "Int64")));
        TypeReference type = Type("List<Shop.Order>");
        Transcoder transcoder = Transcoder.Create(reader, writer, SchemaComparer.CanRead(reader, type, writer, type).Plan!);
        ArrayBufferWriter<byte> message = new();
        WireWriter target = new(message);
        const string Order = """{"Name":"n","Count":5,"State":"Closed","Places":[{"X":1,"Y":2},{"X":3,"Y":4}],"Old":"o"}""";
        using JsonDocument document = JsonDocument.Parse($"[{Order},{Order},{Order}]");
        new JsonWireBinder(writer).WriteValue(type, document.RootElement, ref target);
        target.Flush();
        ReadOnlySequence<byte> payload = new(message.WrittenMemory);
        string rewritten = Rewrite(transcoder, payload, output => new JsonWireBinder(reader).ReadValue(type, new ReadOnlySequence<byte>(output.WrittenMemory)));

        // The first time fills the pool.
        RewriteInto(transcoder, payload);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            RewriteInto(transcoder, payload);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        const string Expected = """{"Count":5,"Name":"n","Places":[{"Y":2,"X":1},{"Y":4,"X":3}],"State":"Closed","New":0}""";
        Assert.Equal($"[{Expected},{Expected},{Expected}]", rewritten);
    }

    [Fact]
    public void Images_in_segments_of_any_size_are_rewritten_alike()
    {
        TypeSchema from = Cells.Schema.Tests.Contract.Object("Shop.Place", TypeKind.Struct, Property("X", "Int32"), Property("Kind", "Byte"), Property("Id", "Guid"), Property("Z", "Int64"));
        TypeSchema to = Cells.Schema.Tests.Contract.Object(
            "Shop.Place", TypeKind.Struct, Property("Z", "Int64"), Property("Id", "Guid"), Property("Kind", "Byte"), Property("X", "Int64"), Property("New", "Int16"));
        TypeReference type = Type("List<Shop.Place>");
        CellSchema writer = Put("List<Shop.Place>", from);
        CellSchema reader = Put("List<Shop.Place>", to);
        Transcoder transcoder = Transcoder.Create(reader, writer, SchemaComparer.CanRead(reader, type, writer, type).Plan!);
        string json = "[" + string.Join(',', Enumerable.Range(0, 700).Select(
            static i => $$"""{"X":{{i - 300}},"Kind":{{i % 256}},"Id":"{{new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)}}","Z":{{i * 10_000_000_000L}}}""")) + "]";
        ArrayBufferWriter<byte> message = new();
        WireWriter target = new(message);
        using JsonDocument document = JsonDocument.Parse(json);
        new JsonWireBinder(writer).WriteValue(type, document.RootElement, ref target);
        target.Flush();

        string whole = Rewrite(transcoder, new ReadOnlySequence<byte>(message.WrittenMemory), output => new JsonWireBinder(reader).ReadValue(type, new ReadOnlySequence<byte>(output.WrittenMemory)));
        using JsonDocument read = JsonDocument.Parse(whole);
        Assert.Equal(700, read.RootElement.GetArrayLength());
        for (int i = 0; i < 700; i++)
        {
            JsonElement place = read.RootElement[i];
            Assert.Equal((i - 300, i % 256, i * 10_000_000_000L, 0), (
                place.GetProperty("X").GetInt32(), place.GetProperty("Kind").GetInt32(), place.GetProperty("Z").GetInt64(), place.GetProperty("New").GetInt32()));
            Assert.Equal(new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), place.GetProperty("Id").GetGuid());
        }

        foreach (int size in new[] { 1, 7, 33, 5_000 })
        {
            Assert.Equal(whole, Rewrite(
                transcoder, Segments.Cut(message.WrittenSpan.ToArray(), [.. Enumerable.Range(1, (message.WrittenCount - 1) / size).Select(index => index * size)]), output => new JsonWireBinder(reader).ReadValue(type, new ReadOnlySequence<byte>(output.WrittenMemory))));
        }
    }

    private static void RewriteInto(Transcoder transcoder, ReadOnlySequence<byte> payload)
    {
        using PayloadBuffer output = PayloadBuffer.Rent();
        using PayloadBuffer answer = PayloadBuffer.Rent();
        transcoder.Transcode(payload, output);
    }

    private static string Rewrite(Transcoder transcoder, ReadOnlySequence<byte> payload, Func<PayloadBuffer, string> read)
    {
        using PayloadBuffer output = PayloadBuffer.Rent();
        transcoder.Transcode(payload, output);
        return read(output);
    }
}
