using System.Diagnostics;
using System.Reflection;
using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

public class CallAllocationTests
{
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
}
