using BenchmarkDotNet.Attributes;
using Cells.Wire;

namespace Cells.Benchmarks;

/// <summary>Many records.</summary>
public class PeopleBenchmarks : IRoundTrip
{
    private const string Shape = "1,000 records";

    private readonly Message<Person[], ArrayCodec<Person, PersonCodec>, Peers.People> _message = new(
        Payloads.People, Payloads.ToPeer(Payloads.People), Peers.People.Parser, PeerJson.Default.PersonArray);

    [Benchmark]
    [Goal(Shape + ", serialise", Against = nameof(ProtobufWrite), AtMost = 0.12, AtMostBytes = 0)]
    public void CellsWrite() => _message.WriteCells();

    [Benchmark]
    public void ProtobufWrite() => _message.WriteProtobuf();

    [Benchmark]
    public void JsonWrite() => _message.WriteJson();

    [Benchmark]
    [Goal(Shape + ", deserialise", Against = nameof(ProtobufRead), AtMost = 0.34)]
    public Person[] CellsRead() => _message.ReadCells();

    [Benchmark]
    public object ProtobufRead() => _message.ReadProtobuf();

    [Benchmark]
    public Person[] JsonRead() => _message.ReadJson();

    void IRoundTrip.Verify() => _message.Verify();
}
