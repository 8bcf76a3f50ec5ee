using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cells.Binding;
using Cells.Schema;
using Cells.Schema.Tests;
using Cells.Transcoding;
using Cells.Wire;
using FsCheck;
using FsCheck.Fluent;
using RandomContract = Cells.Schema.Tests.RandomContract;

namespace Cells.Runtime.Tests.Transcoding;

/// <summary>What holds for every plan and every value.</summary>
public sealed class TranscoderPropertyTests
{
    private const int Runs = 1_000;

    [Fact]
    public void Value_transcoded_is_its_projection() => ForAllPlans(static (writer, reader, type, plan, seed) =>
    {
        bool isFinite = true;
        JsonNode? value = new RandomValue(writer, seed).Of(type, ref isFinite);
        if (!isFinite)
        {
            return;
        }

        byte[] payload = Write(writer, type, value);
        Transcoder transcoder = Transcoder.Create(reader, writer, plan);
        ArrayBufferWriter<byte> output = new();
        JsonNode? expected;
        try
        {
            expected = new Projection(writer, reader).Of(value, type, type);
        }
        catch (UnmappableException)
        {
            CellFormatException failure = Assert.Throws<CellFormatException>(() => transcoder.Transcode(new ReadOnlySequence<byte>(payload), output));
            Assert.NotNull(failure.TypePath);
            return;
        }

        transcoder.Transcode(new ReadOnlySequence<byte>(payload), output);
        Assert.Equal(Write(reader, type, expected), output.WrittenSpan.ToArray());
        if (plan.IsIdentity)
        {
            Assert.Equal(payload, output.WrittenSpan.ToArray());
        }
    });

    [Fact]
    public void Arbitrary_bytes_fail_with_a_format_error_or_not_at_all() => ForAllPlans(static (writer, reader, type, plan, seed) =>
    {
        Random random = new(seed);
        Transcoder transcoder = Transcoder.Create(reader, writer, plan, maximumOutput: 64 * 1024);
        bool isFinite = true;
        JsonNode? value = new RandomValue(writer, seed).Of(type, ref isFinite);
        byte[] payload = isFinite ? Write(writer, type, value) : new byte[random.Next(64)];
        for (int i = 0; i < 20; i++)
        {
            byte[] broken = [.. payload, .. new byte[random.Next(2)]];
            if (broken.Length > 0)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            try
            {
                transcoder.Transcode(new ReadOnlySequence<byte>(broken.AsMemory(0, random.Next(broken.Length + 1))), new ArrayBufferWriter<byte>());
            }
            catch (CellFormatException)
            {
                // The only exception that a message may cause.
            }
        }
    });

    private static byte[] Write(CellSchema schema, TypeReference type, JsonNode? value)
    {
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        using JsonDocument document = JsonDocument.Parse(value?.ToJsonString() ?? "null", new JsonDocumentOptions { MaxDepth = 1_000 });
        new JsonWireBinder(schema).WriteValue(type, document.RootElement, ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void ForAllPlans(Action<CellSchema, CellSchema, TypeReference, PlanNode, int> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Runs),
        Prop.ForAll<int>(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RandomContract random = new(seed);
            CellSchema writer = random.Next();
            CellSchema reader = random.Edit(writer);
            foreach (string name in new[] { "Shop.T0", "Shop.T1", "Shop.U", "Shop.G`1<Shop.T2>", "List<Shop.S0>", "(Int32 A, Shop.S0? B, Byte C)" })
            {
                TypeReference type = Contract.Type(name);
                if (SchemaComparer.CanRead(reader, type, writer, type).Plan is PlanNode plan)
                {
                    check(writer, reader, type, plan, seed);
                }
            }
        }));
}
