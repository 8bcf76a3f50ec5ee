using System.Diagnostics;
using System.Reflection;
using Cells.Connections;
using Cells.Directories;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

public class CallAllocationTests
{
    // The first that allocates nothing ends it: some seconds after the start, when everything is compiled for good.
    private const int Rounds = 1000;
    private const int Calls = 500;

    // Without optimisation the state machines of async methods are objects.
    private static readonly bool IsOptimized =
        typeof(CellChannel).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    [Fact]
    public async Task Warm_call_without_options_or_interceptors_is_sent_without_allocating()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        long least = long.MaxValue;
        // Pools fill, and code is compiled again, at some call or other.
        for (int i = 0; i < 2000 && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ValueTask<int> call = client.AddAsync(1, i);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(1 + i, await call);
        }

        Assert.InRange(least, 0, IsOptimized ? 0 : 1024);
    }

    [Fact]
    public async Task Warm_call_with_deadline_and_context_allocates_nothing_at_either_side()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("[cell]\nname = \"allocation\"\n");
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path, null, Program.AllocationsArgument);
        await using AllocationClient client = new(CellChannel.ForSocket(
            CellDirectory.At(directory.Path).SocketPath, AllocationCell.TestContract, EchoClient.ReadError));
        AllocationClient timely = client.WithDeadline(TimeSpan.FromMinutes(10));

        // What the process does beside its calls is less than a byte for each.
        long mostClient = IsOptimized ? 0 : 1024 * Calls;
        long mostServer = IsOptimized ? Calls : 1024 * Calls;
        (long own, long served) = Least(client, timely.Negate, mostClient, mostServer);
        Assert.InRange(own, 0, mostClient);
        Assert.InRange(served, 0, mostServer);

        // The same by a handler that goes on elsewhere.
        (_, served) = Least(client, timely.NegateLater, long.MaxValue, mostServer);
        Assert.InRange(served, 0, mostServer);
    }

    [Fact]
    public async Task Warm_call_that_is_awaited_is_read_and_completed_without_allocating()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        long most = IsOptimized ? 0 : 1024;
        Assert.InRange(await Task.Run(CallAsync), 0, most);

        // Where it continues on the thread that reads, that thread has sent the request, and read and completed the answer.
        async Task<long> CallAsync()
        {
            long least = long.MaxValue;
            for (int i = 0; i < 20_000 && least > most; i++)
            {
                int thread = Environment.CurrentManagedThreadId;
                long before = GC.GetAllocatedBytesForCurrentThread();
                await client.AddAsync(1, i);
                long after = GC.GetAllocatedBytesForCurrentThread();
                least = thread == Environment.CurrentManagedThreadId ? Math.Min(least, after - before) : least;
            }

            return least;
        }
    }

    // Of many rounds the best: pools fill, and code is compiled again, in some round or other. A caller that blocks reads the answer itself.
    private static (long Client, long Server) Least(AllocationClient client, Func<int, int> call, long mostClient, long mostServer)
    {
        (long Client, long Server) least = (long.MaxValue, long.MaxValue);
        for (int round = 0; round < Rounds && (least.Client > mostClient || least.Server > mostServer); round++)
        {
            long server = client.Allocated();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 1; i <= Calls; i++)
            {
                if (call(i) != -i)
                {
                    throw new InvalidOperationException("the cell saw no deadline");
                }
            }

            least.Client = Math.Min(least.Client, GC.GetAllocatedBytesForCurrentThread() - before);
            least.Server = Math.Min(least.Server, client.Allocated() - server);
        }

        return least;
    }
}
