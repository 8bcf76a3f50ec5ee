using BenchmarkDotNet.Attributes;

namespace Cells.Benchmarks;

/// <summary>An object that is almost only bytes.</summary>
public class BlobBenchmarks : IRoundTrip
{
    private const string Shape = "1 MiB byte[]";

    private readonly Message<Blob, BlobCodec, Peers.Blob> _message = new(
        Payloads.Blob, Payloads.ToPeer(Payloads.Blob), Peers.Blob.Parser, PeerJson.Default.Blob);

    private readonly byte[] _warm = new byte[Payloads.BlobSize];

    [Benchmark]
    [Goal(Shape + ", serialise", Against = nameof(ProtobufWrite), AtMostBytes = 0)]
    public void CellsWrite() => _message.WriteCells();

    [Benchmark]
    public void ProtobufWrite() => _message.WriteProtobuf();

    [Benchmark]
    public void JsonWrite() => _message.WriteJson();

    /// <summary>The floor: a copy into memory that is warm.</summary>
    [Benchmark]
    public void CopyWrite() => Payloads.Blob.Data.CopyTo(_warm, 0);

    [Benchmark]
    [Goal(Shape + ", deserialised as an array of its own", Against = nameof(ProtobufRead))]
    public Blob CellsRead() => _message.ReadCells();

    [Benchmark]
    [Goal(Shape + ", deserialised as a lease", Against = nameof(ProtobufRead), AtMost = 0.1)]
    public BlobView LeasedRead() => Payloads.ReadLeased<BlobView, BlobViewCodec>(_message.Bytes);

    [Benchmark]
    public object ProtobufRead() => _message.ReadProtobuf();

    [Benchmark]
    public Blob JsonRead() => _message.ReadJson();

    /// <summary>The floor of an array of its own: fresh memory and a copy.</summary>
    [Benchmark]
    public byte[] CopyRead()
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(Payloads.BlobSize);
        Payloads.Blob.Data.CopyTo(copy, 0);
        return copy;
    }

    void IRoundTrip.Verify()
    {
        _message.Verify();
        Check.Equal(_message.Value.Data, LeasedRead().Data);
        Check.Equal(_message.Value.Data, CopyRead());
        CopyWrite();
        Check.Equal(_message.Value.Data, _warm);
    }
}
