using System.Diagnostics;

namespace Cells.Benchmarks.Calls;

/// <summary>A server, and a client that is started for each run.</summary>
internal sealed class NativePair : Pair
{
    private readonly NativeProgram _program;
    private readonly string _socket;
    private readonly int? _clientCpu;
    private readonly Process _server;

    /// <summary>Starts the server.</summary>
    /// <param name="directory">Where the socket is made.</param>
    /// <param name="placement">The processors.</param>
    /// <param name="program">Both.</param>
    public NativePair(string directory, Placement placement, NativeProgram program)
    {
        (int? serverCpu, _clientCpu) = Cpus(placement);
        _program = program;
        _socket = Path.Combine(Directory.CreateDirectory(directory).FullName, "s");
        _server = Start(serverCpu, null, program.Serve(_socket));
        Await(_server, () => File.Exists(_socket));
    }

    public override CallSample Measure(Work work, TimeSpan time)
    {
        using Process client = Start(_clientCpu, null, _program.Call(_socket, _server.Id, work, (int)time.TotalMilliseconds));
        CallSample sample = Read(client);
        client.WaitForExit();
        return sample;
    }

    public override void Dispose() => Stop(_server);
}
