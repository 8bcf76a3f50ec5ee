using System.Runtime.InteropServices;
using Cells.Framing;
using Cells.Transports.SharedMemory;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Win32.SafeHandles;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

public sealed class RingTests : IDisposable
{
    private static readonly SharedDirection Direction = SharedLayout.Direction(isToServer: false);

    private readonly SharedMapping _sending;
    private readonly SharedMapping _receiving;

    public RingTests()
    {
        SharedMemoryQuota quota = new(2);
        (_sending, SafeFileHandle file) = SharedMapping.Create(quota);
        _receiving = SharedMapping.Open(file, quota);
        file.Dispose();
    }

    public void Dispose()
    {
        _sending.Dispose();
        _receiving.Dispose();
    }

    [Fact]
    public void What_is_written_is_what_is_read_in_whatever_pieces() =>
        Prop.ForAll<int>(seed =>
        {
            (SharedMapping mapping, SafeFileHandle file) = SharedMapping.Create(new SharedMemoryQuota(1));
            file.Dispose();
            using (mapping)
            {
                Random random = new(seed);
                RingWriter writer = new(mapping, Direction);
                RingReader reader = new(mapping, Direction);
                byte[] sent = new byte[500_000];
                random.NextBytes(sent);
                byte[] received = new byte[sent.Length];
                int written = 0;
                int read = 0;
                while (read < sent.Length)
                {
                    int piece = random.Next(Math.Min(sent.Length - written, 100_000) + 1);
                    written += writer.Write(sent.AsSpan(written, piece), out _);
                    Assert.InRange(written - read, 0, SharedLayout.StreamSize);
                    read += reader.Read(received.AsSpan(read, random.Next(Math.Min(sent.Length - read, 100_000) + 1)));
                }

                return sent.AsSpan().SequenceEqual(received) && !reader.HasBytes;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Reader_that_sleeps_is_woken_once()
    {
        RingWriter writer = new(_sending, Direction);
        RingReader reader = new(_receiving, Direction);
        writer.Write([1], out bool mustWake);
        Assert.False(mustWake);
        Assert.False(reader.TrySleep());
        Assert.Equal(1, reader.Read(new byte[10]));
        Assert.True(reader.TrySleep());
        writer.Write([2], out mustWake);
        Assert.True(mustWake);
        writer.Write([3], out mustWake);
        Assert.False(mustWake);
        Assert.True(reader.Spin(0));
        reader.Wake();
        writer.Write([4], out mustWake);
        Assert.False(mustWake);
    }

    [Fact]
    public async Task No_wake_up_is_lost_between_a_reader_that_falls_asleep_and_a_writer()
    {
        const int Count = 200_000;
        RingWriter writer = new(_sending, Direction);
        RingReader reader = new(_receiving, Direction);
        using SemaphoreSlim socket = new(0);
        Task writing = Task.Run(() =>
        {
            for (int i = 0; i < Count;)
            {
                byte[] bytes = BitConverter.GetBytes(i);
                if (writer.Write(bytes, out bool mustWake) == bytes.Length)
                {
                    i++;
                }

                if (mustWake)
                {
                    socket.Release();
                }
            }
        });

        byte[] next = new byte[sizeof(int)];
        for (int i = 0; i < Count; i++)
        {
            while (!reader.HasBytes)
            {
                if (reader.TrySleep())
                {
                    Assert.True(await socket.WaitAsync(TimeSpan.FromSeconds(60)), $"nothing came after {i}");
                }
            }

            Assert.Equal(next.Length, reader.Read(next));
            Assert.Equal(i, BitConverter.ToInt32(next));
        }

        await writing;
    }

    [Theory]
    [InlineData((ulong)SharedLayout.StreamSize + 1)]
    [InlineData(ulong.MaxValue)]
    public void Reader_believes_no_peer_that_wrote_more_than_there_is_room_for(ulong written)
    {
        RingReader reader = new(_receiving, Direction);
        Write(Direction.Written, written);
        Assert.Throws<CellProtocolException>(() => reader.Read(new byte[10]));
    }

    [Theory]
    [InlineData(0UL, 101UL)]
    [InlineData(0UL, ulong.MaxValue)]
    [InlineData(50UL, 49UL)]
    public void Writer_believes_no_peer_that_read_what_it_cannot_have(ulong first, ulong second)
    {
        RingWriter writer = new(_sending, Direction);
        Assert.Equal(100, writer.Write(new byte[100], out _));
        Write(Direction.Read, first);
        Assert.Equal(0, writer.Write([], out _));
        Write(Direction.Read, second);
        Assert.Throws<CellProtocolException>(() => writer.Write([1], out _));
    }

    [Fact]
    public void Nothing_is_written_or_read_once_the_memory_is_gone()
    {
        RingWriter writer = new(_sending, Direction);
        RingReader reader = new(_receiving, Direction);
        Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Write([1], out _));
        Assert.Throws<ObjectDisposedException>(() => reader.Read(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => reader.TrySleep());
    }

    private void Write(int offset, ulong value)
    {
        using SharedAccess access = _receiving.Access();
        MemoryMarshal.Write(access.Slice(offset, sizeof(ulong)), value);
    }
}
