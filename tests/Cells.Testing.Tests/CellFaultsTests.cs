using Microsoft.Extensions.Time.Testing;
using Shop;

namespace Cells.Testing.Tests;

/// <summary>Faults on purpose, and time that passes when the test says so.</summary>
public class CellFaultsTests
{
    [Fact]
    public async Task Cell_that_refuses_is_unavailable_and_executed_nothing()
    {
        await using TestMesh mesh = new();
        mesh.AddFakeCatalog().Faults.Refuses = true;

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await mesh.Connect<ICatalog>().GetAsync("TL-1"));

        Assert.Equal((CellStatus.Unavailable, CallOutcome.NotExecuted), (error.Status, error.Outcome));
    }

    [Fact]
    public async Task Delay_beyond_the_deadline_ends_the_call_when_virtual_time_has_passed()
    {
        FakeTimeProvider time = new();
        await using TestMesh mesh = new(new TestMeshOptions { TimeProvider = time });
        FakeCell<ICatalog> catalog = mesh.AddFakeCatalog();
        catalog.On(static c => c.GetAsync("TL-1")).Return(Storefront.Hammer);
        ICatalog client = mesh.Connect<ICatalog>();
        await client.GetAsync("TL-1");
        catalog.Faults.Delay = TimeSpan.FromMinutes(10);
        catalog.Cut();

        Task<Product> call = client.WithDeadline(TimeSpan.FromSeconds(5)).GetAsync("TL-1").AsTask();
        while (!call.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Contains(error.Status, new[] { CellStatus.DeadlineExceeded, CellStatus.Unavailable });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Connections_in_pieces_that_are_cut_at_random_give_the_right_answer_or_none(int seed)
    {
        await using TestMesh mesh = new(new TestMeshOptions { Seed = seed });
        FakeCell<ICatalog> catalog = mesh.AddFakeCatalog();
        catalog.On(static c => c.GetAsync("")).WithAnyArguments().Return(Storefront.Hammer);
        catalog.Faults.LargestPiece = 7;
        catalog.Faults.CutWithin = 4_000;
        ICatalog client = mesh.Connect<ICatalog>();
        int answered = 0, failed = 0;
        for (int i = 0; i < 200; i++)
        {
            try
            {
                Assert.Equal(Storefront.Hammer, await client.GetAsync($"TL-{i}"));
                answered++;
            }
            catch (CellException error)
            {
                Assert.Equal(CellStatus.Unavailable, error.Status);
                failed++;
            }
        }

        Assert.True(answered > failed, $"{answered} answered, {failed} failed");
    }

    [Fact]
    public void Setting_that_makes_no_sense_is_refused()
    {
        CellFaults faults = new();

        Assert.Throws<ArgumentOutOfRangeException>(() => faults.Delay = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.Jitter = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.LargestPiece = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.CutWithin = 0);
    }
}
