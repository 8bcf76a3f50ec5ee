using System.Buffers;
using Cells.Schema;
using Cells.Transcoding;
using Cells.Wire;

namespace Cells.Benchmarks;

/// <summary>A message that crosses a planned connection: written by one codec, rewritten by a plan, read by another codec.</summary>
internal sealed class PlannedMessage<TWritten, TWrittenCodec, TRead, TReadCodec>
    where TWrittenCodec : struct, IWireCodec<TWritten>
    where TReadCodec : struct, IWireCodec<TRead>
{
    private readonly ReusedBuffer _rewritten = new();
    private readonly Transcoder _transcoder;
    private readonly byte[] _bytes;

    /// <param name="value">What is written.</param>
    /// <param name="writtenType">Its type in the contract's schema, as a schema document spells it.</param>
    /// <param name="readType">The type in the contract's schema that it is read as.</param>
    public PlannedMessage(TWritten value, string writtenType, string readType)
    {
        CellSchema schema = SchemaDocument.Read(ShapesContract.Schema).Schema!;
        PayloadReading reading = SchemaComparer.CanRead(schema, Parse(readType), schema, Parse(writtenType));
        _transcoder = Transcoder.Create(schema, schema, reading.Plan ?? throw new ArgumentException($"{readType} cannot read {writtenType}."));
        _bytes = Payloads.Encode<TWritten, TWrittenCodec>(in value);
    }

    /// <summary>With equal schemas: the message goes straight to the codec.</summary>
    public TWritten Decode() => Payloads.Read<TWritten, TWrittenCodec>(_bytes);

    /// <summary>With schemas that differ.</summary>
    public TRead TranscodeAndDecode()
    {
        Transcode();
        return Payloads.Read<TRead, TReadCodec>(_rewritten.Written.Span);
    }

    /// <summary>The rewriting alone.</summary>
    public void Transcode()
    {
        _rewritten.Clear();
        _transcoder.Transcode(new ReadOnlySequence<byte>(_bytes), _rewritten);
    }

    private static TypeReference Parse(string text) =>
        TypeExpression.TryParse(text, out TypeReference? type, out string? error) && type is not null ? type : throw new ArgumentException(error);
}
