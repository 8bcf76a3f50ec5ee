using System.Net.Sockets;
using Cells.Connections;
using Cells.Transports;

namespace Cells.Runtime.Tests.Support;

/// <summary>Two ends of a connection over a Unix socket. Each is closed by whoever takes it over, or with the pair.</summary>
internal sealed class SocketPair : IDisposable
{
    public SocketPair()
    {
        using TemporaryDirectory directory = new();
        UnixDomainSocketEndPoint address = new(directory.File("pair.sock"));
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(address);
        listener.Listen();
        Socket one = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        one.Connect(address);
        int buffer = Protocol.BufferFor(CellLimits.Default.MaxFrame);
        One = new SocketTransport(one, buffer);
        Other = new SocketTransport(listener.Accept(), buffer);
    }

    public SocketTransport One { get; }

    public SocketTransport Other { get; }

    public void Dispose()
    {
        One.Dispose();
        Other.Dispose();
    }
}
