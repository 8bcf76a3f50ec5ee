using System.Buffers;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Rewrites messages of a writer's schema into a reader's, by a plan that a comparison made.</summary>
/// <remarks>
/// Made once for a pair of schemas and used for every message of theirs, by several threads. It interprets: no code is generated and nothing is reflected on.
/// A value that has no counterpart fails its message with the path in <see cref="CellFormatException.TypePath"/>: <c>Order.Note</c>, <c>Order.Tags[]</c>.
/// </remarks>
public sealed class Transcoder
{
    /// <summary>The most bytes that a message may become unless told otherwise.</summary>
    public const long DefaultMaximumOutput = 16 * 1024 * 1024;

    private readonly TranscodeStep _step;
    private readonly OutputLimit _limit;

    internal Transcoder(TranscodeStep step, bool isIdentity, OutputLimit limit)
    {
        _step = step;
        _limit = limit;
        IsIdentity = isIdentity;
    }

    /// <summary>Whether messages stay as they are, so that transcoding may be left out.</summary>
    public bool IsIdentity { get; }

    /// <summary>A transcoder of one value: a result, an item, the members of an error.</summary>
    /// <param name="reader">The reader's schema.</param>
    /// <param name="writer">The writer's schema.</param>
    /// <param name="plan">The plan that <see cref="SchemaComparer"/> made of the two.</param>
    /// <param name="maximumOutput">The most bytes that a message may become.</param>
    /// <exception cref="ArgumentException">The plan is not of these schemas, or a declared default is no value of its type.</exception>
    public static Transcoder Create(CellSchema reader, CellSchema writer, PlanNode plan, long maximumOutput = DefaultMaximumOutput)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(plan);
        return new TranscoderFactory(reader, writer, maximumOutput).Create(plan, "value");
    }

    /// <summary>A transcoder of the parameters of a call or event.</summary>
    /// <inheritdoc cref="Create(CellSchema, CellSchema, PlanNode, long)"/>
    public static Transcoder Create(CellSchema reader, CellSchema writer, ParametersPlan plan, long maximumOutput = DefaultMaximumOutput)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(plan);
        return new TranscoderFactory(reader, writer, maximumOutput).Create(plan);
    }

    /// <summary>Rewrites the whole of <paramref name="payload"/>.</summary>
    /// <param name="payload">A message in the writer's schema.</param>
    /// <param name="output">Where the message in the reader's schema goes. Holds part of one after a failure.</param>
    /// <exception cref="CellFormatException">The payload is no such message, or a value has no counterpart in the reader's schema.</exception>
    public void Transcode(in ReadOnlySequence<byte> payload, IBufferWriter<byte> output)
    {
        WireReader reader = new(payload);
        WireWriter writer = new(output);
        _step.Run(ref reader, ref writer);
        reader.Complete();
        _limit.Check(in writer, reader.Offset);
        writer.Flush();
    }
}
