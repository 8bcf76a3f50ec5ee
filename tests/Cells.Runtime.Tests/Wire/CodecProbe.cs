using System.Buffers;
using Cells.Schema;

namespace Cells.Wire;

/// <summary>Runs one codec over bytes.</summary>
internal abstract class CodecProbe
{
    /// <summary>The codec for a type of a schema.</summary>
    public static CodecProbe Create(CellSchema schema, TypeReference type)
    {
        (Type value, Type codec) = new CodecComposer(schema).Compose(type);
        return (CodecProbe)Activator.CreateInstance(typeof(CodecProbe<,>).MakeGenericType(value, codec))!;
    }

    /// <summary>Reads the bytes, all of them, and writes the value that they are.</summary>
    public abstract byte[] ReadAndWrite(ReadOnlySequence<byte> payload);

    /// <summary>Reads the bytes, all of them.</summary>
    public abstract object? Read(ReadOnlySequence<byte> payload);
}

/// <summary>Runs <typeparamref name="TCodec"/> over bytes.</summary>
internal sealed class CodecProbe<T, TCodec> : CodecProbe
    where TCodec : struct, IWireCodec<T>
{
    public override byte[] ReadAndWrite(ReadOnlySequence<byte> payload) => Write(ReadValue(payload));

    public override object? Read(ReadOnlySequence<byte> payload) => ReadValue(payload);

    public static T ReadValue(ReadOnlySequence<byte> payload)
    {
        WireReader reader = new(payload);
        T value = TCodec.Read(ref reader);
        reader.Complete();
        return value;
    }

    public static byte[] Write(T value)
    {
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        TCodec.Write(ref writer, value);
        writer.Flush();
        Assert.Equal(output.WrittenCount, writer.BytesWritten);
        return output.WrittenSpan.ToArray();
    }
}
