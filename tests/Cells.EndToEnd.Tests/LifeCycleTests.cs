using System.Diagnostics;
using System.Text.Json;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>Cells that start, stop, crash and start again.</summary>
public sealed class LifeCycleTests
{
    [Fact]
    public async Task Cell_that_is_started_answers_calls_survives_a_second_start_and_a_kill()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        await mesh.StartAsync("catalog");

        CommandResult get = await mesh.CellsAsync("call", "catalog", "Get", "sku=GD-00002");
        Assert.True(get.ExitCode == 0, get.Everything);
        using (JsonDocument product = JsonDocument.Parse(get.Output))
        {
            Assert.Equal("Round Trowel", product.RootElement.GetProperty("Name").GetString());
            Assert.Equal("Garden", product.RootElement.GetProperty("Category").GetString());
            Assert.Equal(20.96m, product.RootElement.GetProperty("Price").GetDecimal());
        }

        CommandResult page = await mesh.CellsAsync("call", "catalog", "Search", """{"text":"trowel","pageSize":2}""");
        Assert.True(page.ExitCode == 0, page.Everything);
        using (JsonDocument found = JsonDocument.Parse(page.Output))
        {
            Assert.Equal(2, found.RootElement.GetProperty("Items").GetArrayLength());
            Assert.True(found.RootElement.GetProperty("Total").GetInt32() > 2);
        }

        CommandResult missing = await mesh.CellsAsync("call", "catalog", "Get", "sku=XX-1");
        Assert.True(missing.ExitCode == 1, missing.Everything);
        Assert.Contains("no product has the SKU 'XX-1'", missing.Error, StringComparison.Ordinal);

        CommandResult wrongType = await mesh.CellsAsync("call", "catalog", "Reserve", """{"sku":"GD-00002","quantity":"many"}""");
        Assert.True(wrongType.ExitCode == 2, wrongType.Everything);
        Assert.Contains("$.quantity", wrongType.Error, StringComparison.Ordinal);

        CommandResult second = await mesh.CellsAsync("start", "catalog");
        Assert.True(second.ExitCode == 0, second.Everything);
        Assert.Contains("runs", second.Output + second.Error, StringComparison.Ordinal);

        // A crash leaves the cell's socket, at which callers wait until its nucleus has started it again.
        int pid = await PidAsync(mesh);
        using (Process cell = Process.GetProcessById(pid))
        {
            cell.Kill();
            await cell.WaitForExitAsync();
        }

        CommandResult again = await mesh.CellsAsync("call", "catalog", "Get", "sku=GD-00002");
        Assert.True(again.ExitCode == 0, again.Everything);
        await mesh.StartAsync("catalog");
        Assert.NotEqual(pid, await PidAsync(mesh));

        CommandResult stop = await mesh.CellsAsync("stop", "catalog");
        Assert.True(stop.ExitCode == 0, stop.Everything);
        CommandResult dead = await mesh.CellsAsync("call", "catalog", "Get", "sku=GD-00002");
        Assert.True(dead.ExitCode == 3, dead.Everything);
        Assert.Contains("cells start ", dead.Error, StringComparison.Ordinal);
        CommandResult stopped = await mesh.CellsAsync("stop", "catalog");
        Assert.True(stopped.ExitCode == 3, stopped.Everything);
    }

    [Fact]
    public async Task Cell_that_cannot_read_its_data_fails_to_start_with_its_own_words()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        mesh.Edit("catalog/products.csv", "GD-00002,Round Trowel,Garden,20.96,", "GD-00002,Round Trowel,Garden,cheap,");

        CommandResult start = await mesh.CellsAsync("start", "catalog");

        Assert.True(start.ExitCode == 1, start.Everything);
        Assert.Contains("products.csv(3): price: 'cheap' is not an amount such as 12.50", start.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_of_a_schema_that_does_not_fit_is_refused_with_the_findings_and_told_what_to_do()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        await mesh.StartAsync("catalog");
        await mesh.StartAsync("pricing");
        await mesh.CellsAsync("stop", "catalog");
        mesh.BreakCatalogsPromise();
        mesh.Edit("catalog/Contract.cs", "decimal Price, int Stock", "decimal Price, long Stock");
        mesh.Edit("catalog/ProductStore.cs", "_stock = product.Stock", "_stock = (int)product.Stock");
        await mesh.StartAsync("catalog");

        CommandResult price = await mesh.CellsAsync("call", "pricing", "Price", "sku=GD-00002", "quantity=1", "country=DE");

        Assert.True(price.ExitCode is 1 or 5, price.Everything);
        Assert.Contains("catalog", price.Error, StringComparison.Ordinal);
        Assert.Contains("rebuild 'pricing'", price.Error, StringComparison.Ordinal);
        const string Finding = "CELL2300 Product.Stock: ";
        Assert.Contains(Finding, price.Error, StringComparison.Ordinal);
        await mesh.WaitForLogAsync("catalog", Finding);
    }

    private static async Task<int> PidAsync(TemporaryMesh mesh)
    {
        using JsonDocument state = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(mesh.Catalog, "run", "state.json")));
        return state.RootElement.GetProperty("processId").GetInt32();
    }
}
