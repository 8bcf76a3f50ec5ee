using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.CommandLine;

/// <summary>Runs every command that prints one JSON document, so that none has a schema that its document was never held to.</summary>
public sealed class DocumentTests : IDisposable
{
    private readonly CellFolder _folder = new();
    private readonly SchemaMesh _schemas = new();

    public void Dispose()
    {
        _schemas.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_document_is_as_its_published_schema_has_it()
    {
        string cell = _folder.AddCell("greeter");
        _schemas.AddOrders(OrdersSchemas.Baseline with { Version = "2.0.0", Calls = [OrdersSchemas.Baseline.Calls[1]] }, accepts: "^1.4");
        _schemas.Keep(OrdersSchemas.Baseline);
        _schemas.AddConsumer("web", OrdersSchemas.Baseline);
        string finding = await _schemas.FingerprintAsync("CELL2100");

        // In this order: some need what others leave.
        string[][] lines =
        [
            ["up", cell],
            ["start", cell],
            ["ps", _folder.Root],
            ["consumers", cell],
            ["schema show", cell],
            ["doctor", cell],
            ["unit", cell],
            ["restart", cell],
            ["rollback", cell],
            ["stop", cell],
            ["down", cell],
            ["schema diff", "history:1.4.0", _schemas.Orders],
            ["schema check", _schemas.Root],
            ["schema history", _schemas.Orders],
            ["schema accept", finding, _schemas.Root, "--reason", "web moves first", "--until", "3.0.0"],
            ["schema pull", _schemas.Root],
            ["schema freeze", _schemas.Orders],
            ["completion", "bash"],
        ];
        foreach (string[] line in lines)
        {
            if (line[0] == "restart")
            {
                // Another program, so that there is one to go back to.
                string program = Path.Combine(cell, "program.sh");
                await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet exec '{typeof(DocumentTests).Assembly.Location}'\n");
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
                }

                string manifest = Path.Combine(cell, "cell.toml");
                await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace(typeof(DocumentTests).Assembly.Location, program, StringComparison.Ordinal));
            }

            // The run is held to the schema where it is made.
            ToolRun run = await CellFolder.RunAsync([.. line[0].Split(' '), .. line[1..], "--json"]);
            Assert.True(run.ExitCode == ExitCode.Ok || line[0] is "schema diff" or "schema check" or "doctor", $"{line[0]}: {run.Output}{run.Error}");
        }

        // `new` needs a home of its own: NewCommandTests.
        Assert.Equal(
            ToolCommands.All.Where(static command => command.Value.Json.Form == JsonForm.Document && command.Key != "new").Select(static command => command.Key).Order(StringComparer.Ordinal),
            lines.Select(static line => line[0]).Distinct().Order(StringComparer.Ordinal));
    }
}
