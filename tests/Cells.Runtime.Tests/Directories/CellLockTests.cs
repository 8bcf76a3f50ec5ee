using Cells.Directories;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Directories;

public class CellLockTests
{
    [Fact]
    public async Task TryAcquire_second_time_is_refused_until_the_first_ends()
    {
        using TemporaryDirectory directory = new();
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        Assert.False(CellState.IsRunning(cell));
        CellLock first = Assert.IsType<CellLock>(await CellLock.TryAcquireAsync(cell, CancellationToken.None));
        Assert.True(CellState.IsRunning(cell));
        Assert.Null(await CellLock.TryAcquireAsync(cell, CancellationToken.None));
        first.Dispose();
        Assert.False(CellState.IsRunning(cell));
        using CellLock? second = await CellLock.TryAcquireAsync(cell, CancellationToken.None);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task TryAcquire_after_the_file_was_replaced_takes_the_new_one()
    {
        using TemporaryDirectory directory = new();
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        using CellLock? old = await CellLock.TryAcquireAsync(cell, CancellationToken.None);
        File.Delete(cell.LockPath);
        using CellLock? current = await CellLock.TryAcquireAsync(cell, CancellationToken.None);
        Assert.NotNull(current);
        Assert.True(CellState.IsRunning(cell));
    }

    [Fact]
    public void IsRunning_without_a_run_directory_is_false()
    {
        using TemporaryDirectory directory = new();
        Assert.False(CellState.IsRunning(CellDirectory.At(directory.Path)));
    }
}
