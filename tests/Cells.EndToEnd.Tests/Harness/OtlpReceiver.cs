using System.Net;
using System.Net.Sockets;

namespace Cells.EndToEnd.Tests.Harness;

/// <summary>Takes what programs export over OTLP/HTTP on this machine, and keeps what it is told of.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int Resource = 1;
    private const int ResourceAttributes = 1;
    private const int Scopes = 2;
    private const int Scope = 1;
    private const int ScopeItems = 2;

    private readonly Lock _gate = new();
    private readonly HttpListener _listener;
    private readonly Task _receiving;
    private readonly List<ExportedSpan> _spans = [];
    private readonly List<ExportedMetric> _metrics = [];

    public OtlpReceiver()
    {
        (_listener, Endpoint) = Listen();
        _receiving = ReceiveAsync();
    }

    /// <summary>Where to export to.</summary>
    public string Endpoint { get; }

    /// <summary>What makes a program export here, in its environment.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    /// <summary>What has come so far.</summary>
    public (IReadOnlyList<ExportedSpan> Spans, IReadOnlyList<ExportedMetric> Metrics) Received
    {
        get
        {
            lock (_gate)
            {
                return ([.. _spans], [.. _metrics]);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _receiving;
    }

    private static (HttpListener Listener, string Endpoint) Listen()
    {
        while (true)
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            string endpoint = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            free.Stop();
            HttpListener listener = new() { Prefixes = { endpoint + "/" } };
            try
            {
                listener.Start();
                return (listener, endpoint);
            }
            catch (HttpListenerException)
            {
                // Another program was faster.
                listener.Close();
            }
        }
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            HttpListenerContext request;
            try
            {
                request = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using MemoryStream body = new();
            await request.Request.InputStream.CopyToAsync(body);
            Take(request.Request.Url!.AbsolutePath, new ProtobufFields(body.ToArray()));
            request.Response.ContentType = "application/x-protobuf";
            request.Response.Close();
        }
    }

    private void Take(string path, ProtobufFields export)
    {
        foreach (ProtobufFields resource in export.Messages(1))
        {
            string service = resource.Messages(Resource).SelectMany(static of => of.Messages(ResourceAttributes))
                .Where(static attribute => attribute.Text(1) == "service.name").SelectMany(static attribute => attribute.Messages(2)).Single().Text(1);
            foreach (ProtobufFields scope in resource.Messages(Scopes))
            {
                string name = scope.Messages(Scope).Single().Text(1);
                lock (_gate)
                {
                    foreach (ProtobufFields item in scope.Messages(ScopeItems))
                    {
                        if (path == "/v1/traces")
                        {
                            _spans.Add(new ExportedSpan(service, name, item.Text(5), item.Hex(1), item.Hex(2), item.Hex(4)));
                        }
                        else if (path == "/v1/metrics")
                        {
                            _metrics.Add(new ExportedMetric(service, name, item.Text(1), item.Text(3)));
                        }
                    }
                }
            }
        }
    }
}

/// <summary>A span that came.</summary>
internal sealed record ExportedSpan(string Service, string Scope, string Name, string Trace, string Id, string Parent);

/// <summary>A metric that came.</summary>
internal sealed record ExportedMetric(string Service, string Scope, string Name, string Unit);
