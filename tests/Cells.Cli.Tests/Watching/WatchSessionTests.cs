using System.Text.Json.Nodes;
using Cells.Build;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Snapshots;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;
using Cells.Cli.Watching;
using Cells.Schema;

namespace Cells.Cli.Tests.Watching;

public sealed class WatchSessionTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Dependency_that_answered_too_late_is_resolved_by_a_later_look()
    {
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("start", _folder.AddCell("greeter"))).ExitCode);
        string shop = _folder.AddCell("shop", "program", "greeter");
        string intermediate = Path.Combine(shop, "obj", "cells");
        Directory.CreateDirectory(intermediate);
        await File.WriteAllTextAsync(ResolvedFiles.SchemaPath(intermediate, "greeter"), SchemaDocument.Write(OrdersSchemas.Baseline));
        ConsumerProject project = new(Cells.Cli.Graph.ManifestFile.Read(shop), intermediate);
        using CancellationTokenSource enough = new(TimeSpan.FromMinutes(1));
        using EventWriter events = new(enough);
        int looks = 0;
        WatchSession session = new(project, new WatchReport(new ToolOutput(ToolTerminal.Plain(events, TextWriter.Null), isJson: true), ownsOut: true))
        {
            Find = async cancellationToken =>
            {
                IReadOnlyList<DependencySnapshot> found = await new SnapshotFinder(TimeSpan.FromSeconds(30)).FindAsync(project.Cell, cancellationToken);
                return ++looks > 2 ? found : [.. found.Select(static snapshot => snapshot with { Found = null, Source = SchemaSource.Snapshot })];
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.WatchAsync(enough.Token));

        Assert.Equal(("greeter", "1.2.3"), ((string?)events.Changed?["dependency"], (string?)events.Changed?["version"]));
        Assert.Equal(3, looks);
    }

    /// <summary>Ends the watching once a change was reported.</summary>
    private sealed class EventWriter(CancellationTokenSource enough) : StringWriter
    {
        public JsonNode? Changed { get; private set; }

        public override void WriteLine(string? value)
        {
            if (JsonNode.Parse(value!) is { } reported && (string?)reported["event"] == "changed")
            {
                Changed = reported;
                enough.Cancel();
            }
        }
    }
}
