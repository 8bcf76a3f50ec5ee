using System.IO.Pipelines;
using System.Net.Sockets;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Connections;

/// <summary>How long a peer may take nothing of what is sent to it.</summary>
public class WriteTimeoutTests
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    private readonly ManualClock _clock = new();
    private readonly SlowWriter _writer = new();
    private readonly List<Exception> _faults = [];

    [Fact]
    public void Peer_that_takes_some_bytes_now_and_then_is_waited_for()
    {
        FrameOutput output = Open();
        output.TryAppend(FrameType.Response, FrameFlags.None, 0, 1, new byte[1000]);
        output.Flush();
        for (int i = 0; i < 10; i++)
        {
            _writer.Take(10);
            _clock.Advance(WriteTimeout);
            Assert.Empty(_faults);
        }

        // The first finds what was taken last.
        _clock.Advance(2 * WriteTimeout);
        _clock.Advance(2 * WriteTimeout);

        Assert.Contains("write_timeout", Assert.Single(_faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_between_two_writes_does_not_count()
    {
        FrameOutput output = Open();
        for (int i = 0; i < 3; i++)
        {
            output.TryAppend(FrameType.Response, FrameFlags.None, 0, 1, new byte[1000]);
            output.Flush();
            _clock.Advance(0.9 * WriteTimeout);
            _writer.TakeAll();
            await output.WaitUntilSentAsync(CancellationToken.None);
        }

        _clock.Advance(10 * WriteTimeout);

        Assert.Empty(_faults);
    }

    [Fact]
    public async Task Pending_write_to_a_socket_shows_what_is_left_of_it()
    {
        using TemporaryDirectory directory = new();
        UnixDomainSocketEndPoint address = new(directory.File("x.sock"));
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(address);
        listener.Listen();
        Socket connecting = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connecting.ConnectAsync(address);
        using SocketTransport transport = new(connecting, 4096);
        using Socket peer = await listener.AcceptAsync();
        const int Size = 4 * 1024 * 1024;

        ValueTask<FlushResult> writing = transport.Output.WriteAsync(new byte[Size]);

        Assert.False(writing.IsCompleted);
        long left = transport.Output.UnflushedBytes;
        Assert.InRange(left, 1, Size);
        byte[] buffer = new byte[Size];
        int read = await peer.ReceiveAsync(buffer);
        while (transport.Output.UnflushedBytes >= left)
        {
            read += await peer.ReceiveAsync(buffer);
        }

        while (read < Size)
        {
            read += await peer.ReceiveAsync(buffer);
        }

        await writing;
        Assert.Equal(0, transport.Output.UnflushedBytes);
    }

    private FrameOutput Open() => new(new Lock(), _writer, WriteTimeout, _clock, _faults.Add);

    /// <summary>Takes bytes when told to.</summary>
    private sealed class SlowWriter : PipeWriter
    {
        private TaskCompletionSource<FlushResult> _pending = new();
        private long _unflushed;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _unflushed;

        public void Take(int count) => _unflushed -= count;

        public void TakeAll()
        {
            _unflushed = 0;
            _pending.SetResult(default);
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            _unflushed = source.Length;
            _pending = new TaskCompletionSource<FlushResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask<FlushResult>(_pending.Task);
        }

        public override void Advance(int bytes) => throw new NotSupportedException();

        public override Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public override Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();

        public override void CancelPendingFlush() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;
    }
}
