using System.Runtime.InteropServices;
using Cells.Framing;
using Cells.Transports.SharedMemory;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Win32.SafeHandles;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

public sealed class StoreTests : IDisposable
{
    private static readonly SharedDirection Direction = SharedLayout.Direction(isToServer: true);

    private readonly SharedMapping _sending;
    private readonly SharedMapping _receiving;

    public StoreTests()
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
    public void What_is_stored_is_what_is_taken_out_in_whatever_order_it_is_released() =>
        Prop.ForAll<int, int>((high, low) =>
        {
            Reset();
            Random random = new((high * 7919) + low);
            StoreSender sender = new(_sending, Direction);
            StoreReceiver receiver = new(_receiving, Direction);
            List<(StoredRange Range, byte[] Bytes)> stored = [];
            for (int i = 0; i < 60; i++)
            {
                byte[] bytes = new byte[1 + random.Next(random.Next(4) == 0 ? SharedLayout.StoreSize : 300_000)];
                bytes.AsSpan().Fill((byte)(i + 1));
                if (random.Next(2) == 0 ? sender.TryStore(bytes, out StoredRange range) : TryWrite(sender, bytes, out range))
                {
                    receiver.Take(range);
                    stored.Add((range, bytes));
                }
                else
                {
                    // An empty store takes everything that is not larger than itself.
                    Assert.NotEmpty(stored);
                }

                while (stored.Count > 0 && random.Next(3) > 0)
                {
                    int next = random.Next(stored.Count);
                    byte[] read = new byte[stored[next].Range.Length];
                    receiver.CopyTo(stored[next].Range, read);
                    Assert.True(stored[next].Bytes.AsSpan().SequenceEqual(read));
                    receiver.Release(stored[next].Range);
                    stored.RemoveAt(next);
                }
            }

            stored.ForEach(left => receiver.Release(left.Range));
            return sender.TryStore(new byte[SharedLayout.StoreSize], out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void More_than_the_store_is_never_stored()
        => Assert.False(new StoreSender(_sending, Direction).TryStore(new byte[SharedLayout.StoreSize + 1], out _));

    [Fact]
    public void Nothing_is_stored_once_closed_or_unmapped()
    {
        StoreSender closed = new(_sending, Direction);
        closed.Close();
        Assert.False(closed.TryStore([1], out _));

        StoreSender unmapped = new(_sending, Direction);
        _sending.Dispose();
        Assert.False(unmapped.TryStore([1], out _));
    }

    [Theory]
    [InlineData(0UL, 100_002UL)]
    [InlineData(0UL, ulong.MaxValue)]
    [InlineData(100_000UL, 99_999UL)]
    public void Sender_believes_no_peer_that_released_what_it_cannot_have(ulong first, ulong second)
    {
        StoreSender sender = new(_sending, Direction);
        Assert.True(sender.TryStore(new byte[100_000], out _));
        Write(first);
        Assert.True(sender.TryStore(new byte[1], out _) || first > 0);
        Write(second);
        Assert.Throws<CellProtocolException>(() => sender.TryStore(new byte[100], out _));
    }

    [Theory]
    [InlineData(0UL, 0, 0)]
    [InlineData(0UL, 0, -1)]
    [InlineData(0UL, -1, 100)]
    [InlineData(0UL, 0, SharedLayout.StoreSize + 1)]
    [InlineData(1UL, 0, SharedLayout.StoreSize)]
    [InlineData(0UL, SharedLayout.StoreSize - 99, 100)]
    [InlineData(0UL, SharedLayout.StoreSize, 100)]
    [InlineData(ulong.MaxValue, 0, 100)]
    [InlineData(ulong.MaxValue - 50, 100, 100)]
    public void Receiver_takes_no_range_outside_of_the_store(ulong start, int skipped, int length)
    {
        StoreReceiver receiver = new(_receiving, Direction);
        StoredRange range = new(start, skipped, length);
        Assert.Throws<CellProtocolException>(() => receiver.CopyTo(range, new byte[Math.Max(0, length)]));
        Assert.Throws<CellProtocolException>(() => receiver.Take(range));
    }

    [Fact]
    public void Receiver_takes_no_range_twice_and_keeps_no_endless_list()
    {
        StoreReceiver receiver = new(_receiving, Direction);
        StoredRange first = new(0, 0, 100);
        receiver.Take(first);
        receiver.Release(first);
        Assert.Throws<CellProtocolException>(() => receiver.Take(first));
        Assert.Throws<CellProtocolException>(() =>
        {
            StoredRange ahead = new(200UL, 0, 100);
            for (int i = 0; i < 2000; i++)
            {
                receiver.Take(ahead);
                receiver.Release(ahead);
            }
        });
    }

    [Fact]
    public void Room_is_one_writers_until_it_is_stored_or_given_up()
    {
        StoreSender sender = new(_sending, Direction);
        using (StoreRoom room = sender.TryReserve(100)!)
        {
            Assert.Null(sender.TryReserve(100));
            Assert.False(sender.TryStore([1, 2, 3], out _));
            room.Span[..70].Fill(7);
            Assert.True(sender.TryStore(room.Span[..70], out StoredRange range));
            Assert.Equal(new StoredRange(0, 0, 70), range);
            Assert.True(sender.TryStore([1, 2, 3], out range));
            Assert.Equal(new StoredRange(70, 0, 3), range);
        }

        using (StoreRoom room = sender.TryReserve(100)!)
        {
            room.Span.Fill(9);
        }

        Assert.True(sender.TryStore([4], out StoredRange next));
        Assert.Equal(new StoredRange(73, 0, 1), next);
        using StoredBody body = new StoreReceiver(_receiving, Direction).TryOpen(new StoredRange(0, 0, 73))!;
        Assert.Equal([.. Enumerable.Repeat((byte)7, 70), 1, 2, 3], body.GetSpan().ToArray());
    }

    [Fact]
    public void Room_of_a_closed_store_is_written_to_and_not_stored()
    {
        StoreSender sender = new(_sending, Direction);
        using StoreRoom room = sender.TryReserve(100)!;
        sender.Close();
        _sending.Dispose();
        room.Span.Fill(1);
        Assert.False(sender.TryStore(room.Span[..50], out _));
    }

    [Fact]
    public void Room_has_what_was_asked_for_and_ends_before_what_is_still_to_be_read()
    {
        StoreSender sender = new(_sending, Direction);
        StoreReceiver receiver = new(_receiving, Direction);
        Assert.True(sender.TryStore(new byte[600_000], out StoredRange first));
        receiver.Take(first);
        Assert.Null(sender.TryReserve(600_000));
        Assert.True(sender.TryStore(new byte[400_000], out _));
        receiver.Release(first);

        // Behind the second there is too little: it goes round, up to the second.
        using StoreRoom room = sender.TryReserve(200_000)!;
        Assert.Equal((0, 600_000), (room.Range.Offset, room.Span.Length));
    }

    [Fact]
    public void Body_is_written_to_the_store_as_far_as_there_is_room()
    {
        SenderStore store = new(new StoreSender(_sending, Direction));
        byte[] bytes = SharedLink.Bytes(SharedLayout.StoreSize);
        using PayloadBuffer small = PayloadBuffer.Rent(store);
        small.Append(bytes.AsSpan(0, 1000));
        Assert.False(store.Sender.TryStore(small.WrittenSpan, out StoredRange range) && store.WasAsked);
        Assert.Equal(bytes.AsSpan(0, 1000), small.WrittenSpan);

        using PayloadBuffer large = PayloadBuffer.Rent(store);
        large.Append(bytes.AsSpan(0, 10));
        large.Append(bytes.AsSpan(10, 500_000));
        Assert.True(store.WasAsked);
        Assert.Equal(bytes.AsSpan(0, 500_010), large.WrittenSpan);
        large.Append(bytes.AsSpan(500_010));
        Assert.Equal(bytes, large.WrittenSpan);
        // It left the store again, which others can use.
        Assert.True(store.Sender.TryStore(new byte[1000], out range));
    }

    [Fact]
    public void Random_ranges_are_taken_or_refused() =>
        Prop.ForAll<ulong, int, int>((start, skipped, length) =>
        {
            StoredRange range = new(start, skipped, length);
            try
            {
                StoreReceiver.Check(range);
                new StoreReceiver(_receiving, Direction).CopyTo(range, new byte[length]);
            }
            catch (CellProtocolException)
            {
            }

            return StoredRange.Read(Image(range)) == range;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static bool TryWrite(StoreSender sender, byte[] bytes, out StoredRange range)
    {
        using StoreRoom? room = sender.TryReserve(bytes.Length);
        if (room is null)
        {
            range = default;
            return false;
        }

        bytes.CopyTo(room.Span);
        return sender.TryStore(room.Span[..bytes.Length], out range);
    }

    private static byte[] Image(StoredRange range)
    {
        byte[] image = new byte[StoredRange.Size];
        range.Write(image);
        return image;
    }

    private void Reset() => Write(0);

    private void Write(ulong released)
    {
        Assert.True(_receiving.TryAccess(out SharedAccess access));
        using (access)
        {
            MemoryMarshal.Write(access.Slice(Direction.Released, sizeof(ulong)), released);
        }
    }

    /// <summary>A store that bodies of 64 KiB go to.</summary>
    private sealed class SenderStore(StoreSender sender) : IBodyStore
    {
        public StoreSender Sender => sender;

        public bool WasAsked { get; private set; }

        public int StoredFrom => 64 * 1024;

        public BodyRoom? TryReserve(int size)
        {
            WasAsked = true;
            return sender.TryReserve(size);
        }
    }
}
