using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cells.Connections;
using Cells.Directories;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports.SharedMemory;
using Cells.Wire;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>Bytes that are read where the peer has put them.</summary>
public class LeasedMemoryTests
{
    [Fact]
    public async Task Leased_result_lies_in_memory_until_it_is_released()
    {
        await using SharedLink link = new();
        await link.OpenAsync();
        byte[] bytes = SharedLink.Bytes(1_000_000);
        using ResultLease lease = new();
        for (int i = 0; i < 5; i++)
        {
            ReadOnlyMemory<byte> result = await link.Client.EchoLeasedAsync(bytes, lease);
            Assert.True(MemoryMarshal.TryGetMemoryManager(result, out StoredBody? _));
            Assert.Equal(bytes, result.ToArray());
            using (result.Pin())
            {
                lease.Release();
            }

            Assert.Throws<ObjectDisposedException>(() => result.Span.Length);
            Assert.Throws<ObjectDisposedException>(() => result.Pin());
        }

        await link.CloseAsync();
        Assert.Equal((5, 5), (link.ClientEnd.Count(FrameType.Stored), link.ServerEnd.Count(FrameType.Stored)));
    }

    [Fact]
    public async Task Result_that_takes_all_memory_sends_the_next_ones_over_the_socket_until_it_is_released()
    {
        await using SharedLink link = new();
        await link.OpenAsync();
        byte[] bytes = SharedLink.Bytes(1_000_000);
        using ResultLease lease = new();
        ReadOnlyMemory<byte> held = await link.Client.EchoLeasedAsync(bytes, lease);
        for (int i = 0; i < 3; i++)
        {
            using ResultLease other = new();
            Assert.Equal(bytes, (await link.Client.EchoLeasedAsync(bytes, other)).ToArray());
            Assert.Equal(200_000, (await link.Client.EchoAsync(SharedLink.Text(200_000))).Length);
        }

        Assert.Equal(bytes, held.ToArray());
        lease.Release();
        ReadOnlyMemory<byte> again = await link.Client.EchoLeasedAsync(bytes, lease);
        Assert.True(MemoryMarshal.TryGetMemoryManager(again, out StoredBody? _));
    }

    [Fact]
    public async Task Result_that_is_larger_than_the_memory_is_leased_all_the_same()
    {
        await using SharedLink link = new();
        await link.OpenAsync();
        byte[] bytes = SharedLink.Bytes(5_000_000);
        using ResultLease lease = new();
        ReadOnlyMemory<byte> first = await link.Client.EchoLeasedAsync(bytes, lease);
        ReadOnlyMemory<byte> second = await link.Client.EchoLeasedAsync(bytes, lease);
        Assert.Equal(bytes, first.ToArray());
        Assert.Equal(bytes, second.ToArray());
    }

