using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

/// <summary>The limit <c>connection_idle</c>.</summary>
public class IdleTests
{
    private static readonly CellLimits Minute = new() { ConnectionIdle = TimeSpan.FromMinutes(1) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Idle_connection_is_closed_by_the_side_that_has_the_limit_and_made_again_by_the_next_call(bool isClient)
    {
        ManualClock clock = new();
        await using TestServer server = new(isClient ? null : Minute, clock, dispatcher: new ScriptedCell(static (_, text) => new(text)));
        await using ScriptedClient client = ScriptedClient.Of(server, new CellChannelOptions { TimeProvider = clock, Limits = isClient ? Minute : CellLimits.Default });
        Assert.Equal("a", await client.RunAsync("a"));

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("b", await client.RunAsync("b"));
        Assert.Equal(1, server.Server.ConnectionCount);
        await Condition.WaitAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(61));
            return server.Server.ConnectionCount == 0;
        });

        // Where the server is quicker with its second word than the client with the first, the client still has to hear of either.
        await Condition.WaitAsync(() => !client.Channel.Connector.IsConnected);
        Assert.Equal("c", await client.RunAsync("c"));
        Assert.Equal(1, server.Server.ConnectionCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_with_a_call_is_not_idle(bool isClient)
    {
        ManualClock clock = new();
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedCell cell = new(async (_, text) =>
        {
            await open.Task;
            return text;
        });
        await using TestServer server = new(isClient ? null : Minute, clock, dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server, new CellChannelOptions { TimeProvider = clock, Limits = isClient ? Minute : CellLimits.Default });
        Task<string> call = client.RunAsync("a").AsTask();
        await Condition.WaitAsync(() => cell.Handled == 1);

        clock.Advance(TimeSpan.FromSeconds(61));
        open.SetResult();

        Assert.Equal("a", await call);
    }

    [Fact]
    public void Limit_of_nothing_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(static () => new CellLimits { ConnectionIdle = TimeSpan.Zero });
}
