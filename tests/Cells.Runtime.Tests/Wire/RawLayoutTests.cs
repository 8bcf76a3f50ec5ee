using System.Buffers;
using System.Reflection;
using System.Runtime.InteropServices;
using Cells.Schema;

namespace Cells.Wire;

/// <summary>Raw tuples, pairs and nullables against the memory that the runtime really lays out.</summary>
public class RawLayoutTests
{
    private static readonly PrimitiveKind[] Kinds =
    [
        PrimitiveKind.Byte, PrimitiveKind.Int16, PrimitiveKind.Int32, PrimitiveKind.Int64, PrimitiveKind.Int128, PrimitiveKind.Guid,
        PrimitiveKind.Half, PrimitiveKind.TimeSpan, PrimitiveKind.Char,
    ];

    [Fact]
    public void Tuples_of_three_have_the_size_and_bytes_of_the_runtime()
    {
        TypeReference[] items =
        [
            new PrimitiveReference(PrimitiveKind.Byte),
            new PrimitiveReference(PrimitiveKind.Int16),
            new PrimitiveReference(PrimitiveKind.Int64),
            new PrimitiveReference(PrimitiveKind.Int128),
            new PrimitiveReference(PrimitiveKind.Guid),
            Tuple(PrimitiveKind.Byte, PrimitiveKind.Byte, PrimitiveKind.Byte),
        ];
        foreach (TypeReference first in items)
        {
            foreach (TypeReference second in items)
            {
                foreach (TypeReference third in items)
                {
                    Check(new TupleReference([new(null, first), new(null, second), new(null, third)]));
                }
            }
        }
    }

    [Fact]
    public void Pairs_and_nullables_have_the_size_and_bytes_of_the_runtime()
    {
        foreach (PrimitiveKind key in Kinds)
        {
            foreach (PrimitiveKind value in Kinds)
            {
                Check(new PairReference(new PrimitiveReference(key), new PrimitiveReference(value)));
                Check(Tuple(key, value) with { IsNullable = true });
            }
        }
    }

    [Fact]
    public void Tuples_of_more_than_seven_nest_their_rest()
    {
        Check(Tuple([.. Kinds, .. Kinds]));
        Check(Tuple(
            PrimitiveKind.Byte, PrimitiveKind.Byte, PrimitiveKind.Byte, PrimitiveKind.Byte, PrimitiveKind.Byte, PrimitiveKind.Byte, PrimitiveKind.Byte,
            PrimitiveKind.Int64));
    }

    private static TupleReference Tuple(params PrimitiveKind[] kinds) =>
        new(kinds.Select(kind => new TupleElement(null, new PrimitiveReference(kind))).ToEquatableArray());

    private static void Check(TypeReference reference)
    {
        CellSchema schema = new() { Contract = "Tests.Layouts", Name = "layouts", Version = "1.0.0" };
        (Type type, Type codec) = new CodecComposer(schema).Compose(reference);
        typeof(RawLayoutTests).GetMethod(nameof(CheckImage), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type, codec).Invoke(null, [TypeExpression.Format(reference)]);
    }

    // Bytes that are all different tell where each field went; reading them back through the memory image must give the value that the codec read.
    private static void CheckImage<T, TCodec>(string name)
        where TCodec : struct, IWireCodec<T>
    {
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        Assert.True(TCodec.Shape.IsRaw, name);
        Assert.True(size == TCodec.Shape.Size, $"{name}: {size} bytes, computed {TCodec.Shape.Size}");
        byte[] image = [.. Enumerable.Range(0, size).Select(index => (byte)((index % 31) + 2))];
        byte[] flagged = Flag<T>(image);
        T expected = default!;
        flagged.CopyTo(MemoryMarshal.CreateSpan(ref System.Runtime.CompilerServices.Unsafe.As<T, byte>(ref expected!), size));
        T read;
        try
        {
            read = CodecProbe<T, TCodec>.ReadValue(new ReadOnlySequence<byte>(flagged));
        }
        catch (CellFormatException)
        {
            // A flag of a nested nullable is neither 0 nor 1 in such bytes: zeros have a value too.
            Assert.Equal(default!, CodecProbe<T, TCodec>.ReadValue(new ReadOnlySequence<byte>(new byte[size])));
            return;
        }

        Assert.True(EqualityComparer<T>.Default.Equals(expected, read), $"{name}: {expected} in memory, read as {read}");
    }

    private static byte[] Flag<T>(byte[] image)
    {
        if (Nullable.GetUnderlyingType(typeof(T)) is not null)
        {
            image[0] = 1;
        }

        return image;
    }
}
