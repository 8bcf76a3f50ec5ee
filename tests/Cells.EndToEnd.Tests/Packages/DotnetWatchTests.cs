using System.Buffers;
using System.Diagnostics;
using Cells.Binding;
using Cells.Connections;
using Cells.Directories;
using Cells.EndToEnd.Tests.Harness;
using Cells.Schema;

namespace Cells.EndToEnd.Tests.Packages;

/// <summary>A cell from the template under <c>dotnet watch</c>, which knows nothing of cells.</summary>
[Collection(PackageCollection.Name)]
public sealed class DotnetWatchTests(PackageFeed feed)
{
    private string Cell { get; } = Path.Combine(feed.Root, "watched");

    [Fact]
    public async Task Edit_within_a_method_is_applied_to_the_running_cell_and_one_of_the_contract_restarts_it()
    {
        PackageFeed.Succeed(await feed.RunAsync("new", "cell", "-o", "watched"));
        await using RunningCommand watch = feed.Start(Cell, "watch", "run", "--non-interactive");
        await watch.WaitUntilAsync("the cell is served", IsServedAsync);
        CellState first = CellState.Read(CellDirectory.At(Cell))!;
        Assert.Contains("Hello, you.", await GreetAsync(), StringComparison.Ordinal);

        // Nothing that anybody was compiled against.
        Edit("Hello, {name}", "Welcome, {name}");
        await watch.WaitUntilAsync("the edit is applied", async () => (await GreetAsync()).Contains("Welcome, you.", StringComparison.Ordinal));
        Assert.Equal(first.ProcessId, CellState.Read(CellDirectory.At(Cell))!.ProcessId);

        // The contract is a constant of the generated code, and no constant is changed while a program runs: or clients would call by numbers that mean something else.
        Edit("    /// <summary>The greeting", "    /// <summary>How many.</summary>\n    [Call]\n    public int Count() => 1;\n\n    /// <summary>The greeting");
        await watch.WaitUntilAsync("the cell serves the new contract", async () => (await AskAsync())?.Schema?.Contains("\"Count\"", StringComparison.Ordinal) == true);
        CellState second = CellState.Read(CellDirectory.At(Cell))!;
        Assert.NotEqual(first.ProcessId, second.ProcessId);
        Assert.Equal((await AskAsync())!.Schema, await File.ReadAllTextAsync(Path.Combine(Cell, "cache", "schema.json")));

        await watch.InterruptAsync();
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(second.ProcessId));
        Assert.Null(await AskAsync());
    }

    private async Task<bool> IsServedAsync() => await AskAsync() is not null;

    private async Task<CellSchemaAnswer?> AskAsync()
    {
        try
        {
            return await CellSchemaQuery.AskAsync(CellDirectory.At(Cell).SocketPath, includeSchema: true, TimeSpan.FromMinutes(1));
        }
        catch (CellException e) when (e.Status == CellStatus.Unavailable)
        {
            return null;
        }
    }

    /// <summary>What the running cell answers, as JSON.</summary>
    private async Task<string> GreetAsync()
    {
        CellSchemaAnswer served = (await AskAsync())!;
        CellSchema schema = SchemaDocument.Read(served.Schema!).Schema!;
        JsonWireBinder binder = new(schema);
        int index = schema.Calls.TakeWhile(static call => call.Name != "Greet").Count();
        await using UntypedCellClient client = UntypedCellClient.ForSocket(CellDirectory.At(Cell).SocketPath, served.Contract, served.Fingerprint);
        byte[] result = await client.CallAsync(index, "Greet", binder.BindArguments(schema.Calls[index], """{"name":"you"}"""));
        return binder.ReadResult(schema.Calls[index], new ReadOnlySequence<byte>(result));
    }

    private void Edit(string oldText, string newText)
    {
        string source = Path.Combine(Cell, "Watched.cs");
        string text = File.ReadAllText(source);
        Assert.Contains(oldText, text, StringComparison.Ordinal);
        File.WriteAllText(source, text.Replace(oldText, newText, StringComparison.Ordinal));
    }
}
