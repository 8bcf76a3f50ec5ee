using System.Diagnostics;

namespace Cells.Benchmarks.Calls;

/// <summary>ASP.NET Core and its client, in a program of their own: the measured cell loads no web framework.</summary>
internal sealed class KestrelPair : ConversingPair
{
    /// <summary>Starts both.</summary>
    /// <param name="directory">Where the socket is made.</param>
    /// <param name="placement">Their processors.</param>
    public KestrelPair(string directory, Placement placement)
    {
        (int? serverCpu, int? clientCpu) = Cpus(placement);
        string socket = Path.Combine(Directory.CreateDirectory(directory).FullName, "s");
        // Beside this one, in the same configuration: …/Cells.Benchmarks/bin/Release/net10.0.
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(
            framework.Parent!.Parent!.Parent!.Parent!.FullName, "Cells.Benchmarks.Kestrel", "bin", framework.Parent.Name, framework.Name, "Cells.Benchmarks.Kestrel.dll");
        Server = Start(serverCpu, null, Self[0], program, "serve", socket);
        Await(Server, () => File.Exists(socket));
        Client = Start(clientCpu, null, Self[0], program, "call", socket, $"{Server.Id}");
    }

    protected override Process Server { get; }

    protected override Process Client { get; }
}
