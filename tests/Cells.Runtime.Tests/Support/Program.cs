using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Callbacks;
using Cells.Runtime.Tests.Events;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Transports.SharedMemory;

namespace Cells.Runtime.Tests.Support;

/// <summary>
/// Runs <see cref="EchoCell"/> as a process of its own, in the directory that <c>CELLS_DIRECTORY</c> names; or, with "call" and a socket, calls one and prints
/// the answer; or, with "listen" and a socket, listens there until its input ends; or, with "share" and a socket, shares memory with that cell until its input ends;
/// or, with "lend" and a socket, makes a call whose request lies in memory that it shares with that cell. "streams", "events", "callbacks" and "allocations" serve another cell.
/// </summary>
internal static class Program
{
    public const string CallArgument = "call";
    public const string ListenArgument = "listen";
    public const string ShareArgument = "share";
    public const string LendArgument = "lend";
    public const string StreamsArgument = "streams";
    public const string EventsArgument = "events";
    public const string CallbacksArgument = "callbacks";
    public const string AllocationsArgument = "allocations";

    public static Task<int> Main(string[] args) => args switch
    {
        [CallArgument, string socket] => CallAsync(socket),
        [ListenArgument, string socket] => ListenAsync(socket),
        [ShareArgument, string socket] => ShareAsync(socket),
        [LendArgument, string socket] => LendAsync(socket),
        [StreamsArgument] => CellHost.RunAsync<StreamCell>([]),
        [EventsArgument] => CellHost.RunAsync<EventCell>([]),
        [CallbacksArgument] => CellHost.RunAsync<CallbackCell>([]),
        [AllocationsArgument] => CellHost.RunAsync<AllocationCell>([]),
        _ => CellHost.RunAsync<EchoCell>(args),
    };

    private static async Task<int> ListenAsync(string socket)
    {
        using CellListener listener = CellListener.Bind(socket);
        File.SetUnixFileMode(socket, (UnixFileMode)0x1B6);
        Console.WriteLine("listening");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task<int> ShareAsync(string socket)
    {
        await using EchoClient client = await ShareMemoryAsync(socket);
        Console.WriteLine("sharing");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task<int> LendAsync(string socket)
    {
        await using EchoClient client = await ShareMemoryAsync(socket);
        ValueTask<byte[]> call = client.EchoLeasedAsync(new byte[100_000], isBlocking: false);
        Console.WriteLine("lending");
        await call;
        return 0;
    }

    private static async Task<EchoClient> ShareMemoryAsync(string socket)
    {
        EchoClient client = new(CellChannel.ForSocket(socket, EchoCell.TestContract, EchoClient.ReadError));
        while (OpenMemory.FindShared(Environment.ProcessId) is null)
        {
            await client.EchoAsync(new string('x', 100_000));
        }

        return client;
    }

    private static async Task<int> CallAsync(string socket)
    {
        await using EchoClient client = new(CellChannel.ForSocket(socket, EchoCell.TestContract, EchoClient.ReadError));
        try
        {
            Console.WriteLine(await client.AddAsync(1, 2));
        }
        catch (CellException e)
        {
            Console.WriteLine($"{e.Status} {e.Outcome} {e.Message}");
        }

        return 0;
    }
}
