extern alias runtime;
extern alias schema;

using System.Buffers;
using System.Text.Json;
using runtime::Cells.Binding;
using runtime::Cells.Transcoding;
using runtime::Cells.Wire;
using schema::Cells.Schema;

namespace Cells.Generators.Tests;

/// <summary>Runs every transcoding case over real bytes: two producers compiled, a value written by the one and read by the other.</summary>
public sealed class TranscodeCaseTests
{
    public static TheoryData<string> Cases => [.. TranscodeCase.Ids];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_transcoded_gives_the_expected_value_or_path(string id)
    {
        TranscodeCase subject = TranscodeCase.Find(id);
        CellSchema before = Load(subject.Before);
        CellSchema after = Load(subject.After);
        NamedReference writerType = new("Shop." + subject.Type, []);
        NamedReference readerType = new("Shop." + subject.AfterType, []);
        PayloadReading reading = SchemaComparer.CanRead(after, readerType, before, writerType);
        Assert.NotNull(reading.Plan);
        Transcoder transcoder = Transcoder.Create(after, before, reading.Plan);
        byte[] payload = Write(before, writerType, subject.Value);
        ArrayBufferWriter<byte> output = new();

        if (subject.ErrorPath is string path)
        {
            CellFormatException failure = Assert.Throws<CellFormatException>(() => transcoder.Transcode(new ReadOnlySequence<byte>(payload), output));
            Assert.Equal(path, failure.TypePath);
            return;
        }

        transcoder.Transcode(new ReadOnlySequence<byte>(payload), output);
        Assert.Equal(Write(after, readerType, subject.Expected), output.WrittenSpan.ToArray());
        Assert.Equal(output.WrittenSpan.ToArray(), TranscodeCut(transcoder, payload));
    }

    /// <summary>The same with the payload cut into segments of one byte.</summary>
    private static byte[] TranscodeCut(Transcoder transcoder, byte[] payload)
    {
        Segment first = new(payload.AsMemory(0, 1), null);
        Segment last = first;
        for (int i = 1; i < payload.Length; i++)
        {
            last = new Segment(payload.AsMemory(i, 1), last);
        }

        ArrayBufferWriter<byte> output = new();
        transcoder.Transcode(new ReadOnlySequence<byte>(first, 0, last, 1), output);
        return output.WrittenSpan.ToArray();
    }

    private static CellSchema Load(string source)
    {
        SchemaReadResult read = SchemaDocument.Read(ExportedSchema.TextOf(source, "1.0.0"));
        Assert.Null(read.Error);
        return read.Schema!;
    }

    private static byte[] Write(CellSchema schema, NamedReference type, JsonElement value)
    {
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        using JsonDocument document = JsonDocument.Parse(TranscodeCase.ToBinderForm(schema, type, value).ToJsonString());
        new JsonWireBinder(schema).WriteValue(type, document.RootElement, ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }
}
