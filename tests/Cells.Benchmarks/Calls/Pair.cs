using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Cells.Directories;

namespace Cells.Benchmarks.Calls;

/// <summary>A server and its client in processes of their own, at one placement. Both stay up between runs, so that runs of different pairs can take turns.</summary>
internal abstract class Pair : IDisposable
{
    /// <summary>This program, as <see cref="Start"/> takes it.</summary>
    protected static string[] Self { get; } =
        [Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet")), Environment.GetCommandLineArgs()[0]];

    /// <summary>Works for a while.</summary>
    public abstract CallSample Measure(Work work, TimeSpan time);

    public abstract void Dispose();

    /// <summary>Starts a program, bound to <paramref name="cpu"/> unless that is null.</summary>
    protected static Process Start(int? cpu, string? directory, params string[] words)
    {
        string[] command = cpu is int number ? ["taskset", "-c", number.ToString(CultureInfo.InvariantCulture), .. words] : words;
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[CellDirectory.Variable] = directory;
        return Process.Start(start)!;
    }

    /// <summary>The next line that <paramref name="process"/> prints.</summary>
    protected static CallSample Read(Process process)
        => CallSample.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} ended"));

    protected static void Stop(Process process)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The processors of the two sides.</summary>
    protected static (int? Server, int? Client) Cpus(Placement placement) => placement switch
    {
        Placement.OneCpu => (0, 0),
        Placement.TwoCpus => (0, 1),
        _ => (null, null),
    };

    /// <summary>Waits for what a process that has just started makes.</summary>
    protected static void Await(Process process, Func<bool> isThere)
    {
        while (!isThere())
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{string.Join(' ', process.StartInfo.ArgumentList)} ended");
            }

            Thread.Sleep(10);
        }
    }
}

/// <summary>The cell and its client.</summary>
internal sealed class CellsPair : Pair
{
    private readonly Process _server;
    private readonly Process _client;

    /// <summary>Starts both.</summary>
    /// <param name="directory">Where their directories are made.</param>
    /// <param name="placement">Their processors.</param>
    /// <param name="limits">What stands in <c>[limits]</c> of both.</param>
    public CellsPair(string directory, Placement placement, string limits)
    {
        (int? serverCpu, int? clientCpu) = Cpus(placement);
        string cell = Create(Path.Combine(directory, "cell"), $"[cell]\nname = \"echo\"\n[limits]\n{limits}\n");
        string consumer = Create(Path.Combine(directory, "client"), $"[cell]\nname = \"client\"\n[deps]\necho = \"../cell\"\n[limits]\n{limits}\n");
        _server = Start(serverCpu, cell, [.. Self, "calls-serve"]);
        Await(_server, () => CellState.Read(CellDirectory.At(cell)) is not null);
        _client = Start(clientCpu, consumer, [.. Self, "calls-client", _server.Id.ToString(CultureInfo.InvariantCulture)]);
    }

    public override CallSample Measure(Work work, TimeSpan time)
    {
        _client.StandardInput.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{work.Kind} {work.Payload} {work.Depth} {work.Gap} {(int)time.TotalMilliseconds}"));
        return Read(_client);
    }

    public override void Dispose()
    {
        Stop(_client);
        Stop(_server);
    }

    private static string Create(string directory, string manifest)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "cell.toml"), manifest);
        return directory;
    }
}

/// <summary>The C program with itself.</summary>
internal sealed class FloorPair : Pair
{
    private readonly string _program;
    private readonly string _socket;
    private readonly string _spin;
    private readonly int? _clientCpu;
    private readonly Process _server;

    /// <summary>Starts the server; each run starts a client.</summary>
    /// <param name="directory">Where the socket is made.</param>
    /// <param name="placement">The processors.</param>
    /// <param name="program">What <see cref="Compile"/> gave.</param>
    /// <param name="spins">Whether both ask instead of sleeping.</param>
    public FloorPair(string directory, Placement placement, string program, bool spins)
    {
        (int? serverCpu, _clientCpu) = Cpus(placement);
        _program = program;
        _socket = Path.Combine(Directory.CreateDirectory(directory).FullName, "s");
        _spin = spins ? "1" : "0";
        _server = Start(serverCpu, null, program, "serve", _socket, _spin);
        Await(_server, () => File.Exists(_socket));
    }

    /// <summary>Compiles the program with the system's C compiler.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it failed.</exception>
    public static string Compile(string directory)
    {
        string program = Path.Combine(directory, "floor");
        string source = Path.Combine(AppContext.BaseDirectory, "Calls", "Floors", "floor.c");
        try
        {
            using Process compiler = Process.Start("cc", ["-O2", "-o", program, source]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? program : throw new InvalidOperationException($"cc could not compile {source}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("calls are compared with a C program, and no C compiler was found: install one that is called cc", e);
        }
    }

    public override CallSample Measure(Work work, TimeSpan time)
    {
        using Process client = Start(
            _clientCpu, null, _program, "call", _socket, _spin, $"{_server.Id}", $"{work.Payload}", $"{work.Depth}", $"{(int)time.TotalMilliseconds}", $"{work.Gap}");
        CallSample sample = Read(client);
        client.WaitForExit();
        return sample;
    }

    public override void Dispose() => Stop(_server);
}
