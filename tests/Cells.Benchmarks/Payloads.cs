using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cells.Wire;
using Google.Protobuf;

namespace Cells.Benchmarks;

/// <summary>The measured values, and each format's whole message from and to bytes.</summary>
internal static class Payloads
{
    public const int Many = 1_000;
    public const int BlobSize = 1 << 20;

    private static readonly int[] Numbers = [.. Enumerable.Range(1, 20).Select(static i => i * 7919)];

    private static readonly Utf8JsonWriter JsonWriter = new(Stream.Null);

    public static Triple Triple { get; } = new() { A = 1, B = 200_000, C = -3 };

    public static Person Person { get; } = new() { Name = "Ada Lovelace", Mail = "ada@example.org", Age = 36, Items = [.. Numbers] };

    public static Person[] People { get; } =
        [.. Enumerable.Range(0, Many).Select(static i => new Person { Name = $"Ada {i}", Mail = $"ada{i}@example.org", Age = i, Items = [.. Numbers] })];

    public static Blob Blob { get; } = new() { Data = Bytes(BlobSize) };

    public static List<Written.Order> Orders { get; } =
    [
        .. Enumerable.Range(0, Many).Select(static i => new Written.Order(
            $"2026-{i:D6}", "Ada Lovelace", i, "leave at the door", [.. Numbers], i % 2 == 0 ? Written.Priority.Normal : Written.Priority.High)),
    ];

    public static List<Written.Position> Positions { get; } = [.. Enumerable.Range(0, Many).Select(static i => new Written.Position(i, -i))];

    public static Peers.Triple ToPeer(Triple value) => new() { A = value.A, B = value.B, C = value.C };

    public static Peers.People ToPeer(Person[] people) => new() { List = { people.Select(ToPeer) } };

    public static Peers.Blob ToPeer(Blob blob) => new() { Data = ByteString.CopyFrom(blob.Data) };

    public static Peers.Person ToPeer(Person person)
    {
        Peers.Person peer = new() { Name = person.Name, Mail = person.Mail, Age = person.Age };
        peer.Items.AddRange(person.Items);
        return peer;
    }

    /// <summary>The bytes of <paramref name="value"/> by its generated codec.</summary>
    public static byte[] Encode<T, TCodec>(in T value)
        where TCodec : struct, IWireCodec<T>
    {
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        TCodec.Write(ref writer, in value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static void Write<T, TCodec>(ReusedBuffer output, in T value)
        where TCodec : struct, IWireCodec<T>
    {
        output.Clear();
        WireWriter writer = new(output);
        TCodec.Write(ref writer, in value);
        writer.Flush();
    }

    public static T Read<T, TCodec>(ReadOnlySpan<byte> payload)
        where TCodec : struct, IWireCodec<T>
    {
        WireReader reader = new(payload);
        T value = TCodec.Read(ref reader);
        reader.Complete();
        return value;
    }

    /// <summary>Reads as a call with <see cref="CallAttribute.Leased"/> does: bytes are slices of the payload.</summary>
    public static T ReadLeased<T, TCodec>(ReadOnlyMemory<byte> payload)
        where TCodec : struct, IWireCodec<T>
    {
        WireReader reader = new(new ReadOnlySequence<byte>(payload), isLeased: true);
        T value = TCodec.Read(ref reader);
        reader.Complete();
        return value;
    }

    public static void WriteProtobuf(ReusedBuffer output, IMessage value)
    {
        output.Clear();
        value.WriteTo(output);
    }

    public static T ReadProtobuf<T>(MessageParser<T> parser, byte[] payload)
        where T : IMessage<T>
        => parser.ParseFrom(new ReadOnlySequence<byte>(payload));

    public static void WriteJson<T>(ReusedBuffer output, T value, JsonTypeInfo<T> type)
    {
        output.Clear();
        JsonWriter.Reset(output);
        JsonSerializer.Serialize(JsonWriter, value, type);
        JsonWriter.Flush();
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
