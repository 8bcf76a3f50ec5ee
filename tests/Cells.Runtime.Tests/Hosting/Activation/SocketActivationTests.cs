using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting.Activation;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Hosting.Activation;

/// <summary>Cells that systemd's own tool starts, with a socket that it listens at.</summary>
public sealed class SocketActivationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new TemporaryDirectory().WithManifest("");
    private readonly CellDirectory _cell;

    public SocketActivationTests()
    {
        _cell = CellDirectory.At(_directory.Path);
        _cell.CreateRunDirectory();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task First_caller_starts_the_cell_which_tells_when_it_is_ready_and_when_it_stops()
    {
        string notifications = _directory.File("notify.sock");
        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(notifications));
        using Process process = Activate(_cell.SocketPath, $"{ServiceNotifier.Variable}={notifications}");
        try
        {
            await Condition.WaitAsync(() => File.Exists(_cell.SocketPath));
            Assert.False(CellState.IsRunning(_cell));

            await using (EchoClient client = CreateClient())
            {
                Assert.Equal(3, await client.AddAsync(1, 2));
            }

            Assert.StartsWith("READY=1\nSTATUS=serves ", await ReceiveAsync(manager), StringComparison.Ordinal);
            // The process that waited has become the cell.
            Assert.Equal(process.Id, CellState.Read(_cell)!.ProcessId);
            // Closed on exec (octal 2000000): what the cell starts does not listen, too.
            string flags = File.ReadLines($"/proc/{process.Id}/fdinfo/3").First(static line => line.StartsWith("flags:", StringComparison.Ordinal));
            Assert.Matches(@"^flags:\s+02\d{6}$", flags);

            using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync();
            }

            await process.WaitForExitAsync();
            Assert.StartsWith("STOPPING=1\n", await ReceiveAsync(manager), StringComparison.Ordinal);
            Assert.Equal(0, process.ExitCode);
            Assert.Equal([_cell.SocketPath], Directory.GetFileSystemEntries(_cell.PublicPath));
            Assert.False(File.Exists(_cell.StatePath));
        }
        finally
        {
            End(process);
        }
    }

    [Fact]
    public async Task Cell_does_not_start_with_a_socket_of_another_place()
    {
        string elsewhere = _directory.File("elsewhere.sock");
        using Process process = Activate(elsewhere);
        try
        {
            await Condition.WaitAsync(() => File.Exists(elsewhere));
            using Socket caller = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await caller.ConnectAsync(new UnixDomainSocketEndPoint(elsewhere));

            Assert.Contains($"listens at '{elsewhere}'", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
            await process.WaitForExitAsync();
            Assert.Equal(1, process.ExitCode);
        }
        finally
        {
            End(process);
        }
    }

    [Fact]
    public async Task Manager_that_does_not_listen_keeps_no_cell_from_serving()
    {
        ProcessStartInfo start = new(CellProcess.DotNet, [Path.Combine(AppContext.BaseDirectory, "Cells.Runtime.Tests.dll")]) { RedirectStandardOutput = true };
        start.Environment[CellDirectory.Variable] = _directory.Path;
        start.Environment[ServiceNotifier.Variable] = "@cells-nobody-listens-here";
        using Process process = Process.Start(start)!;
        try
        {
            string line;
            do
            {
                line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the cell ended");
            }
            while (!line.Contains("The service manager was not told READY: @cells-nobody-listens-here", StringComparison.Ordinal));

            await using EchoClient client = CreateClient();
            Assert.Equal(3, await client.AddAsync(1, 2));
        }
        finally
        {
            End(process);
        }
    }

    private Process Activate(string socket, params string[] variables)
    {
        string[] environment = [$"{CellDirectory.Variable}={_directory.Path}", .. variables];
        ProcessStartInfo start = new(
            "systemd-socket-activate",
            ["--listen", socket, .. environment.Select(static variable => $"--setenv={variable}"), CellProcess.DotNet, Path.Combine(AppContext.BaseDirectory, "Cells.Runtime.Tests.dll")])
        {
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private EchoClient CreateClient() => new(CellChannel.ForDirectory(_directory.Path, EchoCell.TestContract, EchoClient.ReadError));

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using CancellationTokenSource overdue = new(TimeSpan.FromMinutes(1));
        byte[] buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, SocketFlags.None, overdue.Token));
    }

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
