using Cells.Connections;
using Cells.Directories;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>Cells in processes of their own.</summary>
public class CellHostTests
{
    [Fact]
    public async Task Sigterm_drains_and_leaves_only_the_lock()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("""
            [cell]
            version = "3.2.1"
            """);
        CellDirectory cell = CellDirectory.At(directory.Path);
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path);
        Assert.True(CellState.IsRunning(cell));
        Assert.Equal("3.2.1", CellState.Read(cell)!.Version);
        Assert.Equal(EchoCell.TestContract.Schema, File.ReadAllText(cell.SchemaPath));
        await using EchoClient client = CreateClient(directory);
        Assert.Equal(3, await client.AddAsync(1, 2));

        process.Terminate();

        Assert.Equal(0, await process.WaitForExitAsync());
        Assert.False(CellState.IsRunning(cell));
        Assert.Equal(["lock", "public"], Directory.GetFileSystemEntries(cell.RunPath).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Second_start_says_that_the_cell_runs_and_exits_with_zero()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        using CellProcess first = await CellProcess.StartServingAsync(directory.Path);
        using CellProcess second = CellProcess.Start(directory.Path);
        Assert.Equal(0, await second.WaitForExitAsync());
        Assert.Contains($"runs already (process {first.Id}", second.Errors, StringComparison.Ordinal);
        await using EchoClient client = CreateClient(directory);
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Killed_in_flight_the_outcome_is_unknown_and_the_next_start_serves()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        CellDirectory cell = CellDirectory.At(directory.Path);
        await using EchoClient client = CreateClient(directory);
        using (CellProcess process = await CellProcess.StartServingAsync(directory.Path))
        {
            await client.AddAsync(1, 2);
            Task call = client.WaitAsync().AsTask();
            // The request is on its way when a later one is answered.
            await client.AddAsync(1, 2);
            process.Kill();
            CellException error = await Assert.ThrowsAsync<CellException>(() => call);
            Assert.Equal(CellStatus.Unavailable, error.Status);
            Assert.Equal(CallOutcome.Unknown, error.Outcome);
            await process.WaitForExitAsync();
        }

        Assert.True(File.Exists(cell.SocketPath));
        Assert.False(CellState.IsRunning(cell));
        CellException gone = await Assert.ThrowsAsync<CellException>(async () => await client.AddAsync(1, 2));
        Assert.Contains("cells start", gone.Message, StringComparison.Ordinal);

        using CellProcess next = await CellProcess.StartServingAsync(directory.Path);
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Cell_without_services_of_its_own_loads_neither_host_nor_container()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path);
        await using EchoClient client = CreateClient(directory);
        Assert.Equal(3, await client.AddAsync(1, 2));

        string[] loaded = [.. File.ReadLines($"/proc/{process.Id}/maps").Where(static line => line.EndsWith(".dll", StringComparison.Ordinal)).Select(Path.GetFileName).Distinct()!];
        Assert.Contains("Cells.dll", loaded);
        Assert.DoesNotContain("Microsoft.Extensions.Hosting.dll", loaded);
        Assert.DoesNotContain("Microsoft.Extensions.DependencyInjection.dll", loaded);
        Assert.DoesNotContain("Microsoft.Extensions.Logging.Console.dll", loaded);
    }

    [Fact]
    public async Task Broken_manifest_exits_with_one_and_the_place()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("[cell]\nversion = 7\n");
        using CellProcess process = CellProcess.Start(directory.Path);
        Assert.Equal(1, await process.WaitForExitAsync());
        Assert.Contains("cell.toml(2,", process.Errors, StringComparison.Ordinal);
    }

    private static EchoClient CreateClient(TemporaryDirectory directory)
        => new(CellChannel.ForDirectory(directory.Path, EchoCell.TestContract, EchoClient.ReadError));
}
