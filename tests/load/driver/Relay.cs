using System.Net.Sockets;

namespace Cells.Load;

/// <summary>Stands between clients and a cell, to cut connections while both ends live: what a kill cannot show is a call that the same process is asked for again.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _target;
    private readonly Task _accepting;
    private int _cuts;

    /// <summary>Listens at <paramref name="path"/> for the cell at <paramref name="target"/>.</summary>
    public Relay(string path, string target)
    {
        _target = target;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Cuts the connections of the next <paramref name="messages"/> messages, whichever way they go, each within the message.</summary>
    public void Cut(int messages) => Interlocked.Add(ref _cuts, messages);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        lock (_gate)
        {
            foreach (Socket socket in _open)
            {
                socket.Dispose();
            }
        }

        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> carrying = [];
        try
        {
            while (true)
            {
                carrying.Add(CarryAsync(await _listener.AcceptAsync(_stopping.Token)));
                carrying.RemoveAll(static task => task.IsCompleted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            lock (_gate)
            {
                _open.Add(client);
                _open.Add(server);
            }

            try
            {
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_target), _stopping.Token);
                Task there = PumpAsync(client, server);
                Task back = PumpAsync(server, client);
                await Task.WhenAny(there, back);
                client.Dispose();
                server.Dispose();
                await Task.WhenAll(there, back);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Nothing listens, or the run is over: the client finds its connection closed.
            }

            lock (_gate)
            {
                _open.Remove(client);
                _open.Remove(server);
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and int count)
            {
                bool isCut = Interlocked.Decrement(ref _cuts) >= 0;
                if (!isCut)
                {
                    Interlocked.Increment(ref _cuts);
                }

                ReadOnlyMemory<byte> rest = buffer.AsMemory(0, isCut ? count / 2 : count);
                while (!rest.IsEmpty)
                {
                    rest = rest[await to.SendAsync(rest)..];
                }

                if (isCut)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other end went, or the other direction was cut.
        }
    }
}
