using System.Net.Sockets;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Transports;

public class DescriptorSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Dispose_ends_a_receive_that_waits_and_closes_the_descriptor_behind_it()
    {
        (DescriptorSocket socket, Socket peer) = Connect();
        using Socket other = peer;
        using SemaphoreSlim isReceiving = new(0);
        Task receiving = Task.Factory.StartNew(Receive, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await isReceiving.WaitAsync();
        socket.Dispose();
        await receiving.WaitAsync(Patience);
        Assert.True(socket.Handle.IsClosed);
        Assert.Equal(0, other.Receive(new byte[1]));

        void Receive()
        {
            byte[] target = new byte[1];
            isReceiving.Release();
            try
            {
                while (socket.Receive(target) != 0)
                {
                    // Nothing was ever sent: it has waited for its time.
                }
            }
            catch (ObjectDisposedException)
            {
                // Closed before it began.
            }
        }
    }

    [Fact]
    public void Disposed_socket_does_not_reach_the_one_that_has_its_number_now()
    {
        (DescriptorSocket socket, Socket peer) = Connect();
        peer.Dispose();
        socket.Dispose();
        (DescriptorSocket next, Socket nextPeer) = Connect();
        using DescriptorSocket open = next;
        using Socket sender = nextPeer;
        sender.Send([7]);
        Assert.Throws<ObjectDisposedException>(() => socket.TryReceive(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => socket.TrySend([1]));
        Assert.Equal(1, open.TryReceive(new byte[1]));
    }

    [Fact]
    public async Task Waits_for_what_comes_and_for_room_end_with_them_or_with_the_socket()
    {
        (DescriptorSocket socket, Socket peer) = Connect();
        using Socket other = peer;
        byte[] target = new byte[1];
        Task<int> receiving = socket.ReceiveAsync(target, CancellationToken.None).AsTask();
        other.Send([7]);
        Assert.Equal(1, await receiving.WaitAsync(Patience));
        Assert.Equal(7, target[0]);

        using CancellationTokenSource cancelling = new();
        Task<int> cancelled = socket.ReceiveAsync(target, cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Patience));

        byte[] many = new byte[64 * 1024];
        while (socket.TrySend(many) > 0)
        {
            // Until it is full.
        }

        Task<int> sending = socket.SendAsync(many, CancellationToken.None).AsTask();
        while (!sending.IsCompleted)
        {
            await (other.Available > 0 ? other.ReceiveAsync(many.AsMemory()).AsTask() : Task.Delay(1));
        }

        Assert.True(await sending > 0);
        Task<int> open = socket.ReceiveAsync(target, CancellationToken.None).AsTask();
        socket.Dispose();
        Exception ended = await Record.ExceptionAsync(() => open.WaitAsync(Patience));
        Assert.True(ended is null or ObjectDisposedException, $"{ended}");
    }

    private static (DescriptorSocket Socket, Socket Peer) Connect()
    {
        using TemporaryDirectory directory = new();
        UnixDomainSocketEndPoint address = new(directory.File("s"));
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(address);
        listener.Listen();
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(address);
        return (DescriptorSocket.TakeOver(socket), listener.Accept());
    }
}
