using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;
using Cells.Schema;

namespace Cells.Cli.Tests.Commands;

public sealed class SchemaFreezeCommandTests : IDisposable
{
    private readonly SchemaMesh _mesh = new();

    private string Frozen => Path.Combine(_mesh.Orders, "schemas", "1.4.0.json");

    public void Dispose() => _mesh.Dispose();

    [Fact]
    public async Task Exported_schema_is_kept_once_under_its_version()
    {
        _mesh.AddOrders(OrdersSchemas.Baseline);

        (int exitCode, JsonNode document) = await SchemaMesh.JsonAsync("freeze", _mesh.Orders);

        Assert.Equal((ExitCode.Ok, "1.4.0", true, Frozen), (exitCode, (string)document["version"]!, (bool)document["isWritten"]!, (string)document["file"]!));
        Assert.Equal(SchemaDocument.Write(OrdersSchemas.Baseline), await File.ReadAllTextAsync(Frozen));

        ToolRun again = await SchemaMesh.RunAsync("freeze", _mesh.Orders);
        Assert.Equal((ExitCode.Ok, ""), (again.ExitCode, again.Error));
        Assert.Contains("is frozen already", again.Output, StringComparison.Ordinal);
        Assert.Equal([Frozen], Directory.GetFiles(Path.GetDirectoryName(Frozen)!));
    }

    [Fact]
    public async Task Frozen_version_is_never_overwritten()
    {
        _mesh.AddOrders(OrdersSchemas.Extended with { Version = "1.4.0" });
        _mesh.Keep(OrdersSchemas.Baseline);

        ToolRun run = await SchemaMesh.RunAsync("freeze", _mesh.Orders);

        Assert.Equal((ExitCode.No, ""), (run.ExitCode, run.Output));
        Assert.Contains("holds another schema of 1.4.0", run.Error, StringComparison.Ordinal);
        Assert.Contains("Raise the version in cell.toml to 1.5.0", run.Error, StringComparison.Ordinal);
        Assert.Contains("CELL2101: 'Orders.Ping' is added.", run.Error, StringComparison.Ordinal);
        Assert.Equal(SchemaDocument.Write(OrdersSchemas.Baseline), await File.ReadAllTextAsync(Frozen));
    }

    [Fact]
    public async Task Version_that_does_not_tell_of_its_changes_is_not_frozen()
    {
        _mesh.AddOrders(OrdersSchemas.Broken);
        _mesh.Keep(OrdersSchemas.Baseline);
        _mesh.Keep(OrdersSchemas.Extended with { Version = "3.0.0" });

        ToolRun run = await SchemaMesh.RunAsync("freeze", _mesh.Orders);

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.Contains("CELL2004: Orders is 1.4.1 after 1.4.0; these changes need 2.0.0.", run.Error, StringComparison.Ordinal);
        Assert.Contains("CELL2100: ", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_mesh.PathOf("orders/schemas/1.4.1.json")));
    }

    [Fact]
    public async Task Cell_that_was_not_built_or_not_since_its_sources_changed_is_not_frozen()
    {
        _mesh.AddOrders(OrdersSchemas.Baseline);
        _mesh.Write("orders/obj/Debug/net10.0/cells/export.stamp", "0");
        _mesh.Write("orders/Orders.cs", "class Orders;");
        File.SetLastWriteTimeUtc(_mesh.PathOf("orders/Orders.cs"), DateTime.UtcNow.AddMinutes(1));
        ToolRun outdated = await SchemaMesh.RunAsync("freeze", _mesh.Orders);

        // What builds leave, and other projects' sources, are no sources of this one.
        File.Move(_mesh.PathOf("orders/Orders.cs"), _mesh.PathOf("orders/obj/Orders.cs"));
        _mesh.Write("orders/tests/Tests.csproj", "<Project />");
        _mesh.Write("orders/tests/Tests.cs", "class Tests;");
        File.SetLastWriteTimeUtc(_mesh.PathOf("orders/tests/Tests.cs"), DateTime.UtcNow.AddMinutes(1));
        ToolRun current = await SchemaMesh.RunAsync("freeze", _mesh.Orders);

        File.Delete(_mesh.PathOf("orders/cache/schema.json"));
        ToolRun missing = await SchemaMesh.RunAsync("freeze", _mesh.Orders);

        Assert.Equal((ExitCode.NotFound, ExitCode.Ok, ExitCode.NotFound), (outdated.ExitCode, current.ExitCode, missing.ExitCode));
        Assert.Contains("Orders.cs was last written. Build it: dotnet build ", outdated.Error, StringComparison.Ordinal);
        Assert.Contains("has not been built", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_of_another_version_than_the_manifest_states_is_outdated()
    {
        _mesh.AddOrders(OrdersSchemas.Baseline);
        _mesh.Write("orders/cell.toml", "[cell]\nversion = \"1.5.0\"\n");

        ToolRun run = await SchemaMesh.RunAsync("freeze", _mesh.Orders);

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.Contains("was built as version 1.4.0, and its cell.toml says 1.5.0", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cell_without_version_or_contract_is_not_frozen()
    {
        _mesh.AddOrders(OrdersSchemas.Baseline with { Version = "0.0.0" });
        _mesh.AddConsumer("web", null);

        ToolRun orders = await SchemaMesh.RunAsync("freeze", _mesh.Orders);
        ToolRun web = await SchemaMesh.RunAsync("freeze", _mesh.PathOf("web"));

        Assert.Equal((ExitCode.No, ExitCode.No), (orders.ExitCode, web.ExitCode));
        Assert.Contains("states no version to freeze", orders.Error, StringComparison.Ordinal);
        Assert.Contains("has no class marked [Cell]", web.Error, StringComparison.Ordinal);
    }
}
