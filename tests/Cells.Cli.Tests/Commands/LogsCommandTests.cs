using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Logs;
using Cells.Cli.Output;
using Cells.Cli.Tests.TestCells;
using Cells.Nucleus.Logging;
using NJsonSchema;

namespace Cells.Cli.Tests.Commands;

public sealed class LogsCommandTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Log_is_printed_from_its_oldest_file_on()
    {
        string cell = _folder.AddCell("greeter");
        Log(cell, 2, Line(0, "one"), Line(1, "two"));
        Log(cell, 1, Line(2, "three"));
        Log(cell, 0, Line(3, "four"), "");

        ToolRun run = await CellFolder.RunAsync("logs", cell);

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["2026-01-31T12:00:00.000Z 0 out one", "2026-01-31T12:00:01.000Z 0 out two", "2026-01-31T12:00:02.000Z 0 out three", "2026-01-31T12:00:03.000Z 0 out four"],
            Lines(run));
    }

    [Fact]
    public async Task Several_cells_are_merged_by_time_and_named()
    {
        Log(_folder.AddCell("catalog"), 0, Line(0, "a"), Line(3, "d"), "without a time", Line(4, "e"));
        Log(_folder.AddCell("tax"), 0, Line(1, "b"), Line(2, "c", LogStream.Error, 2));

        ToolRun run = await CellFolder.RunAsync("logs", _folder.Root);

        Assert.Equal(
            [
                "catalog  2026-01-31T12:00:00.000Z 0 out a",
                "tax      2026-01-31T12:00:01.000Z 0 out b",
                "tax      2026-01-31T12:00:02.000Z 2 err c",
                "catalog  2026-01-31T12:00:03.000Z 0 out d",
                "catalog  without a time",
                "catalog  2026-01-31T12:00:04.000Z 0 out e",
            ],
            Lines(run));
    }

    [Fact]
    public async Task Nucleus_lines_are_among_the_others_on_demand()
    {
        string cell = _folder.AddCell("catalog");
        Log(cell, 0, Line(0, "a"), Line(2, "c"));
        string folder = Path.Combine(cell, "log");
        await File.WriteAllLinesAsync(LogFolder.FileOf(folder, LogFolder.NucleusLog, 1), ["2026-01-31T11:59:59.000Z replica 0: process 7 runs build ab"]);
        await File.WriteAllLinesAsync(LogFolder.FileOf(folder, LogFolder.NucleusLog, 0), ["2026-01-31T12:00:01.000Z replica 0, process 7, exited with 9", "   at a place", "2026-01-31T12:00:03.000Z 1 out of 2"]);

        ToolRun plain = await CellFolder.RunAsync("logs", cell);
        ToolRun both = await CellFolder.RunAsync("logs", cell, "--nucleus", "--since", "2026-01-31T12:00:00Z");
        ToolRun json = await CellFolder.RunAsync("logs", cell, "--nucleus", "--json");

        Assert.Equal(2, Lines(plain).Length);
        Assert.Equal(
            [
                "2026-01-31T12:00:00.000Z 0 out a",
                "2026-01-31T12:00:01.000Z nucleus replica 0, process 7, exited with 9",
                "2026-01-31T12:00:01.000Z nucleus    at a place",
                "2026-01-31T12:00:02.000Z 0 out c",
                "2026-01-31T12:00:03.000Z nucleus 1 out of 2",
            ],
            Lines(both));
        JsonNode first = JsonNode.Parse(Lines(json)[0])!;
        Assert.Equal(("2026-01-31T11:59:59.000Z", "nucleus", "replica 0: process 7 runs build ab"), ((string)first["time"]!, (string)first["stream"]!, (string)first["text"]!));
        Assert.Null(first["replica"]);
    }

    [Fact]
    public async Task What_a_nucleus_logs_of_a_crash_is_printed()
    {
        string cell = _folder.AddCell("greeter", "crash");

        await CellFolder.RunAsync("start", cell);

        ToolRun run = await CellFolder.RunAsync("logs", cell, "--nucleus");
        Assert.Contains(Lines(run), static line => line.EndsWith(" 0 err products.csv(7): no price", StringComparison.Ordinal));
        Assert.Contains(Lines(run), static line => line.Contains("Z nucleus ", StringComparison.Ordinal) && line.Contains("exit code 9", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Following_with_since_leaves_out_what_was_before_and_goes_on()
    {
        string catalog = _folder.AddCell("catalog");
        string tax = _folder.AddCell("tax");
        Log(catalog, 0, Line(0, "long ago"), Line(TimeProvider.System.GetUtcNow().AddSeconds(-30), "lately"));
        using CancellationTokenSource interrupt = new();
        using SharedWriter output = new();
        Task<int> following = CellsTool.RunAsync(["logs", _folder.Root, "-f", "--since", "1h"], ToolTerminal.Plain(output, TextWriter.Null), interrupt.Token);
        await WaitAsync(() => output.Count > 0);

        await using (LogWriter log = new(new RotatingFile(Path.Combine(tax, "log"), LogFolder.CellLog, maxSize: 10_000), TimeProvider.System))
        {
            log.Write(0, LogStream.Out, "now"u8);
        }

        await WaitAsync(() => output.Count > 1);
        await interrupt.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await following);
        Assert.Equal(["catalog lately", "tax now"], output.Lines.Select(static line => $"{line.Split(' ')[0]} {line.Split(' ')[^1]}"));
    }

    [Theory]
    [InlineData("2026-01-31T12:00:02Z")]
    [InlineData("2026-01-31T13:00:01.999+01:00")]
    [InlineData("2026-01-31 12:00:02")]
    public async Task Lines_from_before_since_are_left_out(string since)
    {
        string cell = _folder.AddCell("greeter");
        Log(cell, 0, Line(1, "before"), Line(2, "at"), Line(3, "after"));

        ToolRun run = await CellFolder.RunAsync("logs", cell, "--since", since);

        Assert.Equal(["at", "after"], Lines(run).Select(static line => line[31..]));
    }

    [Fact]
    public async Task Since_takes_how_long_ago_it_was()
    {
        string cell = _folder.AddCell("greeter");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Log(cell, 0, Line(now.AddHours(-2), "long ago"), Line(now.AddMinutes(-1), "lately"));

        ToolRun run = await CellFolder.RunAsync("logs", cell, "--since", "1h");
        ToolRun wrong = await CellFolder.RunAsync("logs", cell, "--since", "yesterday");

        Assert.Equal(["lately"], Lines(run).Select(static line => line[31..]));
        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
        Assert.Contains("'yesterday' is no time for --since", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_a_document_a_line_that_follows_its_published_schema()
    {
        string cell = _folder.AddCell("greeter");
        Log(cell, 0, "older than this form", Line(0, "tab\t, \u001b[31mred\u001b[0m"), Line(1, "ünicode", LogStream.Error, 3));
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "log-line.json"));

        ToolRun run = await CellFolder.RunAsync("logs", cell, "--json");

        string[] lines = Lines(run);
        Assert.All(lines, line => Assert.Empty(schema.Validate(line)));
        Assert.NotEmpty(schema.Validate("{\"cell\": \"greeter\"}"));
        JsonNode third = JsonNode.Parse(lines[2])!;
        Assert.Equal(
            ("greeter", cell, "2026-01-31T12:00:01.000Z", 3, "err", "ünicode"),
            ((string)third["cell"]!, (string)third["directory"]!, (string)third["time"]!, (int)third["replica"]!, (string)third["stream"]!, (string)third["text"]!));
        Assert.Equal("tab\t, \u001b[31mred\u001b[0m", (string)JsonNode.Parse(lines[1])!["text"]!);
        Assert.Null(JsonNode.Parse(lines[0])!["replica"]);
    }

    [Fact]
    public async Task What_a_process_printed_does_not_steer_the_terminal()
    {
        string cell = _folder.AddCell("greeter");
        Log(cell, 0, Line(0, "a\tb \u001b]0;title\u0007 c"));

        ToolRun run = await CellFolder.RunAsync("logs", cell);

        Assert.Equal("a\tb \\u001B]0;title\\u0007 c", Assert.Single(Lines(run))[31..]);
    }

    [Fact]
    public async Task Cells_have_colours_on_a_terminal_only()
    {
        Log(_folder.AddCell("catalog"), 0, Line(0, "a"));
        Log(_folder.AddCell("tax"), 0, Line(1, "b"));
        using StringWriter styled = new();

        int exitCode = await CellsTool.RunAsync(["logs", _folder.Root], new ToolTerminal(styled, TextWriter.Null, IsOutStyled: true, IsErrorStyled: false), CancellationToken.None);
        ToolRun plain = await CellFolder.RunAsync("logs", _folder.Root);

        Assert.Equal(ExitCode.Ok, exitCode);
        string[] lines = styled.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, static line => Assert.StartsWith("\u001b[", line, StringComparison.Ordinal));
        Assert.NotEqual(lines[0].Split('m')[0], lines[1].Split('m')[0]);
        Assert.DoesNotContain('\u001b', plain.Output);
    }

    [Fact]
    public async Task Cell_that_never_ran_has_nothing_to_print_and_what_is_no_cell_is_an_error()
    {
        ToolRun nothing = await CellFolder.RunAsync("logs", _folder.AddCell("greeter"));
        ToolRun missing = await CellFolder.RunAsync("logs", Path.Combine(_folder.Root, "nowhere"));
        ToolRun noCell = await CellFolder.RunAsync("logs", Directory.CreateDirectory(Path.Combine(_folder.Root, "empty")).FullName);

        Assert.Equal((ExitCode.Ok, ""), (nothing.ExitCode, nothing.Output));
        Assert.Equal(ExitCode.NotFound, missing.ExitCode);
        Assert.Equal(ExitCode.NotFound, noCell.ExitCode);
    }

    [Fact]
    public async Task Following_goes_on_over_rotations_until_it_is_interrupted()
    {
        string cell = _folder.AddCell("greeter");
        string folder = Path.Combine(cell, "log");
        Log(cell, 0, Line(0, "0"));
        using CancellationTokenSource interrupt = new();
        using SharedWriter output = new();
        Task<int> following = CellsTool.RunAsync(["logs", cell, "-f"], ToolTerminal.Plain(output, TextWriter.Null), interrupt.Token);
        await WaitAsync(() => output.Count > 0);
        const int Last = 2_000;
        await using (LogWriter log = new(new RotatingFile(folder, LogFolder.CellLog, maxSize: 10_000), TimeProvider.System))
        {
            for (int number = 1; number <= Last; number++)
            {
                log.Write(0, LogStream.Out, System.Text.Encoding.ASCII.GetBytes($"{number}"));
                if (number % 100 == 0)
                {
                    // No faster than files come and go: what is gone cannot be read.
                    await WaitAsync(() => output.Count > number);
                }
            }

            await WaitAsync(() => output.Count > Last);
        }

        await interrupt.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await following);
        Assert.True(File.Exists(LogFolder.FileOf(folder, LogFolder.CellLog, 4)));
        Assert.Equal(Enumerable.Range(0, Last + 1), output.Lines.Select(static line => int.Parse(line[31..], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Following_waits_for_a_log_that_is_not_there_yet()
    {
        string cell = _folder.AddCell("greeter");
        using CancellationTokenSource interrupt = new();
        using SharedWriter output = new();
        Task<int> following = CellsTool.RunAsync(["logs", cell, "-f", "--json"], ToolTerminal.Plain(output, TextWriter.Null), interrupt.Token);

        await using (LogWriter log = new(new RotatingFile(Path.Combine(cell, "log"), LogFolder.CellLog, maxSize: 10_000), TimeProvider.System))
        {
            log.Write(0, LogStream.Out, "first"u8);
        }

        await WaitAsync(() => output.Count > 0);
        await interrupt.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await following);
        Assert.Equal("first", (string)JsonNode.Parse(Assert.Single(output.Lines))!["text"]!);
    }

    [Fact]
    public void Files_that_went_before_they_were_read_are_told()
    {
        string folder = Path.Combine(_folder.AddCell("greeter"), "log");
        using RotatingFile file = new(folder, LogFolder.CellLog, maxSize: 40);
        file.Append("first line of the log, 40 bytes in all..\n"u8);
        using LogReader reader = new(new LoggedCell("greeter", folder, 0), LogFolder.CellLog, null);
        Assert.StartsWith("first line", reader.Read()!.Text, StringComparison.Ordinal);

        for (int i = 0; i < 8; i++)
        {
            file.Append(System.Text.Encoding.ASCII.GetBytes($"line {i} of the log, also 40 bytes in all...\n"));
        }

        Assert.StartsWith("line 3", reader.Read()!.Text, StringComparison.Ordinal);
        Assert.True(reader.TakeLoss());
        Assert.StartsWith("line 4", reader.Read()!.Text, StringComparison.Ordinal);
        Assert.False(reader.TakeLoss());
    }

    [Fact]
    public async Task Line_without_end_or_limit_comes_in_pieces()
    {
        string cell = _folder.AddCell("greeter");
        Log(cell, 0, new string('x', 200_000), "next");
        await File.AppendAllTextAsync(LogFolder.FileOf(Path.Combine(cell, "log"), LogFolder.CellLog, 0), "unended");

        ToolRun run = await CellFolder.RunAsync("logs", cell);

        string[] lines = Lines(run);
        Assert.Equal(200_000, lines[..^2].Sum(static line => line.Length));
        Assert.Equal(["next", "unended"], lines[^2..]);
    }

    [Fact]
    public async Task Tool_that_follows_ends_at_ctrl_c_with_its_exit_code()
    {
        string cell = _folder.AddCell("greeter");
        Log(cell, 0, Line(0, "hello"));
        using Process tool = CellFolder.StartTool("logs", cell, "-f");
        Assert.EndsWith(" hello", await tool.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);

        using (Process kill = Process.Start("kill", ["-INT", $"{tool.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await tool.WaitForExitAsync();
        Assert.Equal(ExitCode.Interrupted, tool.ExitCode);
        Assert.Equal("", await tool.StandardOutput.ReadToEndAsync());
    }

    private static string Line(double second, string text, LogStream stream = LogStream.Out, int replica = 0) => Line(Noon.AddSeconds(second), text, stream, replica);

    private static string Line(DateTimeOffset time, string text, LogStream stream = LogStream.Out, int replica = 0)
    {
        System.Buffers.ArrayBufferWriter<byte> line = new();
        LogLine.WriteTo(line, time, replica, stream, System.Text.Encoding.UTF8.GetBytes(text));
        return System.Text.Encoding.UTF8.GetString(line.WrittenSpan[..^1]);
    }

    private static void Log(string cell, int age, params string[] lines)
    {
        string folder = Directory.CreateDirectory(Path.Combine(cell, "log")).FullName;
        File.WriteAllText(LogFolder.FileOf(folder, LogFolder.CellLog, age), string.Join('\n', lines) + "\n");
    }

    private static string[] Lines(ToolRun run) => run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task WaitAsync(Func<bool> isMet)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!isMet())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>Lines that another thread writes.</summary>
    private sealed class SharedWriter : StringWriter
    {
        private readonly Lock _gate = new();
        private readonly List<string> _lines = [];
        private string _line = "";

        public int Count
        {
            get
            {
                lock (_gate)
                {
                    return _lines.Count;
                }
            }
        }

        public string[] Lines
        {
            get
            {
                lock (_gate)
                {
                    return [.. _lines];
                }
            }
        }

        public override void Write(string? value)
        {
            lock (_gate)
            {
                _line += value;
            }
        }

        public override void WriteLine() => WriteLine("");

        public override void WriteLine(string? value)
        {
            lock (_gate)
            {
                _lines.Add(_line + value);
                _line = "";
            }
        }
    }
}
