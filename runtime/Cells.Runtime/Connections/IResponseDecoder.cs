using System.Buffers;
using Cells.Framing;
using Cells.Wire;

namespace Cells.Connections;

/// <summary>Reads the payload of a response. Implemented by empty structs, so that generic code is specialised per decoder.</summary>
internal interface IResponseDecoder<TResult>
{
    /// <summary>Reads the result; with <paramref name="isLeased"/>, bytes in it are slices of <paramref name="payload"/>.</summary>
    static abstract TResult Decode(in ReadOnlySequence<byte> payload, bool isLeased);

    /// <summary>Writes what <see cref="Decode"/> reads.</summary>
    static abstract void Encode(in TResult result, PayloadBuffer output);
}

/// <summary>Reads a typed result.</summary>
internal readonly struct CodecDecoder<TResult, TCodec> : IResponseDecoder<TResult>
    where TCodec : struct, IWireCodec<TResult>
{
    public static TResult Decode(in ReadOnlySequence<byte> payload, bool isLeased)
    {
        WireReader reader = new(payload, isLeased);
        TResult result = TCodec.Read(ref reader);
        reader.Complete();
        return result;
    }

    public static void Encode(in TResult result, PayloadBuffer output)
    {
        WireWriter writer = new(output);
        TCodec.Write(ref writer, result);
        writer.Flush();
    }
}

/// <summary>The result of a call that answers with nothing.</summary>
internal readonly struct NoResult;

/// <summary>Checks that there is nothing to read.</summary>
internal readonly struct EmptyDecoder : IResponseDecoder<NoResult>
{
    public static NoResult Decode(in ReadOnlySequence<byte> payload, bool isLeased)
        => payload.IsEmpty
            ? default
            : throw new CellFormatException($"{payload.Length} bytes came where the call answers with nothing", 0);

    public static void Encode(in NoResult result, PayloadBuffer output)
    {
    }
}

/// <summary>Copies the payload as it is.</summary>
internal readonly struct BytesDecoder : IResponseDecoder<byte[]>
{
    public static byte[] Decode(in ReadOnlySequence<byte> payload, bool isLeased) => payload.ToArray();

    public static void Encode(in byte[] result, PayloadBuffer output) => output.Append(result);
}
