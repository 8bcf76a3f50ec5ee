using System.IO.Pipelines;
using System.Net.Sockets;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Connections;

/// <summary>A server that has closed while its last words are unread: a socket then refuses to send, and still has them to be read.</summary>
public class BrokenPipeTests
{
    [Fact]
    public async Task Call_that_meets_a_closed_socket_learns_from_the_go_away_that_it_was_not_executed()
    {
        BreakingTransport? transport = null;
        (CellChannel channel, InMemoryTransport server) = await FakeServer.ConnectAsync(wrap: inner => transport = new BreakingTransport(inner));
        await using ScriptedClient client = new(channel);
        transport!.Break();
        Task call = client.RunAsync("x").AsTask();

        using (PayloadBuffer body = PayloadBuffer.Rent())
        {
            new GoAwayBody(0, "upgrade").Write(body);
            await FrameExchange.SendAsync(server.Output, FrameType.GoAway, body.WrittenMemory, CancellationToken.None);
        }

        server.Output.Complete();
        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal((CellStatus.Unavailable, CallOutcome.NotExecuted), (error.Status, error.Outcome));
    }

    [Fact]
    public async Task Call_that_meets_a_closed_socket_without_a_word_is_in_doubt()
    {
        BreakingTransport? transport = null;
        (CellChannel channel, InMemoryTransport server) = await FakeServer.ConnectAsync(wrap: inner => transport = new BreakingTransport(inner));
        await using ScriptedClient client = new(channel);
        transport!.Break();
        Task call = client.RunAsync("x").AsTask();

        server.Output.Complete();

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown), (error.Status, error.Outcome));
    }

    private sealed class BreakingTransport(IDuplexPipe inner) : IDuplexPipe, IDisposable
    {
        private readonly BreakingWriter _output = new(inner.Output);

        public PipeReader Input => inner.Input;

        public PipeWriter Output => _output;

        public void Break() => _output.IsBroken = true;

        public void Dispose() => (inner as IDisposable)?.Dispose();
    }

    private sealed class BreakingWriter(PipeWriter inner) : PipeWriter
    {
        public bool IsBroken { get; set; }

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
            => IsBroken ? throw new SocketException((int)SocketError.Shutdown) : inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
            => IsBroken ? throw new SocketException((int)SocketError.Shutdown) : inner.WriteAsync(source, cancellationToken);
    }
}
