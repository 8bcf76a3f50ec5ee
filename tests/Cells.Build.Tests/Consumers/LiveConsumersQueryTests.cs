using System.Net.Sockets;

namespace Cells.Build.Tests;

public sealed class LiveConsumersQueryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryDirectory _directory = new();

    public LiveConsumersQueryTests() => Directory.CreateDirectory(_directory.File("run/public"));

    [Fact]
    public async Task Directory_without_a_process_has_nobody_connected_even_with_a_socket_left_behind()
    {
        using Socket listener = Listen();
        File.WriteAllText(_directory.File("run/lock"), string.Empty);

        Assert.IsType<LiveConsumers.NotRunning>(await LiveConsumersQuery.AskAsync(_directory.Path, Patience));
    }

    [Fact]
    public async Task Process_that_holds_the_lock_and_does_not_listen_is_silent()
    {
        using FileStream held = Hold();

        Assert.NotEmpty(Assert.IsType<LiveConsumers.Silent>(await LiveConsumersQuery.AskAsync(_directory.Path, Patience)).Reason);
    }

    [Fact]
    public async Task Process_that_accepts_and_never_answers_is_silent_when_the_budget_is_spent()
    {
        using FileStream held = Hold();
        using Socket listener = Listen();

        LiveConsumers answer = await LiveConsumersQuery.AskAsync(_directory.Path, TimeSpan.FromMilliseconds(50));

        Assert.NotEmpty(Assert.IsType<LiveConsumers.Silent>(answer).Reason);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("")]
    public async Task Process_that_answers_something_else_is_silent(string answer)
    {
        using FileStream held = Hold();
        using Socket listener = Listen();
        Task serving = ServeAsync(listener, answer);

        Assert.NotEmpty(Assert.IsType<LiveConsumers.Silent>(await LiveConsumersQuery.AskAsync(_directory.Path, Patience)).Reason);
        await serving;
    }

    public void Dispose() => _directory.Dispose();

    private static async Task ServeAsync(Socket listener, string answer)
    {
        using Socket peer = await listener.AcceptAsync();
        // Only after the question: a socket closed with bytes unread may take the answer with it.
        await peer.ReceiveAsync(new byte[64 * 1024]);
        if (answer.Length > 0)
        {
            await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        }
    }

    private FileStream Hold() => new(_directory.File("run/lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

    private Socket Listen()
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_directory.File("run/public/cell.sock")));
        listener.Listen();
        return listener;
    }
}
