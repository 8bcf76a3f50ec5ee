using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Faults;

/// <summary>A connection that ends at each byte of a session: every call ends, with what is known of it, and nothing is left over.</summary>
public class CutTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public enum Cut
    {
        AtClient,
        AtServer,
        ClientHalf,
        ServerHalf,
    }

    [Theory]
    [InlineData(Cut.AtClient)]
    [InlineData(Cut.AtServer)]
    [InlineData(Cut.ClientHalf)]
    [InlineData(Cut.ServerHalf)]
    public async Task Connection_cut_at_any_byte_ends_every_call_with_its_outcome(Cut cut)
    {
        await using TestServer server = new();
        (int sentByClient, int sentByServer) = await RunAsync(server, cut, long.MaxValue);
        int length = cut is Cut.AtClient or Cut.ClientHalf ? sentByClient : sentByServer;
        Assert.True(length > 250, $"{length} bytes");
        for (int at = 0; at <= length; at++)
        {
            await FaultSeed.RunAsync(FaultSeed.Value, $"{cut} after byte {at} of {length}", () => RunAsync(server, cut, at).WaitAsync(Patience));
        }
    }

    private static async Task<(int Client, int Server)> RunAsync(TestServer server, Cut cut, long at)
    {
        int before = server.Cell.Handled;
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        using FaultyTransport client = cut is Cut.AtClient or Cut.ClientHalf
            ? new(clientEnd, cutAfter: at, isHalfClosed: cut == Cut.ClientHalf) : new(clientEnd);
        using FaultyTransport faulty = cut is Cut.AtServer or Cut.ServerHalf
            ? new(serverEnd, cutAfter: at, isHalfClosed: cut == Cut.ServerHalf) : new(serverEnd);
        Task serving = server.Server.ServeAsync(faulty);
        EchoClient echo = new(CellChannel.Over(client, EchoCell.TestContract, EchoClient.ReadError));

        Ending[] endings = await CallAsync(echo);

        await echo.DisposeAsync();
        await serving;
        int handled = server.Cell.Handled - before;
        int answered = endings.Count(static ending => ending == Ending.Answered);
        int unknown = endings.Count(static ending => ending == Ending.Unknown);
        Assert.InRange(handled, answered, answered + unknown);
        Assert.Equal(0, server.Server.ConnectionCount);
        if (at == long.MaxValue)
        {
            Assert.Equal(endings.Length, answered);
        }

        return (client.Sent.Length, faulty.Sent.Length);
    }

    private static async Task<Ending[]> CallAsync(EchoClient echo)
    {
        // Connected first, so that the calls are sent in one order.
        try
        {
            await echo.Channel.ConnectAsync();
        }
        catch (CellException e)
        {
            Assert.Equal(CallOutcome.NotExecuted, e.Outcome);
            return [];
        }

        return await Task.WhenAll(
            EndAsync(echo.AddAsync(1, 2).AsTask(), 3),
            EndAsync(echo.EchoAsync("first").AsTask(), "first"),
            EndAsync(EndWithDeclaredAsync(echo), true),
            EndAsync(echo.EchoBlockingAsync("second").AsTask(), "second"));
    }

    private static async Task<bool> EndWithDeclaredAsync(EchoClient echo)
    {
        try
        {
            await echo.FailAsync("declared");
            return false;
        }
        catch (EchoFailed)
        {
            return true;
        }
    }

    private static async Task<Ending> EndAsync<T>(Task<T> call, T expected)
    {
        try
        {
            Assert.Equal(expected, await call);
            return Ending.Answered;
        }
        catch (CellException e)
        {
            Assert.Equal(CellStatus.Unavailable, e.Status);
            return e.Outcome switch
            {
                CallOutcome.NotExecuted => Ending.NotExecuted,
                CallOutcome.Unknown => Ending.Unknown,
                _ => throw new InvalidOperationException($"a call that was not answered counts as {e.Outcome}", e),
            };
        }
    }

    private enum Ending
    {
        Answered,
        NotExecuted,
        Unknown,
    }
}
