using Cells.Framing;
using Cells.Transports;
using Cells.Transports.SharedMemory;
using Microsoft.Win32.SafeHandles;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

public class SharedMappingTests
{
    [Fact]
    public void Two_mappings_of_one_memory_show_the_same_bytes()
    {
        SharedMemoryQuota quota = new(2);
        (SharedMapping one, SafeFileHandle file) = SharedMapping.Create(quota);
        using SharedMapping first = one;
        using SafeFileHandle kept = file;
        using SharedMapping second = SharedMapping.Open(file, quota);
        Assert.True(first.TryAccess(out SharedAccess writing));
        "same"u8.CopyTo(writing.Slice(SharedLayout.Size - 4, 4));
        writing.Dispose();
        Assert.True(second.TryAccess(out SharedAccess reading));
        Assert.Equal("same"u8, reading.Slice(SharedLayout.Size - 4, 4));
        reading.Dispose();
    }

    [Fact]
    public void Nothing_is_left_of_a_memory_that_was_let_go()
    {
        SharedMemoryQuota quota = new(1);
        (SharedMapping mapping, SafeFileHandle file) = SharedMapping.Create(quota);
        ulong inode = OpenMemory.Identify(file);
        Assert.Equal((1, 1, 1), (OpenMemory.CountMappings(inode), OpenMemory.CountDescriptors(inode), quota.Taken));
        file.Dispose();
        Assert.True(mapping.TryAccess(out SharedAccess access));
        mapping.Dispose();
        Assert.Equal(1, OpenMemory.CountMappings(inode));
        access.Dispose();
        Assert.Equal((0, 0, 0), (OpenMemory.CountMappings(inode), OpenMemory.CountDescriptors(inode), quota.Taken));
        Assert.False(mapping.TryAccess(out _));
    }

    [Theory]
    [InlineData(0x7, SharedLayout.Size - 1)]
    [InlineData(0x7, 0)]
    [InlineData(0x7, SharedLayout.Size + 1)]
    [InlineData(0x0, SharedLayout.Size)]
    [InlineData(0x6, SharedLayout.Size)]
    [InlineData(0x5, SharedLayout.Size)]
    [InlineData(0x3, SharedLayout.Size)]
    public void Memory_that_might_shrink_or_has_another_size_is_not_mapped(int seals, int size)
    {
        using SafeFileHandle file = LibC.CreateSealedMemory("cells-test", size, seals);
        SharedMemoryQuota quota = new(1);
        Assert.Throws<CellProtocolException>(() => SharedMapping.Open(file, quota));
        Assert.Equal((0, 0), (OpenMemory.CountMappings(OpenMemory.Identify(file)), quota.Taken));
    }

    [Fact]
    public void File_on_a_disk_is_not_mapped()
    {
        string path = Path.GetTempFileName();
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, options: FileOptions.DeleteOnClose);
        RandomAccess.SetLength(file, SharedLayout.Size);
        Assert.Throws<CellProtocolException>(() => SharedMapping.Open(file, new SharedMemoryQuota(1)));
    }

    [Fact]
    public void Memory_that_was_made_cannot_be_truncated()
    {
        (SharedMapping mapping, SafeFileHandle file) = SharedMapping.Create(new SharedMemoryQuota(1));
        using (mapping)
        using (file)
        {
            Assert.ThrowsAny<Exception>(() => RandomAccess.SetLength(file, 0));
            Assert.True(LibC.IsSealedMemory(file, SharedLayout.Size));
        }
    }

    [Fact]
    public void Memory_over_the_quota_is_refused_until_another_is_let_go()
    {
        SharedMemoryQuota quota = new(1);
        (SharedMapping first, SafeFileHandle file) = SharedMapping.Create(quota);
        IOException error = Assert.Throws<IOException>(() => SharedMapping.Create(quota));
        Assert.Contains("shares 1 memories already", error.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => SharedMapping.Open(file, quota));
        first.Dispose();
        using SharedMapping again = SharedMapping.Open(file, quota);
        Assert.Equal(1, quota.Taken);
        file.Dispose();
    }
}
