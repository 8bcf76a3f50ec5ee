using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cells.Telemetry;

/// <summary>Where the runtime's spans and measurements of calls come from: source and meter <c>Cells</c>.</summary>
/// <remarks>
/// Names and attributes are those of OpenTelemetry's semantic conventions for RPC, 1.39 and later (release candidate): <see href="https://opentelemetry.io/docs/specs/semconv/rpc/"/>.
/// A call asks whether somebody listens, and does nothing more when nobody does.
/// </remarks>
internal static class CallTelemetry
{
    /// <summary>The name of source and meter.</summary>
    public const string Name = "Cells";

    /// <summary>The value of <c>rpc.system.name</c>.</summary>
    public const string SystemName = "cells";

    private static readonly string? Version = typeof(CallTelemetry).Assembly.GetName().Version?.ToString(3);

    // As the conventions advise: seconds.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    /// <summary>Starts the spans.</summary>
    public static ActivitySource Source { get; } = new(Name, Version);

    /// <summary>Has the instruments.</summary>
    public static Meter Meter { get; } = new(Name, Version);

    /// <summary>How long calls took at their client, with all their attempts.</summary>
    public static Histogram<double> ClientDuration { get; } =
        Meter.CreateHistogram("rpc.client.call.duration", "s", "The duration of outgoing calls, retries included.", tags: null, Buckets);

    /// <summary>How long calls took at their server.</summary>
    public static Histogram<double> ServerDuration { get; } =
        Meter.CreateHistogram("rpc.server.call.duration", "s", "The duration of incoming calls.", tags: null, Buckets);

    /// <summary>Whether anybody wants to know of the calls that are made here.</summary>
    public static bool ObservesClients => Source.HasListeners() || ClientDuration.Enabled;

    /// <summary>Whether anybody wants to know of the calls that are handled here.</summary>
    public static bool ObservesServers => Source.HasListeners() || ServerDuration.Enabled;
}
