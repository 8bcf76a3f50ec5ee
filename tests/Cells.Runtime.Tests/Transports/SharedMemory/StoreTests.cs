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
                if (sender.TryStore(bytes, out StoredRange range))
                {
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
        Assert.Throws<CellProtocolException>(() => receiver.Release(range));
    }

    [Fact]
    public void Receiver_takes_no_range_twice_and_keeps_no_endless_list()
    {
        StoreReceiver receiver = new(_receiving, Direction);
        receiver.Release(new StoredRange(0, 0, 100));
        Assert.Throws<CellProtocolException>(() => receiver.Release(new StoredRange(0, 0, 100)));
        Assert.Throws<CellProtocolException>(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                receiver.Release(new StoredRange(200UL, 0, 100));
            }
        });
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
}
