using BenchmarkDotNet.Attributes;

namespace Cells.Benchmarks;

/// <summary>One record.</summary>
public class PersonBenchmarks : IRoundTrip
{
    private const string Shape = "record (2 strings, int, 20 ints)";

    private readonly Message<Person, PersonCodec, Peers.Person> _message = new(
        Payloads.Person, Payloads.ToPeer(Payloads.Person), Peers.Person.Parser, PeerJson.Default.Person);

    [Benchmark]
    [Goal(Shape + ", serialise", Against = nameof(ProtobufWrite), AtMost = 0.24, AtMostBytes = 0)]
    public void CellsWrite() => _message.WriteCells();

    [Benchmark]
    public void ProtobufWrite() => _message.WriteProtobuf();

    [Benchmark]
    public void JsonWrite() => _message.WriteJson();

    [Benchmark]
    [Goal(Shape + ", deserialise", Against = nameof(ProtobufRead), AtMost = 0.37)]
    public Person CellsRead() => _message.ReadCells();

    [Benchmark]
    public object ProtobufRead() => _message.ReadProtobuf();

    [Benchmark]
    public Person JsonRead() => _message.ReadJson();

    void IRoundTrip.Verify() => _message.Verify();
}
