using System.Diagnostics;

namespace Cells.Benchmarks.Calls;

/// <summary>A program in C or C++: the floor, or a peer.</summary>
/// <param name="Serve">The command of the server at a socket.</param>
/// <param name="Call">The command of a client: socket, server's process, work, milliseconds.</param>
internal sealed record NativeProgram(Func<string, string[]> Serve, Func<string, int, Work, int, string[]> Call)
{
    /// <summary>Whether the server takes a processor for itself as long as it runs.</summary>
    public bool Spins { get; init; }

    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "Calls");

    /// <summary>The least code that echoes.</summary>
    /// <exception cref="InvalidOperationException">There is no C compiler, or it failed.</exception>
    public static NativeProgram Floor(string directory, bool spins) => Least(CompileFloor(directory), spins);

    /// <summary>The least code that echoes through shared memory.</summary>
    /// <exception cref="InvalidOperationException">There is no C compiler, or it failed.</exception>
    public static NativeProgram Ring(string directory, bool spins) => Least(CompileFloor(directory, "ring"), spins);

    private static NativeProgram Least(string program, bool spins)
    {
        string spin = spins ? "1" : "0";
        return new(
            socket => [program, "serve", socket, spin],
            (socket, server, work, time) => [program, "call", socket, spin, $"{server}", $"{work.Payload}", $"{work.Depth}", $"{time}", $"{work.Gap}"])
        {
            Spins = spins,
        };
    }

    /// <summary>A redis whose ECHO is called by the floor's client; null when none is installed.</summary>
    public static NativeProgram? Redis(string directory)
    {
        if (!Run(directory, "command -v redis-server >/dev/null"))
        {
            return Missing("redis", "redis-server");
        }

        string program = CompileFloor(directory);
        return new(
            static socket => ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--loglevel", "warning"],
            (socket, server, work, time) => [program, "redis", socket, "0", $"{server}", $"{work.Payload}", $"{work.Depth}", $"{time}", $"{work.Gap}"]);
    }

    /// <summary>gRPC C++; null when what it is built with is not installed.</summary>
    public static NativeProgram? Grpc(string directory) => Peer(
        directory,
        "grpc",
        "protoc -I \"$sources/Peers\" --cpp_out=. --grpc_out=. --plugin=protoc-gen-grpc=\"$(command -v grpc_cpp_plugin)\" echo.proto"
            + " && c++ -std=c++17 -O2 -I. -I\"$sources/Floors\" -o grpc \"$sources/Peers/grpc.cc\" echo.pb.cc echo.grpc.pb.cc $(pkg-config --cflags --libs grpc++ protobuf)",
        "g++ pkg-config libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc");

    /// <summary>Cap'n Proto C++; null when what it is built with is not installed.</summary>
    public static NativeProgram? CapnProto(string directory) => Peer(
        directory,
        "capnp",
        "command capnp compile -I/usr/include -oc++:. --src-prefix=\"$sources/Peers\" \"$sources/Peers/echo.capnp\""
            + " && c++ -std=c++17 -O2 -I. -I\"$sources/Floors\" -o capnp \"$sources/Peers/capnp.cc\" echo.capnp.c++ $(pkg-config --cflags --libs capnp-rpc)",
        "g++ pkg-config capnproto libcapnp-dev");

    private static NativeProgram? Peer(string directory, string name, string build, string packages)
    {
        if (!Run(directory, build))
        {
            return Missing(name, packages);
        }

        string program = Path.Combine(directory, name);
        return new(
            socket => [program, "serve", socket],
            (socket, server, work, time) => [program, "call", socket, $"{server}", $"{work.Payload}", $"{work.Depth}", $"{time}"]);
    }

    private static string CompileFloor(string directory, string name = "floor")
        => Run(directory, $"[ -x {name} ] || cc -O2 -o {name} \"$sources/Floors/{name}.c\"")
            ? Path.Combine(directory, name)
            : throw new InvalidOperationException("calls are compared with a C program, which could not be compiled: install a C compiler that is called cc");

    private static NativeProgram? Missing(string name, string packages)
    {
        Console.Error.WriteLine($"{name} is left out; it needs, by Debian's names: {packages}");
        return null;
    }

    /// <summary>Runs a shell's command in the directory of the compiled programs; what it says goes to stderr.</summary>
    private static bool Run(string directory, string command)
    {
        ProcessStartInfo start = new("sh", ["-c", $"{{ {command}; }} >&2"]) { WorkingDirectory = directory };
        start.Environment["sources"] = Sources;
        using Process shell = Process.Start(start)!;
        shell.WaitForExit();
        return shell.ExitCode == 0;
    }
}
