using System.Buffers;
using System.Buffers.Binary;
using Cells.Schema;

namespace Cells.Wire;

/// <summary>n bytes of input never make a codec allocate more than 64 n + 64 KiB, whatever they claim.</summary>
public class AllocationBoundTests
{
    private const int Elements = 5000;

    public static TheoryData<string> Collections => [.. Enum.GetNames<CollectionKind>()];

    public static TheoryData<string> Maps => [.. Enum.GetNames<MapKind>()];

    [Theory]
    [MemberData(nameof(Collections))]
    public void Many_empty_and_tiny_collections_stay_within_the_bound(string kind)
    {
        TypeReference inner = new CollectionReference(Enum.Parse<CollectionKind>(kind), new PrimitiveReference(PrimitiveKind.Byte));
        CheckBound(inner, [0, 0, 0, 0]);
        CheckBound(inner, [1, 0, 0, 0, 7]);
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Many_empty_and_tiny_maps_stay_within_the_bound(string kind)
    {
        PrimitiveReference number = new(PrimitiveKind.Byte);
        TypeReference inner = new MapReference(Enum.Parse<MapKind>(kind), number, number);
        CheckBound(inner, [0, 0, 0, 0]);
        CheckBound(inner, [1, 0, 0, 0, 7, 7]);
    }

    [Theory]
    [MemberData(nameof(Collections))]
    public void One_large_collection_of_bytes_stays_within_the_bound(string kind)
    {
        TypeReference type = new CollectionReference(Enum.Parse<CollectionKind>(kind), new PrimitiveReference(PrimitiveKind.Byte));
        CheckBytes(type, [.. BitConverter.GetBytes(20_000), .. Enumerable.Range(0, 20_000).Select(index => (byte)index)]);
    }

    [Theory]
    [MemberData(nameof(Collections))]
    public void One_large_collection_of_numbers_stays_within_the_bound(string kind)
    {
        TypeReference type = new CollectionReference(Enum.Parse<CollectionKind>(kind), new PrimitiveReference(PrimitiveKind.Int16));
        CheckBytes(type, [.. BitConverter.GetBytes(60_000), .. Enumerable.Range(0, 60_000).SelectMany(index => BitConverter.GetBytes((short)index))]);
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void One_large_map_of_numbers_stays_within_the_bound(string kind)
    {
        TypeReference type = new MapReference(Enum.Parse<MapKind>(kind), new PrimitiveReference(PrimitiveKind.Int16), new PrimitiveReference(PrimitiveKind.Byte));
        CheckBytes(type, [.. BitConverter.GetBytes(60_000), .. Enumerable.Range(0, 60_000).SelectMany(index => new byte[] { (byte)index, (byte)(index >> 8), 1, 0 })]);
    }

    [Theory]
    [InlineData("05000080")]
    [InlineData("ffffff7f")]
    [InlineData("00000040")]
    public void A_count_beyond_the_payload_allocates_nothing(string count)
    {
        TypeReference type = new CollectionReference(CollectionKind.List, new PrimitiveReference(PrimitiveKind.String));
        CheckBytes(type, [.. Convert.FromHexString(count), .. new byte[64]]);
    }

    private static void CheckBound(TypeReference inner, byte[] element)
    {
        byte[] payload = new byte[sizeof(int) + (Elements * element.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, Elements);
        for (int i = 0; i < Elements; i++)
        {
            element.CopyTo(payload, sizeof(int) + (i * element.Length));
        }

        CheckBytes(new CollectionReference(CollectionKind.Array, inner), payload);
    }

    private static void CheckBytes(TypeReference type, byte[] payload)
    {
        CodecProbe probe = CodecProbe.Create(new CellSchema { Contract = "Tests.Bounds", Name = "bounds", Version = "1.0.0" }, type);
        Measure(probe, payload);
        long allocated = Measure(probe, payload);
        long allowed = (64L * payload.Length) + (64 * 1024);
        Assert.True(allocated <= allowed, $"{TypeExpression.Format(type)}: {payload.Length} bytes allocated {allocated}, allowed are {allowed}");
    }

    private static long Measure(CodecProbe probe, byte[] payload)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            GC.KeepAlive(probe.Read(new ReadOnlySequence<byte>(payload)));
        }
        catch (CellFormatException)
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
