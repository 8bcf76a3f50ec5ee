// What a program with a Unix socket costs at the least: it says that it listens, and echoes.
using System.Net.Sockets;

Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
listener.Bind(new UnixDomainSocketEndPoint(args[0]));
listener.Listen();
Console.Out.WriteLine($"listens at {args[0]}");
byte[] buffer = new byte[64 * 1024];
while (true)
{
    using Socket client = await listener.AcceptAsync();
    for (int count; (count = await client.ReceiveAsync(buffer)) > 0;)
    {
        await client.SendAsync(buffer.AsMemory(0, count));
    }
}
