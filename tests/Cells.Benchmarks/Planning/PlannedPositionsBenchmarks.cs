using BenchmarkDotNet.Attributes;
using Cells.Wire;

namespace Cells.Benchmarks;

/// <summary>Memory images on a planned connection, which equal schemas copy as one block: the worst case.</summary>
public class PlannedPositionsBenchmarks : IRoundTrip
{
    private readonly PlannedMessage<List<Written.Position>, ListCodec<Written.Position, Written_PositionCodec>, List<Read.Position>, ListCodec<Read.Position, Read_PositionCodec>> _message = new(
        Payloads.Positions, "List<Cells.Benchmarks.Written.Position>", "List<Cells.Benchmarks.Read.Position>");

    [Benchmark]
    public List<Written.Position> Decode() => _message.Decode();

    [Benchmark]
    [Goal("1,000 memory images, transcoded and decoded", Against = nameof(Decode), AtMost = 3)]
    public List<Read.Position> TranscodeAndDecode() => _message.TranscodeAndDecode();

    [Benchmark]
    [Goal("1,000 memory images, transcoded", Against = nameof(Decode), AtMostBytes = 0)]
    public void Transcode() => _message.Transcode();

    void IRoundTrip.Verify()
    {
        Check.SameJson(Payloads.Positions, Decode());
        Check.SameJson([.. Payloads.Positions.Select(Projection.Of)], TranscodeAndDecode());
    }
}
