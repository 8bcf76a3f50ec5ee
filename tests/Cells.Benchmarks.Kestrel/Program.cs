using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using Cells.Benchmarks.Calls;
using Cells.Benchmarks.Kestrel;

// What many teams would otherwise take: JSON over HTTP, here over a Unix socket and with a source-generated serializer.
switch (args)
{
    case ["serve", string socket]:
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default));
        WebApplication app = builder.Build();
        app.MapPost("/echo", static (Message message) => message);
        app.Run();
        return 0;

    case ["call", string socket, string server]:
        using (Client client = new(socket, int.Parse(server, CultureInfo.InvariantCulture)))
        {
            while (Console.In.ReadLine() is string line)
            {
                int[] numbers = [.. line.Split(' ').Skip(1).Select(static word => int.Parse(word, CultureInfo.InvariantCulture))];
                Console.WriteLine(await client.MeasureAsync(payload: numbers[0], depth: numbers[1], TimeSpan.FromMilliseconds(numbers[3])));
            }
        }

        return 0;

    default:
        Console.Error.WriteLine("usage: Cells.Benchmarks.Kestrel serve <socket> | call <socket> <server>");
        return 2;
}

namespace Cells.Benchmarks.Kestrel
{
    internal sealed record Message(byte[] Data);

    [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Message))]
    internal sealed partial class Json : JsonSerializerContext;

    /// <summary>Calls, and measures as a cell's client does.</summary>
    internal sealed class Client : IDisposable
    {
        private readonly int _server;
        private readonly HttpClient _http;
        private readonly List<uint> _samples = [];

        public Client(string socket, int server)
        {
            _server = server;
            SocketsHttpHandler handler = new()
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            };
            _http = new HttpClient(handler) { BaseAddress = new Uri("http://localhost") };
        }

        public async Task<CallSample> MeasureAsync(int payload, int depth, TimeSpan time)
        {
            _samples.Clear();
            Message message = new(new byte[payload]);
            TimeSpan serverCpu = Process.GetProcessById(_server).TotalProcessorTime;
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, depth).Select(_ => CallAsync(message, start, time)));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double count = _samples.Count;
            double allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            cpu = Environment.CpuUsage.TotalTime - cpu;
            serverCpu = Process.GetProcessById(_server).TotalProcessorTime - serverCpu;
            _samples.Sort();
            return new CallSample(
                _samples[_samples.Count / 2], _samples[_samples.Count - 1 - (_samples.Count / 100)], count / seconds,
                cpu.TotalNanoseconds / count, serverCpu.TotalNanoseconds / count, allocated / count, 0);
        }

        public void Dispose() => _http.Dispose();

        private async Task CallAsync(Message message, long begin, TimeSpan time)
        {
            while (Stopwatch.GetElapsedTime(begin) < time)
            {
                long start = Stopwatch.GetTimestamp();
                using HttpResponseMessage response = await _http.PostAsJsonAsync("/echo", message, Json.Default.Message);
                response.EnsureSuccessStatusCode();
                Message? echoed = await response.Content.ReadFromJsonAsync(Json.Default.Message);
                if (echoed?.Data.Length != message.Data.Length)
                {
                    throw new InvalidOperationException($"{echoed?.Data.Length} of {message.Data.Length} bytes came back");
                }

                lock (_samples)
                {
                    _samples.Add((uint)Stopwatch.GetElapsedTime(start).TotalNanoseconds);
                }
            }
        }
    }
}
