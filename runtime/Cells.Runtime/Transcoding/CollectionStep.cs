using System.Buffers;
using System.Text;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Rewrites a list, set or map, element by element.</summary>
/// <param name="element">Rewrites an element; of a map, an entry.</param>
/// <param name="shape">The shape of the writer's element.</param>
/// <param name="unique">Finds duplicates among the elements or keys; null where none can arise.</param>
/// <param name="facts">Names and the form of null.</param>
/// <param name="limit">The most bytes that a message may become.</param>
internal sealed class CollectionStep(TranscodeStep element, WireShape shape, UniqueCheck? unique, CollectionFacts facts, OutputLimit limit) : TranscodeStep
{
    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        long start = reader.Offset;
        int count = reader.ReadCount(shape.MinimumSize, facts.Type);
        if (count < 0)
        {
            if (!facts.MayBeDefault)
            {
                FailUnmappable("null, which the reader does not allow", facts.Path, start);
            }

            writer.WriteInt32(WireFormat.NullLength);
            return;
        }

        writer.WriteInt32(count);
        if (unique is null && element is CompositeStep { Image: { } image })
        {
            image.Run(ref reader, ref writer, count);
            return;
        }

        reader.Enter(facts.Type);
        writer.Enter();
        HashSet<string>? seen = unique is null ? null : new(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            limit.Check(in writer, reader.Offset);
            if (unique is not null)
            {
                WireReader ahead = reader;
                if (!seen!.Add(unique.Read(ref ahead)))
                {
                    FailUnmappable($"element {i} repeats an earlier one, which the reader does not allow", unique.Path, reader.Offset);
                }
            }

            element.Run(ref reader, ref writer);
        }

        writer.Leave();
        reader.Leave();
    }
}

/// <summary>What a collection says of itself.</summary>
/// <param name="Type">The type's name, for errors.</param>
/// <param name="Path">Where it stands, for unmappable values.</param>
/// <param name="MayBeDefault">Whether -1 is a value on both sides: the default of an immutable array.</param>
internal sealed record CollectionFacts(string Type, string Path, bool MayBeDefault);

/// <summary>Tells elements of a set or keys of a map apart by the bytes that they become.</summary>
/// <param name="step">Rewrites the element or key.</param>
/// <param name="reader">The reader's type of it.</param>
/// <param name="path">Where a duplicate is reported.</param>
internal sealed class UniqueCheck(TranscodeStep step, TypeReference reader, string path)
{
    public string Path => path;

    /// <summary>Text that is the same for equal values.</summary>
    public string Read(ref WireReader source)
    {
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        step.Run(ref source, ref writer);
        writer.Flush();
        if (reader is PrimitiveReference { Kind: PrimitiveKind.String, IsNullable: false })
        {
            // A string has two forms on the wire.
            WireReader text = new(output.WrittenSpan);
            return TextFormat.Read(ref text, "String");
        }

        return Encoding.Latin1.GetString(output.WrittenSpan);
    }
}
