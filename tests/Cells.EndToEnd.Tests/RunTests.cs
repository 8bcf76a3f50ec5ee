using System.Text.RegularExpressions;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>The main job, as the README's first command does it.</summary>
public sealed partial class RunTests(RunTests.BuiltMesh built) : IClassFixture<RunTests.BuiltMesh>
{
    private const string Tool = "dotnet run --project cli/Cells.Cli -- ";

    [Fact]
    public void Run_of_the_bundled_orders_prices_every_line_and_stops_what_it_started() => AssertPriced(built.Mesh, built.Run);

    [Fact]
    public async Task Run_in_a_path_with_odd_characters_does_the_same()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create("a b#c;d@eé (1)");

        AssertPriced(mesh, await mesh.CellsAsync("run", "storefront"));
    }

    [Fact]
    public async Task Run_of_what_was_built_with_another_orders_file_prices_that_one()
    {
        string orders = Path.Combine(built.Mesh.Root, "mine.csv");
        await File.WriteAllTextAsync(orders, "order,country,sku,quantity\n1,DE,GD-00002,2\n1,DE,XX-1,1\n");

        CommandResult run = await built.Mesh.CellsAsync("run", "storefront", "--no-build", "--", orders);

        Assert.True(run.ExitCode == 0, run.Everything);
        // 2 x 20.96 EUR and 19 % tax.
        Assert.Matches(@"\n  1 +DE +1 +41\.92 +7\.96 +49\.88\n", run.Output);
        Assert.Contains("mine.csv(3): order 1, 1 x XX-1 to DE: 'XX-1' is not in the catalog", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_with_a_wrong_orders_file_names_the_line_and_passes_the_exit_code_on()
    {
        string orders = Path.Combine(built.Mesh.Root, "bad.csv");
        await File.WriteAllTextAsync(orders, "order,country,sku,quantity\n1,DE,GD-00002,two\n");

        CommandResult run = await built.Mesh.CellsAsync("run", "storefront", "--no-build", "--", orders);

        Assert.True(run.ExitCode == 1, run.Everything);
        Assert.Contains("bad.csv(2): quantity: 'two' is not a whole number", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_that_exports_sends_spans_and_metrics_of_all_three_cells_over_otlp()
    {
        string orders = Path.Combine(built.Mesh.Root, "exported.csv");
        await File.WriteAllTextAsync(orders, "order,country,sku,quantity\n1,DE,GD-00002,2\n");
        await using OtlpReceiver receiver = new();

        CommandResult run = await Command.CellsAsync(built.Mesh.Root, receiver.Environment, "run", "storefront", "--no-build", "--", orders, "--otlp");

        Assert.True(run.ExitCode == 0, run.Everything);
        // What a cell still has it exports at its end, and the run waits for that.
        (IReadOnlyList<ExportedSpan> spans, IReadOnlyList<ExportedMetric> metrics) = receiver.Received;
        ExportedSpan line = Assert.Single(spans, static span => span is { Service: "storefront", Scope: "Shop" });
        ExportedSpan[] calls = [.. spans.Where(span => span.Scope == "Cells" && span.Trace == line.Trace)];
        ExportedSpan asked = Assert.Single(calls, static span => span is { Service: "storefront", Name: "Shop.Pricing/Price" });
        ExportedSpan priced = Assert.Single(calls, static span => span is { Service: "pricing", Name: "Shop.Pricing/Price" });
        Assert.Equal((line.Id, asked.Id), (asked.Parent, priced.Parent));
        Assert.Contains(calls, static span => span.Service == "catalog");
        Assert.Contains(new ExportedMetric("storefront", "Cells", "rpc.client.call.duration", "s"), metrics);
        Assert.Contains(new ExportedMetric("pricing", "Cells", "rpc.server.call.duration", "s"), metrics);
        Assert.Contains(new ExportedMetric("catalog", "Cells", "rpc.server.call.duration", "s"), metrics);
    }

    [Fact]
    public async Task Commands_of_the_readme_run_as_they_stand_there()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        string[] commands = [.. Shell().Matches(readme).SelectMany(static block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

        // The first is the run of this fixture, and that of the exchange has a test of its own.
        Assert.Equal($"{Tool}run samples/storefront/storefront", commands[0]);
        foreach (string command in commands.Skip(1).Where(static command => !command.EndsWith(" -- run samples/exchange/replay", StringComparison.Ordinal)))
        {
            Assert.StartsWith(Tool, command, StringComparison.Ordinal);
            CommandResult run = await built.Mesh.CellsAsync([.. command[Tool.Length..].Split(' ').Select(word => word.Replace("samples/storefront", built.Mesh.Root, StringComparison.Ordinal))]);
            Assert.True(run.ExitCode == 0, $"{command}\n{run.Everything}");
        }

        Assert.False(File.Exists(Path.Combine(built.Mesh.Catalog, "run", "public", "cell.sock")));
    }

    private static void AssertPriced(TemporaryMesh mesh, CommandResult run)
    {
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("12005 lines in ", run.Output, StringComparison.Ordinal);
        Assert.Contains(" not in the catalog", run.Output, StringComparison.Ordinal);
        Assert.Contains(" out of stock", run.Output, StringComparison.Ordinal);
        Assert.Contains(" country not served", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n  all +\d+ +[\d,]+\.\d\d +[\d,]+\.\d\d +[\d,]+\.\d\d\n", run.Output);
        Assert.False(File.Exists(Path.Combine(mesh.Catalog, "run", "public", "cell.sock")));
        Assert.False(File.Exists(Path.Combine(mesh.Pricing, "run", "public", "cell.sock")));
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    /// <summary>A clean storefront after its first run: the one run that builds serves every test that needs a built mesh.</summary>
    public sealed class BuiltMesh : IAsyncLifetime
    {
        internal TemporaryMesh Mesh { get; } = TemporaryMesh.Create();

        internal CommandResult Run { get; private set; } = null!;

        public async Task InitializeAsync() => Run = await Mesh.CellsAsync("run", "storefront");

        public async Task DisposeAsync() => await Mesh.DisposeAsync();
    }
}
