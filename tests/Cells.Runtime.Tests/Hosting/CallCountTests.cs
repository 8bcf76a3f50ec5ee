using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Telemetry;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>What a cell says of the calls that it has answered: <see cref="CellLoad"/>.</summary>
public sealed class CallCountTests
{
    [Fact]
    public async Task Calls_answered_by_readers_and_by_other_threads_are_each_counted_before_their_answers_arrive()
    {
        const int Clients = 4;
        const int Calls = 500;
        await using TestServer server = new();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            await using EchoClient client = server.CreateClient();
            for (int i = 0; i < Calls; i++)
            {
                // In one batch, of which the second is answered from the thread pool and the third with an error.
                Task failing = client.FailAsync("declared").AsTask();
                await Task.WhenAll(client.AddAsync(i, 1).AsTask(), client.EchoBlockingAsync("b").AsTask(), client.EchoAsync("a").AsTask());
                await Assert.ThrowsAsync<EchoFailed>(() => failing);
            }
        }));

        (CallCounts counts, _, int inflight) = server.Server.ReadLoad();

        Assert.Equal((4 * Clients * Calls, Clients * Calls, 0, 0), (counts.Durations.Sum(), counts.Errors, counts.Streams, inflight));
    }

    [Fact]
    public async Task Call_behind_a_slow_one_is_counted_when_its_answer_leaves()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await client.AddAsync(0, 0);
        Task waiting = client.WaitAsync().AsTask();
        await server.Cell.Waiting.Task;

        await client.AddAsync(1, 1);

        Assert.Equal(2, server.Server.ReadLoad().Counts.Durations.Sum());
        server.Cell.Open();
        await waiting;
        CallCounts counts = server.Server.ReadLoad().Counts;
        Assert.Equal(3, counts.Durations.Sum());
        Assert.Equal(0, counts.Errors);
    }

    [Fact]
    public async Task Calls_of_a_connection_that_has_ended_stay_counted()
    {
        await using TestServer server = new();
        for (int i = 0; i < 3; i++)
        {
            await using EchoClient client = server.CreateClient();
            await Assert.ThrowsAsync<EchoFailed>(async () => await client.FailAsync("declared"));
        }

        await Condition.WaitAsync(() => server.Server.ConnectionCount == 0);
        (CallCounts counts, int connections, _) = server.Server.ReadLoad();
        Assert.Equal((3, 3, 0), (counts.Durations.Sum(), counts.Errors, connections));
    }
}
