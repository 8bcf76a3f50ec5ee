using System.Net.Sockets;
using System.Text;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Transports;

public class UnixSocketTests
{
    [Fact]
    public async Task Path_over_107_bytes_works_at_both_ends()
    {
        using TemporaryDirectory directory = new();
        string deep = Path.Combine(directory.Path, new string('d', 100), new string('ü', 50), "run", "public");
        Directory.CreateDirectory(deep);
        await using TestServer server = new(socketPath: Path.Combine(deep, "cell.sock"));
        Assert.True(Encoding.UTF8.GetByteCount(server.SocketPath) > 200);
        await using EchoClient client = server.CreateClient();
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public void Bind_makes_the_socket_for_its_owner_only_in_place_of_a_stale_file()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("cell.sock");
        File.WriteAllText(path, "left behind");
        using CellListener listener = CellListener.Bind(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Peer_credentials_name_this_process()
    {
        await using TestServer server = new();
        using SocketTransport transport = await UnixSocketConnector.ConnectAsync(server.SocketPath, 4096, TimeProvider.System, CancellationToken.None);
        PeerCredentials peer = Assert.NotNull(transport.Peer);
        Assert.Equal(Environment.ProcessId, peer.ProcessId);
        Assert.True(peer.MayCall());
        Assert.True(peer.MayServe(server.SocketPath));
        Assert.False(new PeerCredentials(1, 4_000_000_000).MayServe(server.SocketPath));
    }
}
