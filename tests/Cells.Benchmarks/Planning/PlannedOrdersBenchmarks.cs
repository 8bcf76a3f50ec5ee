using BenchmarkDotNet.Attributes;
using Cells.Wire;

namespace Cells.Benchmarks;

/// <summary>Many objects on a planned connection.</summary>
public class PlannedOrdersBenchmarks : IRoundTrip
{
    private readonly PlannedMessage<List<Written.Order>, ListCodec<Written.Order, Written_OrderCodec>, List<Read.Order>, ListCodec<Read.Order, Read_OrderCodec>> _message = new(
        Payloads.Orders, "List<Cells.Benchmarks.Written.Order>", "List<Cells.Benchmarks.Read.Order>");

    [Benchmark]
    public List<Written.Order> Decode() => _message.Decode();

    [Benchmark]
    [Goal("1,000 orders, transcoded and decoded", Against = nameof(Decode), AtMost = 3)]
    public List<Read.Order> TranscodeAndDecode() => _message.TranscodeAndDecode();

    [Benchmark]
    [Goal("1,000 orders, transcoded", Against = nameof(Decode), AtMostBytes = 0)]
    public void Transcode() => _message.Transcode();

    void IRoundTrip.Verify()
    {
        Check.SameJson(Payloads.Orders, Decode());
        Check.SameJson([.. Payloads.Orders.Select(Projection.Of)], TranscodeAndDecode());
    }
}
