using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Keeping;

/// <summary>Two majors of one cell in directories of their own, and a consumer that names both.</summary>
public sealed class SideBySideTests
{
    [Fact]
    public async Task Consumer_that_fits_both_calls_the_first_that_runs_and_the_other_when_that_goes()
    {
        using TemporaryCell app = new(Manifest("../geo", "../geo-v2"));
        await using KeptCell geo = await OpenAsync(app, "geo");
        await using KeptCell later = await OpenAsync(app, "geo-v2");
        await using WorkerClient client = Connect(app, ["Process"]);
        int second = await later.StartAsync(KeptCell.Build("later", "later"));
        await geo.StopAsync();
        Assert.Equal(second, await client.ProcessAsync());

        await using KeptCell again = await OpenAsync(app, "geo");
        int first = await again.StartAsync();
        await using WorkerClient another = Connect(app, ["Process"]);
        Assert.Equal(first, await another.ProcessAsync());
        await again.StopAsync();

        Assert.Equal(second, await another.ProcessAsync());
    }

    [Fact]
    public async Task Consumer_that_one_does_not_fit_calls_the_other_and_is_told_of_both_when_that_goes()
    {
        using TemporaryCell app = new(Manifest("../geo-v2", "../geo"));
        await using KeptCell later = await OpenAsync(app, "geo-v2");
        await using KeptCell geo = await OpenAsync(app, "geo");
        await later.StartAsync(KeptCell.Build("later", "later"));
        int old = await geo.StartAsync();
        await using WorkerClient client = Connect(app, used: null);

        Assert.Equal(old, await client.ProcessAsync());
        await geo.StopAsync();
        CellException refused = await Assert.ThrowsAsync<CellException>(async () => await client.ProcessAsync());

        Assert.Equal((CellStatus.Incompatible, CallOutcome.NotExecuted), (refused.Status, refused.Outcome));
        Assert.Contains("Hold", refused.Message, StringComparison.Ordinal);
        Assert.Contains(geo.Directory.Path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consumer_that_an_upgrade_does_not_fit_goes_to_the_other_at_once()
    {
        using TemporaryCell app = new(Manifest("../geo", "../geo-v1"));
        await using KeptCell geo = await OpenAsync(app, "geo", "[life_cycle]\ndrain_timeout = \"10m\"\n");
        await using KeptCell before = await OpenAsync(app, "geo-v1");
        int first = await geo.StartAsync();
        int other = await before.StartAsync();
        await using WorkerClient client = Connect(app, used: null);
        Assert.Equal(first, await client.ProcessAsync());

        await geo.Control.RestartAsync(KeptCell.Order(KeptCell.Build("later", "later")));

        await KeptCell.UntilAsync(() => client.Process() == other);
        await KeptCell.UntilAsync(() => !KeptCell.IsAlive(first));
    }

    private static string Manifest(string first, string second)
        => $"[cell]\nname = \"app\"\n[deps]\ngeo = {{ path = [\"{first}\", \"{second}\"], version = \"^1 || ^2\" }}\n";

    private static Task<KeptCell> OpenAsync(TemporaryCell app, string name, string settings = "")
    {
        CellDirectory directory = CellDirectory.At(Path.Combine(app.Root, name));
        Directory.CreateDirectory(directory.Path);
        File.WriteAllText(directory.ManifestPath, $"[cell]\nname = \"{name}\"\n{settings}");
        return KeptCell.OpenAsync(directory);
    }

    private static WorkerClient Connect(TemporaryCell app, string[]? used)
    {
        (ChannelTarget target, CellChannelOptions options) = DependencyTarget.Resolve(app.Directory, "geo");
        return new WorkerClient(CellChannel.To(target, WorkerContract.Contract, CellSystemClient.NoErrors, options with { UsedCalls = used }));
    }
}
