using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;
using Cells.Cli.Watching;
using Cells.Schema;
using NJsonSchema;
using SchemaFile = Cells.Build.SchemaFile;

namespace Cells.Cli.Tests.Commands;

public sealed class WatchCommandTests : IDisposable
{
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cell_without_dependencies_has_nothing_to_watch()
    {
        ToolRun run = await CellFolder.RunAsync("watch", _folder.AddCell("greeter"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("cell.toml names no [deps]: there is nothing to watch.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consumer_without_a_project_cannot_be_watched()
    {
        ToolRun run = await CellFolder.RunAsync("watch", _folder.AddCell("shop", "program", "greeter"));

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.Contains("has no project", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_without_building_is_refused()
    {
        ToolRun run = await CellFolder.RunAsync("watch", _folder.AddCell("shop", "program", "greeter"), "--no-build", "--run");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--no-build builds nothing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_is_listed_where_the_program_uses_it()
    {
        (ConsumerProject project, CompiledDependency compiled) = CreateProject();

        string text = Print(isJson: false, report => ReportChange(report, project, compiled));

        Assert.Contains("orders: has another schema, ", text, StringComparison.Ordinal);
        Assert.Matches(@"shop[/\\]Shop\.cs\(7\): breaking CELL2204 Order\.Note: ", text);
        Assert.Contains("\nshop: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_that_the_program_does_not_use_breaks_nothing()
    {
        (_, CompiledDependency compiled) = CreateProject();
        CompiledDependency unused = compiled with { Record = compiled.Record! with { Kinds = UsageKinds.All, Uses = [] } };

        Assert.DoesNotContain(unused.Compare(OrdersSchemas.Broken), static finding => finding.Verdict == Verdict.Breaking);
        Assert.Contains((compiled with { Record = null }).Compare(OrdersSchemas.Broken), static finding => finding.Verdict == Verdict.Breaking);
        Assert.Empty(new CompiledDependency(null, null).Compare(OrdersSchemas.Broken));
    }

    [Fact]
    public async Task Json_lines_follow_their_published_schema()
    {
        (ConsumerProject project, CompiledDependency compiled) = CreateProject();
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "watch-event.json"));

        string text = Print(isJson: true, report =>
        {
            report.Watching(project);
            report.Running("orders", "1.0.0", new string('a', 64));
            report.Leaving("orders", "2.0.0", new string('b', 64));
            report.Stopped("orders");
            report.Problem("orders", "is not there");
            ReportChange(report, project, compiled);
            report.Building("shop");
            report.Built("shop");
            report.BuildFailed("shop", "shop does not build", ["Shop.cs(1,1): error"]);
            report.Started("shop");
            report.Ended("shop", 7);
        });

        string[] lines = text.TrimEnd().Split('\n');
        Assert.Equal(11, lines.Length);
        Assert.All(lines, line => Assert.Empty(schema.Validate(line)));
        Assert.Equal(11, lines.Select(static line => (string)JsonNode.Parse(line)!["event"]!).Distinct().Count());
        Assert.NotEmpty(schema.Validate(lines[0].Replace("watching", "sleeping", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Next_piece_of_work_begins_when_the_one_before_has_ended()
    {
        await using BackgroundWork<int> work = new(CancellationToken.None);
        TaskCompletionSource ended = new();
        await work.RestartAsync(async cancel =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            finally
            {
                ended.SetResult();
            }

            return 1;
        });

        await work.RestartAsync(_ => Task.FromResult(ended.Task.IsCompleted ? 2 : 0));

        Assert.Equal(2, await work.TakeAsync());
        Assert.False(work.Running.IsCompleted);
    }

    private static void ReportChange(WatchReport report, ConsumerProject project, CompiledDependency compiled)
    {
        SchemaFile next = SchemaFile.Parse(SchemaDocument.Write(OrdersSchemas.Broken), "orders", "");
        report.Changed(project, "orders", next, Path.Combine(project.Intermediate, "orders.schema.json"), compiled, compiled.Compare(next.Schema));
    }

    private static string Print(bool isJson, Action<WatchReport> print)
    {
        using StringWriter output = new();
        print(new WatchReport(new ToolOutput(ToolTerminal.Plain(output, TextWriter.Null), isJson), ownsOut: true));
        return output.ToString();
    }

    private (ConsumerProject Project, CompiledDependency Compiled) CreateProject()
    {
        string directory = _folder.AddCell("shop", "program", "orders");
        File.WriteAllText(Path.Combine(directory, "Shop.cs"), "// a consumer");
        CellSchema schema = OrdersSchemas.Baseline;
        ConsumerRecord record = new()
        {
            Name = "shop",
            Version = "1.2.3",
            Contract = schema.Contract,
            Fingerprint = SchemaFingerprint.Compute(schema),
            Kinds = [UsageKinds.Read],
            Uses = [new RecordedUse("read:Order.Note", [new UsePlace("Shop.cs", 7)])],
        };
        return (new ConsumerProject(ManifestFile.Read(directory), Path.Combine(directory, "obj", "cells")), new CompiledDependency(schema, record));
    }
}
