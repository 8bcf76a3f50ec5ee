using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cells.Wire;
using Google.Protobuf;

namespace Cells.Benchmarks;

/// <summary>One value, written and read by Cells and by its peers.</summary>
/// <param name="value">The value.</param>
/// <param name="peer">The same as a protobuf message.</param>
/// <param name="parser">Reads the protobuf message.</param>
/// <param name="json">The generated JSON serialiser.</param>
internal sealed class Message<T, TCodec, TPeer>(T value, TPeer peer, MessageParser<TPeer> parser, JsonTypeInfo<T> json)
    where TCodec : struct, IWireCodec<T>
    where TPeer : IMessage<TPeer>
{
    private readonly byte[] _cellsBytes = Payloads.Encode<T, TCodec>(in value);
    private readonly byte[] _protobufBytes = peer.ToByteArray();
    private readonly byte[] _jsonBytes = JsonSerializer.SerializeToUtf8Bytes(value, json);
    private readonly T _value = value;

    public T Value => _value;

    public ReadOnlyMemory<byte> Bytes => _cellsBytes;

    public ReusedBuffer Output { get; } = new();

    public void WriteCells() => Payloads.Write<T, TCodec>(Output, in _value);

    public void WriteProtobuf() => Payloads.WriteProtobuf(Output, peer);

    public void WriteJson() => Payloads.WriteJson(Output, _value, json);

    public T ReadCells() => Payloads.Read<T, TCodec>(_cellsBytes);

    public TPeer ReadProtobuf() => Payloads.ReadProtobuf(parser, _protobufBytes);

    public T ReadJson() => JsonSerializer.Deserialize(_jsonBytes, json)!;

    /// <summary>Writes and reads with each.</summary>
    /// <exception cref="InvalidOperationException">One gave another value or other bytes than it was given.</exception>
    public void Verify()
    {
        WriteCells();
        Check.Equal(_cellsBytes, Output.Written);
        WriteProtobuf();
        Check.Equal(_protobufBytes, Output.Written);
        WriteJson();
        Check.Equal(_jsonBytes, Output.Written);
        Check.SameJson(_value, ReadCells());
        Check.SameJson(_value, ReadJson());
        Check.Equal(peer, ReadProtobuf());
    }
}
