using System.Buffers;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports;
using Microsoft.Win32.SafeHandles;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>Descriptors beside the bytes of a Unix socket.</summary>
public class DescriptorTests
{
    [Fact]
    public async Task Descriptor_comes_with_the_bytes_that_it_was_sent_with()
    {
        using SocketPair pair = new();
        using SafeFileHandle sent = LibC.CreateSealedMemory("cells-test", 4096);
        ReaderOf(pair.Other).ExpectDescriptor();
        Task<byte[]> before = ReadAsync(pair.Other, 5);
        await pair.One.Output.WriteAsync("first"u8.ToArray());
        Assert.Equal("first"u8.ToArray(), await before);
        Assert.Null(ReaderOf(pair.Other).TakeDescriptor());

        ReaderOf(pair.Other).ExpectDescriptor();
        Task<byte[]> with = ReadAsync(pair.Other, 6);
        WriterOf(pair.One).Attach(sent);
        await pair.One.Output.WriteAsync("second"u8.ToArray());
        Assert.Equal("second"u8.ToArray(), await with);
        using SafeFileHandle? received = ReaderOf(pair.Other).TakeDescriptor();
        Assert.NotNull(received);
        Assert.Equal(OpenMemory.Identify(sent), OpenMemory.Identify(received));

        await pair.One.Output.WriteAsync("third"u8.ToArray());
        Assert.Equal("third"u8.ToArray(), await ReadAsync(pair.Other, 5));
    }

    [Fact]
    public async Task Descriptor_that_nobody_expects_is_closed()
    {
        using SocketPair pair = new();
        using SafeFileHandle sent = LibC.CreateSealedMemory("cells-test", 4096);
        ulong inode = OpenMemory.Identify(sent);
        WriterOf(pair.One).Attach(sent);
        await pair.One.Output.WriteAsync("bytes"u8.ToArray());
        Assert.Equal("bytes"u8.ToArray(), await ReadAsync(pair.Other, 5));
        Assert.Equal(1, OpenMemory.CountDescriptors(inode));
    }

    [Fact]
    public async Task Descriptor_that_nobody_takes_is_closed_with_the_connection()
    {
        using SocketPair pair = new();
        using SafeFileHandle sent = LibC.CreateSealedMemory("cells-test", 4096);
        ulong inode = OpenMemory.Identify(sent);
        ReaderOf(pair.Other).ExpectDescriptor();
        Task<byte[]> read = ReadAsync(pair.Other, 5);
        WriterOf(pair.One).Attach(sent);
        await pair.One.Output.WriteAsync("bytes"u8.ToArray());
        await read;
        Assert.Equal(2, OpenMemory.CountDescriptors(inode));
        pair.Other.Input.Complete();
        Assert.Equal(1, OpenMemory.CountDescriptors(inode));
    }

    [Fact]
    public async Task Second_descriptor_is_closed_and_ends_the_connection()
    {
        using SocketPair pair = new();
        using SafeFileHandle sent = LibC.CreateSealedMemory("cells-test", 4096);
        ulong inode = OpenMemory.Identify(sent);
        ReaderOf(pair.Other).ExpectDescriptor();
        Assert.Equal(5, LibC.Send(pair.One.Direct!.Handle, "bytes"u8, sent));
        Assert.Equal("bytes"u8.ToArray(), await ReadAsync(pair.Other, 5));
        Assert.Equal(5, LibC.Send(pair.One.Direct!.Handle, "bytes"u8, sent));
        await Assert.ThrowsAsync<CellProtocolException>(() => ReadAsync(pair.Other, 5));
        pair.Other.Input.Complete();
        Assert.Equal(1, OpenMemory.CountDescriptors(inode));
    }

    [Fact]
    public async Task Descriptor_waits_for_a_peer_that_reads_slowly()
    {
        using SocketPair pair = new();
        using SafeFileHandle sent = LibC.CreateSealedMemory("cells-test", 4096);
        byte[] filler = new byte[64 * 1024];
        int filled = 0;
        while (pair.One.Direct!.TrySend(filler) is > 0 and int count)
        {
            filled += count;
        }

        WriterOf(pair.One).Attach(sent);
        Task write = pair.One.Output.WriteAsync("bytes"u8.ToArray()).AsTask();
        ReaderOf(pair.Other).ExpectDescriptor();
        await ReadAsync(pair.Other, filled + 5);
        await write;
        using SafeFileHandle? received = ReaderOf(pair.Other).TakeDescriptor();
        Assert.NotNull(received);
        Assert.Equal(OpenMemory.Identify(sent), OpenMemory.Identify(received));
    }

    [Fact]
    public async Task End_of_the_connection_ends_the_wait_for_a_descriptor()
    {
        using SocketPair pair = new();
        ReaderOf(pair.Other).ExpectDescriptor();
        Task<ReadResult> read = pair.Other.Input.ReadAsync().AsTask();
        pair.One.Dispose();
        Assert.True((await read).IsCompleted);
        Assert.Null(ReaderOf(pair.Other).TakeDescriptor());
    }

    private static SocketPipeReader ReaderOf(SocketTransport transport) => (SocketPipeReader)transport.Input;

    private static SocketPipeWriter WriterOf(SocketTransport transport) => (SocketPipeWriter)transport.Output;

    private static async Task<byte[]> ReadAsync(SocketTransport transport, int count)
    {
        ArrayBufferWriter<byte> bytes = new();
        while (bytes.WrittenCount < count)
        {
            ReadResult result = await transport.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                bytes.Write(segment.Span);
            }

            transport.Input.AdvanceTo(result.Buffer.End);
            Assert.False(result.IsCompleted);
        }

        return bytes.WrittenSpan.ToArray();
    }
}
