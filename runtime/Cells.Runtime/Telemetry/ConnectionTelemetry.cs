using System.Diagnostics.Metrics;
using Cells.Connections;

namespace Cells.Telemetry;

/// <summary>What the open connections of the process have to do, for those who ask: counted when it is collected, so that calls pay nothing for it.</summary>
internal static class ConnectionTelemetry
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<FrameConnection> Connections = [];

    static ConnectionTelemetry()
    {
        Create("open_connections", "{connection}", "The connections that are open.", static _ => 1);
        Create("active_calls", "{call}", "The calls in flight.", static load => load.Calls);
        Create("open_streams", "{stream}", "The calls in flight that have streams: of items, or of events.", static load => load.Streams);
        Create("queued_bytes", "By", "The bytes that wait behind those that are being sent.", static load => load.QueuedBytes);
        Create(isClient: true, "waiting_calls", "{call}", "The calls that wait for their turn under back-pressure.", static load => load.Waiting);
    }

    /// <summary>Creates the instruments, if they are not there yet: before the first connection has to.</summary>
    public static void Prepare()
    {
        // By the static constructor.
    }

    /// <summary>The connection is open.</summary>
    public static void Add(FrameConnection connection)
    {
        lock (Gate)
        {
            Connections.Add(connection);
        }
    }

    /// <summary>The connection has ended.</summary>
    public static void Remove(FrameConnection connection)
    {
        lock (Gate)
        {
            Connections.Remove(connection);
        }
    }

    private static void Create(string name, string unit, string description, Func<ConnectionLoad, long> measure)
    {
        Create(isClient: true, name, unit, description, measure);
        Create(isClient: false, name, unit, description, measure);
    }

    private static void Create(bool isClient, string name, string unit, string description, Func<ConnectionLoad, long> measure)
        => CallTelemetry.Meter.CreateObservableUpDownCounter(
            $"cells.{(isClient ? "client" : "server")}.{name}", () => Measure(isClient, measure), unit, description);

    private static List<Measurement<long>> Measure(bool isClient, Func<ConnectionLoad, long> measure)
    {
        FrameConnection[] connections;
        lock (Gate)
        {
            connections = [.. Connections];
        }

        // Summed here: of several measurements with the same tags, a collector keeps one.
        Dictionary<string, long> sums = new(StringComparer.Ordinal);
        foreach (FrameConnection connection in connections.Where(connection => connection is ClientConnection == isClient))
        {
            string address = connection.Address ?? "";
            sums[address] = sums.GetValueOrDefault(address) + measure(connection.Load);
        }

        return [.. sums.Select(static sum => sum.Key.Length == 0 ? new Measurement<long>(sum.Value) : new(sum.Value, new KeyValuePair<string, object?>("server.address", sum.Key)))];
    }
}
