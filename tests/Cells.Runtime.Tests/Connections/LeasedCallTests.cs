using Cells.Runtime.Tests.Support;

namespace Cells.Connections;

/// <summary>A leased call's arguments are slices of the request, which outlives the connection's buffer.</summary>
public class LeasedCallTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Leased_bytes_stay_until_the_handler_ends_while_the_connection_reads_on(bool isBlocking)
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        byte[][] sent = [.. Enumerable.Range(1, 8).Select(value => Enumerable.Repeat((byte)value, 30_000).ToArray())];

        Task<byte[]>[] held = [.. sent.Select(bytes => client.EchoLeasedAsync(bytes, isBlocking).AsTask())];
        string text = new('x', 40_000);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(text, await client.EchoAsync(text));
        }

        server.Cell.Open();
        Assert.Equal(sent, await Task.WhenAll(held));
    }

    [Fact]
    public async Task Leased_call_with_arguments_that_cannot_be_read_is_refused()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();

        CellException failure = await Assert.ThrowsAsync<CellException>(() => client.EchoLeasedNothingAsync().AsTask());

        Assert.Equal((CellStatus.InvalidArgument, CallOutcome.NotExecuted), (failure.Status, failure.Outcome));
        Assert.Equal(3, await client.AddAsync(1, 2));
    }
}
