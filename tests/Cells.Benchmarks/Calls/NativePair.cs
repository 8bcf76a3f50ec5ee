using System.Diagnostics;

namespace Cells.Benchmarks.Calls;

/// <summary>A server, and a client that is started for each run. A server that spins is, too: it would take its processor from the runs of others.</summary>
internal sealed class NativePair : Pair
{
    private readonly NativeProgram _program;
    private readonly string _socket;
    private readonly int? _clientCpu;
    private readonly int? _serverCpu;
    private Process? _server;

    /// <summary>Starts the server, unless it spins.</summary>
    /// <param name="directory">Where the socket is made.</param>
    /// <param name="placement">The processors.</param>
    /// <param name="program">Both.</param>
    public NativePair(string directory, Placement placement, NativeProgram program)
    {
        (_serverCpu, _clientCpu) = Cpus(placement);
        _program = program;
        _socket = Path.Combine(Directory.CreateDirectory(directory).FullName, "s");
        if (!program.Spins)
        {
            StartServer();
        }
    }

    public override CallSample Measure(Work work, TimeSpan time)
    {
        Process server = _server ?? StartServer();
        using Process client = Start(_clientCpu, null, _program.Call(_socket, server.Id, work, (int)time.TotalMilliseconds));
        CallSample sample = Read(client);
        client.WaitForExit();
        if (_program.Spins)
        {
            Dispose();
        }

        return sample;
    }

    public override void Dispose()
    {
        if (_server is not null)
        {
            Stop(_server);
            _server = null;
        }
    }

    private Process StartServer()
    {
        File.Delete(_socket);
        Process server = _server = Start(_serverCpu, null, _program.Serve(_socket));
        Await(server, () => File.Exists(_socket));
        return server;
    }
}
