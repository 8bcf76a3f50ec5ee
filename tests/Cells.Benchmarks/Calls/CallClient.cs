using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Cells.Connections;
using Cells.Wire;

namespace Cells.Benchmarks.Calls;

/// <summary>The client's process: does what its input says, a line for each run, and prints what it measured.</summary>
internal sealed class CallClient : IDisposable
{
    private const int MostSamples = 1 << 21;

    private readonly int _server;
    private readonly EchoClient _echo;
    private readonly IEcho _deadlined;
    private readonly ResultLease _lease = new();
    private readonly IEcho _leasing;
    private readonly uint[] _samples = new uint[MostSamples];
    private long _count;
    private long _end;
    private long _last;

    private CallClient(int server)
    {
        _server = server;
        _echo = new EchoClient(CellChannel.ForDependency("echo", EchoContract.Contract, EchoClient.ReadError));
        _deadlined = _echo.WithDeadline(TimeSpan.FromMinutes(1));
        _leasing = _echo.With(new CallOptions { Lease = _lease });
    }

    /// <summary>Runs until the input ends, in a directory whose <c>cell.toml</c> depends on the cell.</summary>
    /// <param name="server">The cell's process.</param>
    public static int Run(int server)
    {
        using CallClient client = new(server);
        while (Console.In.ReadLine() is string line)
        {
            string[] words = line.Split(' ');
            int[] numbers = [.. words.Skip(1).Select(static word => int.Parse(word, CultureInfo.InvariantCulture))];
            Console.WriteLine(client.Measure(new Work(words[0], numbers[0], numbers[1], numbers[2]), TimeSpan.FromMilliseconds(numbers[3])));
        }

        return 0;
    }

    public void Dispose()
    {
        _echo.DisposeAsync().AsTask().Wait();
        _lease.Dispose();
    }

    private static TimeSpan CpuOf(int process) => Process.GetProcessById(process).TotalProcessorTime;

    private CallSample Measure(Work work, TimeSpan time)
    {
        long serverBytes = _echo.Allocated();
        TimeSpan serverCpu = CpuOf(_server);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        _count = 0;
        long start = Stopwatch.GetTimestamp();
        _end = start + (long)(time.TotalSeconds * Stopwatch.Frequency);
        if (work.Kind == "block")
        {
            Block(work.Gap);
        }
        else
        {
            Task.Run(() => RunAsync(work)).GetAwaiter().GetResult();
        }

        double seconds = Stopwatch.GetElapsedTime(start, _last).TotalSeconds;
        double count = _count;
        double clientBytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        serverCpu = CpuOf(_server) - serverCpu;
        serverBytes = _echo.Allocated() - serverBytes;

        Span<uint> samples = _samples.AsSpan(0, (int)Math.Min(_count, MostSamples));
        samples.Sort();
        return new CallSample(
            samples[samples.Length / 2], samples[samples.Length - 1 - (samples.Length / 100)], count / seconds,
            cpu.TotalNanoseconds / count, serverCpu.TotalNanoseconds / count, clientBytes / count, serverBytes / count);
    }

    private Task RunAsync(Work work) => work switch
    {
        { Kind: "await", Gap: > 0 } => SparseAsync(work.Gap),
        { Kind: "await", Payload: 16 } => Task.WhenAll(Enumerable.Range(0, work.Depth).Select(_ => SmallAsync())),
        { Kind: "await", Payload: 200 } => Task.WhenAll(Enumerable.Range(0, work.Depth).Select(_ => MiddleAsync())),
        { Kind: "await" } => LargeAsync(_echo, work.Payload),
        { Kind: "lease" } => LargeAsync(_leasing, work.Payload),
        { Kind: "context" } => ContextAsync(),
        { Kind: "records" } => RecordsAsync(),
        { Kind: "codec" } => Codec(),
        { Kind: "stream" } => StreamAsync(),
        { Kind: "channel" } => ChannelAsync(),
        _ => throw new ArgumentException($"{work} is no work", nameof(work)),
    };

    /// <summary>Whether there is time for another call, and when it starts. For the first there always is.</summary>
    private bool MayStart(out long start)
    {
        start = Stopwatch.GetTimestamp();
        return start <= _end || _count == 0;
    }

    // Those who run at once take turns on the thread that reads; a count that misses one of millions when they do not changes nothing.
    private void Ended(long start)
    {
        _last = Stopwatch.GetTimestamp();
        _samples[_count++ % MostSamples] = (uint)Math.Min((_last - start) * (1_000_000_000 / Stopwatch.Frequency), uint.MaxValue);
    }

    private void Block(int gap)
    {
        while (true)
        {
            if (gap > 0)
            {
                Thread.Sleep(TimeSpan.FromMicroseconds(gap));
            }

            if (!MayStart(out long start))
            {
                return;
            }

            _echo.Small(new Bytes16(start, 1));
            Ended(start);
        }
    }

    private async Task SparseAsync(int gap)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMicroseconds(gap));
            if (!MayStart(out long start))
            {
                return;
            }

            await _echo.SmallAsync(new Bytes16(start, 1));
            Ended(start);
        }
    }

    private async Task SmallAsync()
    {
        while (MayStart(out long start))
        {
            await _echo.SmallAsync(new Bytes16(start, 1));
            Ended(start);
        }
    }

    private async Task MiddleAsync()
    {
        while (MayStart(out long start))
        {
            await _echo.MiddleAsync(default);
            Ended(start);
        }
    }

    private async Task ContextAsync()
    {
        while (MayStart(out long start))
        {
            await _deadlined.SmallWithContextAsync(new Bytes16(start, 1));
            Ended(start);
        }
    }

    private async Task LargeAsync(IEcho echo, int size)
    {
        byte[] payload = new byte[size];
        while (MayStart(out long start))
        {
            ReadOnlyMemory<byte> echoed = await echo.LargeAsync(payload);
            if (echoed.Length != size)
            {
                throw new InvalidOperationException($"{echoed.Length} of {size} bytes came back");
            }

            Ended(start);
            _lease.Release();
        }
    }

    private async Task RecordsAsync()
    {
        while (MayStart(out long start))
        {
            await _echo.EntriesAsync();
            Ended(start);
        }
    }

    private Task Codec()
    {
        ReusedBuffer output = new();
        while (MayStart(out long start))
        {
            Payloads.Write<Person[], ArrayCodec<Person, PersonCodec>>(output, Payloads.People);
            Payloads.Read<Person[], ArrayCodec<Person, PersonCodec>>(output.Written.Span);
            Ended(start);
        }

        return Task.CompletedTask;
    }

    private async Task StreamAsync()
    {
        const int Batch = 10_000;
        while (MayStart(out long start))
        {
            await foreach (Bytes100 item in _echo.ItemsAsync(Batch))
            {
                Ended(start);
                start = _last;
            }
        }
    }

    private async Task ChannelAsync()
    {
        Channel<Bytes100> channel = Channel.CreateBounded<Bytes100>(new BoundedChannelOptions(1024) { SingleReader = true, SingleWriter = true });
        Task writing = Task.Run(async () =>
        {
            while (MayStart(out _))
            {
                await channel.Writer.WriteAsync(default);
            }

            channel.Writer.Complete();
        });
        long start = Stopwatch.GetTimestamp();
        await foreach (Bytes100 item in channel.Reader.ReadAllAsync())
        {
            Ended(start);
            start = _last;
        }

        await writing;
    }
}
