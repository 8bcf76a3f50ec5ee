using System.Diagnostics;
using Cells.Connections;
using Cells.Directories;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Transports;

/// <summary>Who reaches a cell.</summary>
public class AccessTests
{
    private const UnixFileMode Everyone = (UnixFileMode)0x1FF;
    private const int Nobody = 65534;

    [Fact]
    public void Run_directory_is_its_owners_only_whatever_it_was_before()
    {
        using TemporaryDirectory directory = new();
        CellDirectory cell = CellDirectory.At(directory.Path);
        Directory.CreateDirectory(cell.RunPath, Everyone);
        File.SetUnixFileMode(cell.RunPath, Everyone);

        cell.CreateRunDirectory();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(cell.RunPath));
    }

    [Fact]
    public async Task Stranger_is_told_why_it_is_not_served()
    {
        await using TestServer server = new();
        (InMemoryTransport client, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task refusing = server.Server.RefuseStrangerAsync(serverEnd, new PeerCredentials(77, 4_000_000_000));
        Hello hello = new() { Purpose = HelloPurpose.Call, Contract = EchoCell.TestContract.Name, Fingerprint = EchoCell.TestContract.Fingerprint };

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await ClientHandshake.GreetAsync(client, hello, CancellationToken.None));

        await refusing;
        Assert.Equal((CellStatus.PermissionDenied, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.Contains($"runs as ({LibC.EffectiveUser})", error.Message, StringComparison.Ordinal);
        Assert.Contains("runs as user 4000000000", error.Message, StringComparison.Ordinal);
        Assert.Contains(server.Log.Entries, static entry => entry.Message.Contains("process 77 runs as user 4000000000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Strangers_who_say_nothing_take_no_places_from_others()
    {
        ManualClock clock = new();
        await using TestServer server = new(new CellLimits { MaxConnections = 1 }, clock);
        List<Task> refusing = [];
        for (int i = 0; i < 100; i++)
        {
            (_, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
            refusing.Add(server.Server.RefuseStrangerAsync(serverEnd, new PeerCredentials(77, 4_000_000_000)));
        }

        await using EchoClient client = server.CreateClient();
        Assert.Equal(3, await client.AddAsync(1, 2));
        clock.Advance(TimeSpan.FromSeconds(6));
        await Task.WhenAll(refusing);
    }

    /// <summary>As root: a process of another user, which the kernel vouches for. Otherwise the one user there is, who is let in.</summary>
    [Theory]
    [InlineData(false, "may not be used by this user")]
    [InlineData(true, "takes calls of the user that it runs as")]
    public async Task Process_of_another_user_is_refused(bool opensTheModes, string reason)
    {
        using TemporaryDirectory directory = new();
        string run = Directory.CreateDirectory(Path.Combine(directory.Path, "run")).FullName;
        await using TestServer server = new(socketPath: Path.Combine(run, "cell.sock"));
        File.SetUnixFileMode(directory.Path, Everyone);
        File.SetUnixFileMode(run, opensTheModes ? Everyone : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (opensTheModes)
        {
            File.SetUnixFileMode(server.SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
                | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        }

        bool isRoot = LibC.EffectiveUser == 0;
        string answer = await CallFromProcessAsync(server.SocketPath, isRoot ? Nobody : null);

        if (isRoot)
        {
            Assert.Contains($"{CellStatus.PermissionDenied} {CallOutcome.NotExecuted}", answer, StringComparison.Ordinal);
            Assert.Contains(reason, answer, StringComparison.Ordinal);
            Assert.Equal(0, server.Cell.Handled);
        }
        else
        {
            Assert.Equal("3", answer.Trim());
        }
    }

    /// <summary>As root: a process of another user, in a directory that is not its own. Otherwise the one user there is, who is trusted.</summary>
    [Fact]
    public async Task Server_of_another_user_is_not_called()
    {
        using TemporaryDirectory directory = new();
        File.SetUnixFileMode(directory.Path, Everyone);
        string socket = directory.File("cell.sock");
        bool isRoot = LibC.EffectiveUser == 0;
        using Process server = Start(isRoot ? Nobody : null, Program.ListenArgument, socket);
        try
        {
            Assert.Equal("listening", await server.StandardOutput.ReadLineAsync());
            ValueTask<SocketTransport> connecting = UnixSocketConnector.ConnectAsync(socket, 4096, TimeProvider.System, CancellationToken.None);
            if (isRoot)
            {
                CellException error = await Assert.ThrowsAsync<CellException>(async () => await connecting);
                Assert.Equal((CellStatus.PermissionDenied, CallOutcome.NotExecuted), (error.Status, error.Outcome));
                Assert.Contains($"the process {server.Id} that listens there runs as user {Nobody}", error.Message, StringComparison.Ordinal);
            }
            else
            {
                using SocketTransport connected = await connecting;
                Assert.Equal(LibC.EffectiveUser, connected.Peer?.User);
            }
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    private static async Task<string> CallFromProcessAsync(string socketPath, int? user)
    {
        using Process process = Start(user, Program.CallArgument, socketPath);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return answer.Length > 0 ? answer : throw new InvalidOperationException(await errors);
    }

    private static Process Start(int? user, params string[] arguments)
    {
        string[] program = [CellProcess.DotNet, Path.Combine(AppContext.BaseDirectory, "Cells.Runtime.Tests.dll"), .. arguments];
        string[] command = user is null ? program : ["setpriv", $"--reuid={user}", $"--regid={user}", "--clear-groups", .. program];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
