using System.Reflection;
using Cells.Generators.Tests.Emit;

namespace Cells.Generators.Tests.Compile;

public class RoundTripTests
{
    // Writes samples at the producer, and reads what the consumer wrote.
    private const string ProducerProbe =
        """
        using System;
        using System.Buffers;
        using System.Collections.Generic;
        using Cells.Wire;
        using Shop;

        public static class Probe
        {
            public static byte[] Product() => Bytes<Product, ProductCodec>(new("A1", "Äpfel", 1.50m, Currency.Dollar, null)
            {
                Tags = [new("fresh", 3), new("red", -1)],
                Stock = new() { ["Ulm"] = 7, ["Bonn"] = null },
            });

            public static byte[] Address() => Bytes<Address, AddressCodec>(new("Ulm", 89073) { Street = "Hauptstraße", Id = Guid.Empty, Latitude = 48.4 });

            public static byte[] Shape() => Bytes<Shape, ShapeCodec>(new Shape.Group(
                [new Shape.Circle(1.5), new Shape.Nothing()],
                new Pair<byte> { First = 1, Second = 2 },
                new Pair<string> { First = "one", Second = 2 },
                new Lookup<string, Point>(new() { ["p"] = new Point(3, 4) })));

            public static byte[] Sparse() => Bytes<Sparse, SparseCodec>(new() { A = 1, B = 2, C = true, D = new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc) });

            public static byte[] Page() => Bytes<Page<Tag>, PageCodec<Tag, TagCodec>>(new([new("x", 1)], 9));

            public static byte[] Marks() => Bytes<Marks, MarksCodec>(global::Shop.Marks.First | global::Shop.Marks.Last);

            public static string ReadProduct(byte[] bytes)
            {
                WireReader reader = new(new ReadOnlySequence<byte>(bytes));
                Product product = ProductCodec.Read(ref reader);
                reader.Complete();
                return $"{product.Sku} {product.Name} {product.Currency} {product.Tags.Count} {product.Stock!["Ulm"]}";
            }

            private static byte[] Bytes<T, TCodec>(T value) where TCodec : struct, IWireCodec<T>
            {
                ArrayBufferWriter<byte> output = new();
                WireWriter writer = new(output);
                TCodec.Write(ref writer, value);
                writer.Flush();
                return output.WrittenSpan.ToArray();
            }
        }
        """;

    // Reads a value and writes it again.
    private const string ConsumerProbe =
        """
        using System.Buffers;
        using Cells.Wire;
        using Shop;

        internal static class Probe
        {
            public static byte[] Product(byte[] bytes) => Again<Product, ProductCodec>(bytes);
            public static byte[] Address(byte[] bytes) => Again<Address, AddressCodec>(bytes);
            public static byte[] Shape(byte[] bytes) => Again<Shape, ShapeCodec>(bytes);
            public static byte[] Sparse(byte[] bytes) => Again<Sparse, SparseCodec>(bytes);
            public static byte[] Page(byte[] bytes) => Again<Page<Tag>, PageCodec<Tag, TagCodec>>(bytes);
            public static byte[] Marks(byte[] bytes) => Again<Marks, MarksCodec>(bytes);

            private static byte[] Again<T, TCodec>(byte[] bytes) where TCodec : struct, IWireCodec<T>
            {
                WireReader reader = new(new ReadOnlySequence<byte>(bytes));
                T value = TCodec.Read(ref reader);
                reader.Complete();
                ArrayBufferWriter<byte> output = new();
                WireWriter writer = new(output);
                TCodec.Write(ref writer, value);
                writer.Flush();
                return output.WrittenSpan.ToArray();
            }
        }
        """;

    [Theory]
    [InlineData("Product")]
    [InlineData("Address")]
    [InlineData("Shape")]
    [InlineData("Sparse")]
    [InlineData("Page")]
    [InlineData("Marks")]
    public void Value_written_by_producer_survives_the_consumer(string sample)
    {
        Type producer = ProducerType.Value;
        Type consumer = ConsumerType.Value;

        byte[] sent = (byte[])producer.GetMethod(sample)!.Invoke(null, [])!;
        byte[] returned = (byte[])consumer.GetMethod(sample)!.Invoke(null, [sent])!;

        Assert.NotEmpty(sent);
        Assert.Equal(sent, returned);
    }

    [Fact]
    public void Product_returned_by_consumer_reads_at_producer()
    {
        byte[] sent = (byte[])ProducerType.Value.GetMethod("Product")!.Invoke(null, [])!;
        byte[] returned = (byte[])ConsumerType.Value.GetMethod("Product")!.Invoke(null, [sent])!;

        Assert.Equal("A1 Äpfel Dollar 2 7", ProducerType.Value.GetMethod("ReadProduct")!.Invoke(null, [returned]));
    }

    [Fact]
    public void Bytes_are_those_of_the_format()
    {
        // {byte A = 1; int B = 2; bool C = true; DateTime? D}: padding is zero, the nullable a flag and its value.
        const string Expected = "01000000" + "02000000" + "01000000" + "00000000" + "0100000000000000" + "00C0A1F0190BDC48";

        byte[] sparse = (byte[])ProducerType.Value.GetMethod("Sparse")!.Invoke(null, [])!;

        Assert.Equal(Expected.Length / 2, sparse.Length);
        Assert.Equal(Expected[..48], Convert.ToHexString(sparse)[..48]);
    }

    [Fact]
    public void Consumer_truncated_bytes_are_a_format_error()
    {
        byte[] sent = (byte[])ProducerType.Value.GetMethod("Product")!.Invoke(null, [])!;

        TargetInvocationException error = Assert.Throws<TargetInvocationException>(
            () => ConsumerType.Value.GetMethod("Product")!.Invoke(null, [sent[..^3]]));

        Assert.Equal("CellFormatException", error.InnerException!.GetType().Name);
    }

    private static readonly Lazy<Type> ProducerType = new(() => GeneratedAssembly
        .Load(GeneratedAssembly.Compile(CellEmitter.Emit(SampleContract.Model), documented: false, SampleContract.Source, ProducerProbe))
        .GetType("Probe", throwOnError: true)!);

    private static readonly Lazy<Type> ConsumerType = new(() => GeneratedAssembly
        .Load(GeneratedAssembly.Compile(GeneratedCodeTests.Consume(SampleContract.Schema), documented: true, ConsumerProbe))
        .GetType("Probe", throwOnError: true)!);
}
