using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Keeping;

public sealed class ReplicaTests
{
    [Fact]
    public async Task Every_replica_is_replaced_one_after_the_other_and_a_killed_one_comes_back()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("replicas = 2\n");
        await cell.StartAsync();
        int[] first = Serving(cell);
        Assert.Equal(2, first.Length);

        await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("second")));
        int[] second = Serving(cell);
        Assert.Equal(2, second.Length);
        Assert.Empty(first.Intersect(second));

        KeptCell.Signal(second[1], "-KILL");
        await KeptCell.UntilAsync(() => Serving(cell) is [_, _] third && !third.Contains(second[1]));
        Assert.Contains(second[0], Serving(cell));
    }

    private static int[] Serving(KeptCell cell)
        => [.. cell.Control.Status().Processes.Where(static process => !process.IsDraining).OrderBy(static process => process.Replica).Select(static process => process.ProcessId)];
}