    [Fact]
    public async Task Lease_that_is_forgotten_gives_its_room_back_when_it_is_collected()
    {
        await using SharedLink link = new() { Forgotten = 1 };
        await link.OpenAsync();
        byte[] bytes = SharedLink.Bytes(1_000_000);
        await ForgetAsync(link, bytes);
        using ResultLease lease = new();
        await Condition.WaitAsync(async () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            lease.Release();
            return MemoryMarshal.TryGetMemoryManager(await link.Client.EchoLeasedAsync(bytes, lease), out StoredBody? _);
        });
    }

    [Fact]
    public async Task Leased_result_can_be_read_when_its_connection_has_ended()
    {
        SharedLink link = new();
        await link.OpenAsync();
        byte[] bytes = SharedLink.Bytes(500_000);
        ResultLease lease = new();
        ReadOnlyMemory<byte> result = await link.Client.EchoLeasedAsync(bytes, lease);
        await link.CloseAsync();

        Assert.Equal(bytes, result.ToArray());
        Assert.Equal(1, link.ClientQuota.Taken);
        lease.Dispose();
        await link.DisposeAsync();
    }

    [Fact]
    public async Task Leased_result_can_be_read_when_its_server_was_killed()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("[cell]\nname = \"echo\"\n");
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path);
        await using EchoClient client = new(CellChannel.ForSocket(
            CellDirectory.At(directory.Path).SocketPath, EchoCell.TestContract, EchoClient.ReadError));
        byte[] bytes = SharedLink.Bytes(500_000);
        using ResultLease lease = new();
        ReadOnlyMemory<byte> result;
        do
        {
            lease.Release();
            result = await client.EchoLeasedAsync(bytes, lease);
        }
        while (!MemoryMarshal.TryGetMemoryManager(result, out StoredBody? _));
        ulong memory = OpenMemory.FindShared(process.Id)!.Value;

        process.Kill();

        await Condition.WaitAsync(async () => await FailsAsync(client));
        Assert.Equal(bytes, result.ToArray());
        Assert.Equal(1, OpenMemory.CountMappings(memory));
        lease.Dispose();
        await Condition.WaitAsync(() => OpenMemory.CountMappings(memory) == 0);
        Assert.Equal(0, OpenMemory.CountDescriptors(memory));
    }

    [Fact]
    public async Task Leased_request_is_let_go_when_its_client_was_killed()
    {
        await using TestServer server = new();
        ProcessStartInfo start = new(CellProcess.DotNet, [Path.Combine(AppContext.BaseDirectory, "Cells.Runtime.Tests.dll"), Program.LendArgument, server.SocketPath])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Assert.Equal("lending", await process.StandardOutput.ReadLineAsync());
            await server.Cell.WaitForWaitersAsync(1);
            ulong memory = OpenMemory.FindShared(process.Id)!.Value;
            Assert.Equal(1, OpenMemory.CountMappings(memory));

            process.Kill();

            await Condition.WaitAsync(() => OpenMemory.CountMappings(memory) == 0 && server.Server.ConnectionCount == 0);
            await server.Cell.Cancelled.Task;
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Client_that_writes_over_a_leased_request_changes_what_the_handler_reads_and_nothing_else()
    {
        await using TestServer server = new();
        using SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.OpenAsync();
        SharedDirection direction = SharedLayout.Direction(isToServer: true);
        byte[] request = Request(SharedLink.Bytes(100_000));
        peer.Write(direction.Store, request);
        await peer.SendStoredAsync(new StoredRange(0, 0, request.Length));
        await peer.SendAsync(FrameType.Request, [], 1, call: 9);
        await server.Cell.WaitForWaitersAsync(1);
        Assert.Equal(0UL, peer.Released(direction));

        // Also its length, which was read once.
        peer.Write(direction.Store, [.. Enumerable.Repeat((byte)0xEE, request.Length)]);
        server.Cell.Open();

        StoredRange answer = StoredRange.Read(await peer.ReceiveAsync(FrameType.Stored));
        Assert.Equal(request.Length, answer.Length);
        await peer.ReceiveAsync(FrameType.Response);
        byte[] echoed = peer.Read(SharedLayout.Direction(isToServer: false).Store + answer.Offset, answer.Length);
        Assert.Equal(100_000, BitConverter.ToInt32(echoed));
        Assert.All(echoed.Skip(sizeof(int)), static value => Assert.Equal(0xEE, value));
        await Condition.WaitAsync(() => peer.Released(direction) == (ulong)request.Length);
    }

    [Fact]
    public async Task Call_with_a_lease_that_has_ended_fails()
    {
        await using SharedLink link = new();
        ResultLease lease = new();
        lease.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => link.Client.EchoLeasedAsync([1, 2, 3], lease).AsTask());
        Assert.Equal(3, await link.Client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Leased_results_over_the_socket_stay_as_they_are_while_others_come()
    {
        await using TestServer server = new(new() { SharedMemory = false });
        await using EchoClient client = server.CreateClient();
        using ResultLease lease = new();
        byte[][] sent = [.. Enumerable.Range(0, 20).Select(static i => SharedLink.Bytes(1 + (i * 10_000)))];
        ReadOnlyMemory<byte>[] results = await Task.WhenAll(sent.Select(bytes => client.EchoLeasedAsync(bytes, lease).AsTask()));
        Assert.Equal(sent, results.Select(static result => result.ToArray()));
        lease.Release();
        Assert.Equal(SharedLink.Text(100_000), await client.EchoAsync(SharedLink.Text(100_000)));
    }

    private static async Task<bool> FailsAsync(EchoClient client)
    {
        try
        {
            await client.AddAsync(1, 2);
            return false;
        }
        catch (CellException)
        {
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ForgetAsync(SharedLink link, byte[] bytes)
    {
        ReadOnlyMemory<byte> forgotten = await link.Client.EchoLeasedAsync(bytes, new ResultLease());
        Assert.True(MemoryMarshal.TryGetMemoryManager(forgotten, out StoredBody? _));
    }

    private static byte[] Request(byte[] bytes)
    {
        ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        ArrayCodec<byte, ByteCodec>.Write(ref writer, bytes);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
