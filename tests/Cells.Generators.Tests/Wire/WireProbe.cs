extern alias runtime;

using System.Buffers;
using System.Runtime.CompilerServices;
using runtime::Cells.Wire;

namespace Cells.Generators.Tests.Wire;

/// <summary>Runs one generated codec.</summary>
internal abstract class WireProbe
{
    /// <summary>The type that the codec reads.</summary>
    public abstract Type Type { get; }

    /// <summary>Runs <paramref name="codec"/>, which reads <paramref name="type"/>.</summary>
    public static WireProbe Create(Type type, Type codec) => (WireProbe)Activator.CreateInstance(typeof(WireProbe<,>).MakeGenericType(type, codec))!;

    /// <summary>Reads the bytes, all of them.</summary>
    public abstract object? Read(in ReadOnlySequence<byte> payload, bool isLeased = false);

    /// <summary>Appends the value.</summary>
    public abstract void Write(object? value, IBufferWriter<byte> output);

    /// <summary>What reading the bytes, all of them, allocates, the value included; a format error is no failure.</summary>
    public abstract long MeasureRead(in ReadOnlySequence<byte> payload, bool isLeased = false);

    /// <summary>What writing the value allocates beside the output.</summary>
    public abstract long MeasureWrite(object? value, IBufferWriter<byte> output);

    /// <summary>The bytes of the value.</summary>
    public byte[] Write(object? value)
    {
        ArrayBufferWriter<byte> output = new();
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }
}

/// <summary>Runs <typeparamref name="TCodec"/>.</summary>
internal sealed class WireProbe<T, TCodec> : WireProbe
    where TCodec : struct, IWireCodec<T>
{
    public override Type Type => typeof(T);

    public override object? Read(in ReadOnlySequence<byte> payload, bool isLeased) => ReadValue(payload, isLeased);

    public override void Write(object? value, IBufferWriter<byte> output) => WriteValue((T)value!, output);

    public override long MeasureRead(in ReadOnlySequence<byte> payload, bool isLeased)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            _ = ReadValue(payload, isLeased);
        }
        catch (CellFormatException)
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public override long MeasureWrite(object? value, IBufferWriter<byte> output)
    {
        T typed = (T)value!;
        long before = GC.GetAllocatedBytesForCurrentThread();
        WriteValue(typed, output);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Not inlined, so that a value which is not used is read all the same.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T ReadValue(in ReadOnlySequence<byte> payload, bool isLeased)
    {
        WireReader reader = new(payload, isLeased);
        T value = TCodec.Read(ref reader);
        reader.Complete();
        return value;
    }

    private static void WriteValue(T value, IBufferWriter<byte> output)
    {
        WireWriter writer = new(output);
        TCodec.Write(ref writer, value);
        writer.Flush();
    }
}
