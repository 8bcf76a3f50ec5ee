using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace Cells.Benchmarks;

/// <summary>A struct of three numbers.</summary>
public class TripleBenchmarks : IRoundTrip
{
    private const string Shape = "struct of 3 ints";

    private readonly Message<Triple, TripleCodec, Peers.Triple> _message = new(
        Payloads.Triple, Payloads.ToPeer(Payloads.Triple), Peers.Triple.Parser, PeerJson.Default.Triple);

    [Benchmark]
    [Goal(Shape + ", serialise", Against = nameof(ProtobufWrite), AtMost = 0.17, AtMostBytes = 0)]
    public void CellsWrite() => _message.WriteCells();

    [Benchmark]
    public void ProtobufWrite() => _message.WriteProtobuf();

    [Benchmark]
    public void JsonWrite() => _message.WriteJson();

    /// <summary>The floor: the struct's own bytes.</summary>
    [Benchmark]
    public void CopyWrite()
    {
        _message.Output.Clear();
        MemoryMarshal.Write(_message.Output.GetSpan(), Payloads.Triple);
        _message.Output.Advance(Unsafe.SizeOf<Triple>());
    }

    [Benchmark]
    [Goal(Shape + ", deserialise", Against = nameof(ProtobufRead), AtMost = 0.07, AtMostBytes = 0)]
    public Triple CellsRead() => _message.ReadCells();

    [Benchmark]
    public object ProtobufRead() => _message.ReadProtobuf();

    [Benchmark]
    public Triple JsonRead() => _message.ReadJson();

    /// <summary>The floor: the struct's own bytes.</summary>
    [Benchmark]
    public Triple CopyRead() => MemoryMarshal.Read<Triple>(_message.Bytes.Span);

    void IRoundTrip.Verify()
    {
        _message.Verify();
        Check.Equal(_message.Value, CopyRead());
        CopyWrite();
        Check.Equal(_message.Bytes, _message.Output.Written);
    }
}
