using System.Net.Sockets;
using Cells.Nucleus.Listening;
using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Listening;

public sealed class PublicSocketTests : IDisposable
{
    private readonly TemporaryCell _cell = new();

    public PublicSocketTests() => _cell.Directory.CreateRunDirectory();

    public void Dispose() => _cell.Dispose();

    [Fact]
    public async Task Caller_is_noticed_once_and_left_in_the_queue()
    {
        using PublicSocket socket = PublicSocket.Bind(_cell.Directory);
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        using IDisposable watch = socket.Watch(() =>
        {
            Interlocked.Increment(ref calls);
            called.TrySetResult();
        });

        using Socket first = await ConnectAsync();
        await called.Task.WaitAsync(TimeSpan.FromMinutes(1));
        using Socket second = await ConnectAsync();

        // Both wait for whoever accepts.
        using Socket listener = new(new SafeSocketHandle(Cells.Transports.LibC.Duplicate(socket.Handle), ownsHandle: true));
        using Socket acceptedFirst = await listener.AcceptAsync();
        using Socket acceptedSecond = await listener.AcceptAsync();
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Watch_that_was_given_up_notices_nobody()
    {
        using PublicSocket socket = PublicSocket.Bind(_cell.Directory);
        bool isCalled = false;
        socket.Watch(() => isCalled = true).Dispose();
        TaskCompletionSource other = new(TaskCreationOptions.RunContinuationsAsynchronously);

        using IDisposable watch = socket.Watch(other.SetResult);
        using Socket caller = await ConnectAsync();
        await other.Task.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.False(isCalled);
    }

    [Fact]
    public void Socket_is_for_its_owner_only_and_replaces_whatever_is_there()
    {
        File.WriteAllText(_cell.Directory.SocketPath, "left by a crash");

        using PublicSocket socket = PublicSocket.Bind(_cell.Directory);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_cell.Directory.SocketPath));
    }

    [Fact]
    public void Unlinking_removes_the_own_file_and_no_successors()
    {
        using PublicSocket first = PublicSocket.Bind(_cell.Directory);
        using PublicSocket second = PublicSocket.Bind(_cell.Directory);

        first.Unlink();
        Assert.True(File.Exists(_cell.Directory.SocketPath));
        second.Unlink();
        Assert.False(File.Exists(_cell.Directory.SocketPath));
        second.Unlink();
    }

    private async Task<Socket> ConnectAsync()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_cell.Directory.SocketPath));
        return socket;
    }
}
