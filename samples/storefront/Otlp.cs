using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Shop;

/// <summary>Exports spans and metrics over OTLP, to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says or the default of the protocol: <c>http://localhost:4317</c>.</summary>
internal sealed class Otlp : IDisposable
{
    /// <summary>The argument that asks for it.</summary>
    public const string Argument = "--otlp";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider _tracing;
    private readonly MeterProvider _metrics;

    private Otlp(string service)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService(service);
        _tracing = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("Cells", "Shop").AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter("Cells").AddOtlpExporter().Build();
    }

    /// <summary>Begins to export, when the command line or the environment asks for it; what is left is exported when this is disposed.</summary>
    /// <param name="service">The name under which the program is found.</param>
    /// <param name="isAsked">Whether the command line asks.</param>
    public static Otlp? Export(string service, bool isAsked)
        => isAsked || Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 } ? new Otlp(service) : null;

    public void Dispose()
    {
        _tracing.Dispose();
        _metrics.Dispose();
    }
}
