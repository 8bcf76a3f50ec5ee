using Cells.Hosting;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Faults;

/// <summary>A connection that ends at each byte of a session: every call ends, with what is known of it, and nothing is left over.</summary>
public class CutTests
{
    [Theory]
    [InlineData(Cut.AtClient)]
    [InlineData(Cut.AtServer)]
    [InlineData(Cut.ClientHalf)]
    [InlineData(Cut.ServerHalf)]
    public async Task Connection_cut_at_any_byte_ends_every_call_with_its_outcome(Cut cut)
    {
        await using TestServer server = new();
        int before = 0;
        Ending[] endings = [];
        await CutSession.ForEachByteAsync(
            cut,
            server,
            EchoCell.TestContract,
            async channel =>
            {
                before = server.Cell.Handled;
                endings = await CallAsync(new EchoClient(channel));
            },
            isWhole =>
            {
                int answered = endings.Count(static ending => ending == Ending.Answered);
                int unknown = endings.Count(static ending => ending == Ending.Unknown);
                Assert.InRange(server.Cell.Handled - before, answered, answered + unknown);
                Assert.True(!isWhole || answered == endings.Length);
            });
    }

    [Theory]
    [InlineData(Cut.AtClient)]
    [InlineData(Cut.AtServer)]
    [InlineData(Cut.ClientHalf)]
    [InlineData(Cut.ServerHalf)]
    public async Task Connection_cut_at_any_byte_ends_every_stream_with_its_position(Cut cut)
    {
        StreamCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<StreamCell>(cell));
        await CutSession.ForEachByteAsync(cut, server, StreamCell.TestContract, async channel =>
        {
            try
            {
                await channel.ConnectAsync();
            }
            catch (CellException e)
            {
                Assert.Equal(CallOutcome.NotExecuted, e.Outcome);
                return;
            }

            StreamClient client = new(channel);
            await Task.WhenAll(
                EndAsync(client.CountAsync(5), 5, static i => i),
                EndAsync(client.DoubleAsync(StreamTests.Produce(5)), 5, static i => 2 * i),
                EndAsync(client.SumAsync(1, StreamTests.Produce(5)).AsTask(), 11));
        });
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

    /// <summary>What was delivered is the beginning, and the error says how long it was.</summary>
    private static async Task EndAsync(IAsyncEnumerable<int> items, int count, Func<int, int> expected)
    {
        int delivered = 0;
        try
        {
            await foreach (int item in items)
            {
                Assert.Equal(expected(delivered), item);
                delivered++;
            }

            Assert.Equal(count, delivered);
        }
        catch (CellException e)
        {
            Assert.Equal(CellStatus.Unavailable, e.Status);
            Assert.Equal(delivered, e.Position ?? 0);
        }
    }

    private enum Ending
    {
        Answered,
        NotExecuted,
        Unknown,
    }
}
