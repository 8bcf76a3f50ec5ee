using System.Text.Json.Nodes;
using Cells.Cli.Tests.TestCells;
using Cells.Schema;

namespace Cells.Cli.Tests.Schemas;

/// <summary>Cells in a temporary tree that look as if they had been built: manifest, exported schema, history, snapshots. Nothing is compiled.</summary>
internal sealed class SchemaMesh : IDisposable
{
    private readonly CellFolder _folder = new();

    public string Root => _folder.Root;

    public string Orders => PathOf("orders");

    /// <summary>Adds the cell <c>orders</c>, which exports <paramref name="schema"/>.</summary>
    public void AddOrders(CellSchema schema, string? accepts = null)
    {
        _folder.AddManifest("orders", $"[cell]\nversion = \"{schema.Version}\"\n\n[schema]\n{(accepts is null ? "" : $"accepts = \"{accepts}\"\n")}");
        OrdersSchemas.Save(schema, Orders, "cache", "schema.json");
    }

    /// <summary>Adds a cell that calls <c>orders</c>, whose snapshot is <paramref name="snapshot"/>.</summary>
    public void AddConsumer(string name, CellSchema? snapshot)
    {
        _folder.AddManifest(name, "[cell]\nversion = \"1.0.0\"\n\n[deps]\norders = \"../orders\"\n");
        Write($"{name}/obj/Debug/net10.0/cells/export.stamp", "none");
        if (snapshot is not null)
        {
            OrdersSchemas.Save(snapshot, SnapshotOf(name));
        }
    }

    /// <summary>Keeps a schema in the history of <c>orders</c>.</summary>
    public void Keep(CellSchema schema) => OrdersSchemas.Save(schema, Orders, "schemas", $"{schema.Version}.json");

    public string PathOf(string relative) => Path.Combine(Root, relative);

    public string SnapshotOf(string consumer) => PathOf($"{consumer}/.cells/orders.schema.json");

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(relative))!);
        File.WriteAllText(PathOf(relative), text);
    }

    /// <summary>Runs <c>cells schema …</c>.</summary>
    public static Task<ToolRun> RunAsync(params string[] args) => CellFolder.RunAsync(["schema", .. args]);

    /// <summary>Runs <c>cells schema … --json</c>, which must print one document and nothing else.</summary>
    public static async Task<(int ExitCode, JsonNode Document)> JsonAsync(params string[] args)
    {
        ToolRun run = await RunAsync([.. args, "--json"]);
        Assert.Empty(run.Error);
        return (run.ExitCode, JsonNode.Parse(run.Output)!);
    }

    /// <summary>The findings of <c>check</c> as <c>verdict rule path</c>, without those that are compatible.</summary>
    public static string[] Findings(JsonNode report) =>
    [
        .. report["comparisons"]!.AsArray().SelectMany(static section => section!["findings"]!.AsArray())
            .Select(static finding => $"{finding!["verdict"]} {finding["rule"]} {finding["path"]}"),
    ];

    /// <summary>The fingerprint of the finding of <paramref name="rule"/> that <c>check</c> reports.</summary>
    public async Task<string> FingerprintAsync(string rule)
    {
        (_, JsonNode report) = await JsonAsync("check", Root);
        return (string)report["comparisons"]!.AsArray().SelectMany(static section => section!["findings"]!.AsArray())
            .First(finding => (string)finding!["rule"]! == rule)!["fingerprint"]!;
    }

    public void Dispose() => _folder.Dispose();
}
