using Cells.Telemetry;
using Cells.Wire;

namespace Cells.Hosting;

/// <summary>What one process of a cell has done since it started, and does now. Calls are those of its own contract: questions about itself are not counted.</summary>
public sealed record CellLoad
{
    /// <summary>The process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The time since it started.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>The open connections of clients, without those of tools.</summary>
    public required int Connections { get; init; }

    /// <summary>The calls whose handlers run; open streams and subscriptions among them.</summary>
    public required int Inflight { get; init; }

    /// <summary>The calls that were answered with an error, declared errors included.</summary>
    public required long Errors { get; init; }

    /// <summary>The calls with streams, and the subscriptions, that have ended. They are not in <see cref="Durations"/>.</summary>
    public required long StreamCalls { get; init; }

    /// <summary>The calls that were answered, by how long they took at the cell: each element counts those up to its <see cref="BoundOf"/>, without those of the elements before.</summary>
    public required IReadOnlyList<long> Durations { get; init; }

    /// <summary>The memory of the process, in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>The processor time that the process has used.</summary>
    public required TimeSpan ProcessorTime { get; init; }

    /// <summary>All calls that were answered.</summary>
    public long Calls => Durations.Sum() + StreamCalls;

    /// <summary>The longest duration of an element of <see cref="Durations"/>: at most a quarter above the shortest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public static TimeSpan BoundOf(int element) => CallTally.BoundOf(element);
}

/// <summary>Writes and reads <see cref="CellLoad"/>.</summary>
internal readonly struct CellLoadCodec : IWireCodec<CellLoad>
{
    private const int MemberCount = 9;

    public static WireShape Shape => WireShape.Object;

    public static void Write(ref WireWriter writer, in CellLoad value)
    {
        writer.WriteObjectHeader(MemberCount);
        Int32Codec.Write(ref writer, value.ProcessId);
        TimeSpanCodec.Write(ref writer, value.Uptime);
        Int32Codec.Write(ref writer, value.Connections);
        Int32Codec.Write(ref writer, value.Inflight);
        Int64Codec.Write(ref writer, value.Errors);
        Int64Codec.Write(ref writer, value.StreamCalls);
        ArrayCodec<long, Int64Codec>.Write(ref writer, [.. value.Durations]);
        Int64Codec.Write(ref writer, value.Memory);
        TimeSpanCodec.Write(ref writer, value.ProcessorTime);
        writer.EndObject();
    }

    public static CellLoad Read(ref WireReader reader)
    {
        reader.ReadObjectHeader(MemberCount, "Cells.Hosting.CellLoad");
        CellLoad value = new()
        {
            ProcessId = Int32Codec.Read(ref reader),
            Uptime = TimeSpanCodec.Read(ref reader),
            Connections = Int32Codec.Read(ref reader),
            Inflight = Int32Codec.Read(ref reader),
            Errors = Int64Codec.Read(ref reader),
            StreamCalls = Int64Codec.Read(ref reader),
            Durations = ArrayCodec<long, Int64Codec>.Read(ref reader),
            Memory = Int64Codec.Read(ref reader),
            ProcessorTime = TimeSpanCodec.Read(ref reader),
        };
        reader.EndObject();
        return value.Durations.Count == CallTally.Buckets ? value : throw new CellFormatException($"a load has {value.Durations.Count} durations instead of {CallTally.Buckets}");
    }
}
