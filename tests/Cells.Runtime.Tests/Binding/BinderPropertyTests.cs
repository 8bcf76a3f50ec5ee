using System.Buffers;
using System.Text.Json;
using Cells.Schema;
using Cells.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Binding;

/// <summary>The binder knows a schema only, the codecs know types only: both must mean the same bytes.</summary>
public class BinderPropertyTests
{
    [Fact]
    public void Values_bind_to_the_wire_and_back_to_the_same_bytes() =>
        Prop.ForAll<int, int>((high, low) =>
        {
            RandomContract random = new(HashCode(high, low));
            TypeReference type = random.NextType(4);
            string json = random.NextValue(type)?.ToJsonString() ?? "null";
            JsonWireBinder binder = new(random.Schema);

            byte[] bytes = Bind(binder, type, json);
            string read = binder.ReadValue(type, Segments.CutEverywhere(bytes));

            return Convert.ToHexString(bytes) == Convert.ToHexString(Bind(binder, type, read));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void Codecs_read_and_write_what_the_binder_binds() =>
        Prop.ForAll<int, int>((high, low) =>
        {
            RandomContract random = new(HashCode(high, low));
            TypeReference type = random.NextType(3);
            string json = random.NextValue(type)?.ToJsonString() ?? "null";
            CellSchema schema = random.Schema;

            byte[] bytes = Bind(new JsonWireBinder(schema), type, json);

            return Convert.ToHexString(bytes) == Convert.ToHexString(CodecProbe.Create(schema, type).ReadAndWrite(Segments.CutEverywhere(bytes)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Random_bytes_are_values_or_format_errors() =>
        Prop.ForAll<int, int, byte[]>((high, low, bytes) =>
        {
            RandomContract random = new(HashCode(high, low));
            TypeReference type = random.NextType(4);
            new JsonWireBinder(random.Schema).FindMalformed(type, new ReadOnlySequence<byte>(bytes));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    // FsCheck's numbers are small: two make a seed.
    private static int HashCode(int high, int low) => (high * 7919) + low;

    private static byte[] Bind(JsonWireBinder binder, TypeReference type, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        binder.WriteValue(type, document.RootElement, ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
