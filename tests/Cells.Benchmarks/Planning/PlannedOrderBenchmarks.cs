using BenchmarkDotNet.Attributes;

namespace Cells.Benchmarks;

/// <summary>One message on a planned connection.</summary>
public class PlannedOrderBenchmarks : IRoundTrip
{
    private readonly PlannedMessage<Written.Order, Written_OrderCodec, Read.Order, Read_OrderCodec> _message = new(
        Payloads.Orders[0], "Cells.Benchmarks.Written.Order", "Cells.Benchmarks.Read.Order");

    [Benchmark]
    public Written.Order Decode() => _message.Decode();

    [Benchmark]
    [Goal("an order, transcoded and decoded", Against = nameof(Decode), AtMost = 3)]
    public Read.Order TranscodeAndDecode() => _message.TranscodeAndDecode();

    [Benchmark]
    [Goal("an order, transcoded", Against = nameof(Decode), AtMostBytes = 0)]
    public void Transcode() => _message.Transcode();

    void IRoundTrip.Verify()
    {
        Check.SameJson(Payloads.Orders[0], Decode());
        Check.SameJson(Projection.Of(Payloads.Orders[0]), TranscodeAndDecode());
    }
}
