using System.Diagnostics;
using System.Net.Sockets;
using Cells.Connections;

namespace Cells.Start.Driver;

/// <summary>Waits for the first sign of life of a program that has just been started.</summary>
internal static class FirstReply
{
    private static readonly byte[] Request = new byte[16];

    /// <summary>Sends 16 bytes and waits for them.</summary>
    public static async Task Echo(Process process, Scratch scratch)
    {
        using Socket socket = await ConnectAsync(process, scratch.Socket);
        await socket.SendAsync(Request);
        await socket.ReceiveAsync(new byte[16]);
    }

    /// <summary>Calls the cell with 16 bytes.</summary>
    public static async Task Call(Process process, Scratch scratch)
    {
        // A cell's socket is there when it listens.
        WaitForFile(process, scratch.CellSocket);
        await using StarterClient client = new(CellChannel.ForDirectory(scratch.Path, StarterContract.Contract, StarterClient.ReadError));
        await client.EchoAsync(Request);
    }

    /// <summary>Asks by HTTP.</summary>
    public static async Task Http(Process process, Scratch scratch)
    {
        using Socket socket = await ConnectAsync(process, scratch.Socket);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: start\r\n\r\n"u8.ToArray());
        await socket.ReceiveAsync(new byte[1024]);
    }

    /// <summary>Waits for a line of output that starts with "started".</summary>
    public static async Task Line(Process process, Scratch _)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("started", StringComparison.Ordinal))
        {
        }
    }

    private static async Task<Socket> ConnectAsync(Process process, string path)
    {
        while (true)
        {
            WaitForFile(process, path);
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                return socket;
            }
            catch (SocketException)
            {
                // Bound, and not listening yet.
                socket.Dispose();
            }
        }
    }

    private static void WaitForFile(Process process, string path)
    {
        while (!File.Exists(path))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{string.Join(' ', process.StartInfo.ArgumentList)} ended with {process.ExitCode}");
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(0.3));
        }
    }
}
