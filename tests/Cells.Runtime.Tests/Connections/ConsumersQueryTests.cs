using System.Net.Sockets;
using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Transports;

namespace Cells.Runtime.Tests.Connections;

/// <summary>Asking a running cell who calls it.</summary>
public sealed class ConsumersQueryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Answer_lists_who_is_connected_and_who_was_with_records()
    {
        await using TestServer server = new(consumersOf: _directory.Path);
        ConsumerRecord record = TestConsumers.Record();
        await using EchoClient connected = server.CreateClient(record);
        await using EchoClient twice = server.CreateClient(record);
        await using (EchoClient gone = server.CreateClient(name: "gone"))
        {
            await gone.AddAsync(1, 2);
        }

        await connected.AddAsync(1, 2);
        await twice.AddAsync(1, 2);
        await server.WaitUntilGoneAsync("gone");
        ConsumerList answer = await CellConsumersQuery.AskAsync(server.SocketPath, Patience);

        Assert.Equal(["gone 0", "shop 2"], answer.Consumers.Select(consumer => $"{consumer.Name} {consumer.Instances}"));
        Assert.Equal(record, answer.Consumers[1].Build.Record);
    }

    [Fact]
    public async Task Cell_that_remembers_nobody_answers_with_an_empty_list()
    {
        await using TestServer server = new();
        Assert.Empty((await CellConsumersQuery.AskAsync(server.SocketPath, Patience)).Consumers);
    }

    [Fact]
    public async Task Cell_of_the_first_version_is_named_as_one_that_does_not_know()
    {
        using TemporaryDirectory directory = new();
        Task serving = ServeOnceAsync(directory.File("cell.sock"), _ => Task.CompletedTask, out string path);

        CellException error = await Assert.ThrowsAsync<CellException>(() => CellConsumersQuery.AskAsync(path, Patience));
        await serving;

        Assert.Equal(CellStatus.Unimplemented, error.Status);
        Assert.Contains("'fake' 0.0.0 was built with a version of Cells that does not know its consumers", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\": 2, \"consumers\": []}")]
    [InlineData("{\"format\": 1, \"consumers\": [{\"name\": \"../../etc\"}]}")]
    public async Task Answer_that_is_no_list_is_a_protocol_failure(string document)
    {
        using TemporaryDirectory directory = new();
        Task serving = ServeOnceAsync(
            directory.File("cell.sock"),
            async transport => await FrameExchange.SendAsync(transport.Output, FrameType.Consumers, System.Text.Encoding.UTF8.GetBytes(document), CancellationToken.None),
            out string path);

        CellException error = await Assert.ThrowsAsync<CellException>(() => CellConsumersQuery.AskAsync(path, Patience));
        await serving;

        Assert.Equal(CellStatus.DataLoss, error.Status);
    }

    [Fact]
    public async Task Silent_listener_ends_the_question_in_time()
    {
        using TemporaryDirectory directory = new();
        using CellListener silent = CellListener.Bind(directory.File("cell.sock"));
        CellException error = await Assert.ThrowsAsync<CellException>(
            () => CellConsumersQuery.AskAsync(directory.File("cell.sock"), TimeSpan.FromMilliseconds(50)));
        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
    }

    [Fact]
    public async Task Schema_that_is_not_kept_is_null()
    {
        await using TestServer server = new(consumersOf: _directory.Path);
        Assert.Null(await CellConsumersQuery.AskSchemaAsync(server.SocketPath, new string('f', 64), Patience));
        Assert.Null(await CellConsumersQuery.AskSchemaAsync(server.SocketPath, "../../cell", Patience));
    }

    [Fact]
    public async Task Schema_of_another_fingerprint_than_asked_for_is_null()
    {
        using TemporaryDirectory directory = new();
        Task serving = ServeOnceAsync(
            directory.File("cell.sock"),
            async transport => await FrameExchange.SendAsync(
                transport.Output, FrameType.Schema, System.Text.Encoding.UTF8.GetBytes(SchemaDocument.Write(Schema.Tests.Contract.Of())), CancellationToken.None),
            out string path);

        Assert.Null(await CellConsumersQuery.AskSchemaAsync(path, new string('f', 64), Patience));
        await serving;
    }

    /// <summary>A cell that welcomes one client, sends something or nothing, and closes.</summary>
    private static Task ServeOnceAsync(string socketPath, Func<SocketTransport, Task> answer, out string path)
    {
        path = socketPath;
        CellListener listener = CellListener.Bind(socketPath);
        return ServeAsync();

        async Task ServeAsync()
        {
            using (listener)
            {
                Socket socket = await listener.Socket.AcceptAsync();
                using SocketTransport transport = new(socket, Protocol.BufferFor(1024));
                await FrameExchange.ReceiveAsync(transport.Input, Protocol.MaxHandshakeFrame, CancellationToken.None);
                using PayloadBuffer welcome = PayloadBuffer.Rent();
                new Welcome { ServerName = "fake", ServerVersion = "0.0.0", Contract = "A.B", Fingerprint = new string('a', 64), Incarnation = Guid.NewGuid() }.Write(welcome);
                await FrameExchange.SendAsync(transport.Output, FrameType.Welcome, welcome.WrittenMemory, CancellationToken.None);
                await answer(transport);
            }
        }
    }
}
