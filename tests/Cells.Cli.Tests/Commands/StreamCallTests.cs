using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Commands;

/// <summary><c>cells call</c> of streams and events.</summary>
public sealed class StreamCallTests(StreamCallTests.RunningCell running) : IClassFixture<StreamCallTests.RunningCell>
{
    private readonly string _cell = running.Directory;

    [Fact]
    public async Task Items_are_printed_a_line_each_until_there_are_enough()
    {
        ToolRun run = await CellFolder.RunAsync("call", _cell, "Watch", "name=Ada", "--count", "3");

        Assert.Equal((ExitCode.Ok, "\"Ada 0\"\n\"Ada 1\"\n\"Ada 2\"\n", ""), (run.ExitCode, run.Output.ReplaceLineEndings("\n"), run.Error));
    }

    [Fact]
    public async Task Interrupt_ends_a_stream_well()
    {
        using CancellationTokenSource interrupted = new();
        using InterruptingWriter output = new(interrupted, lines: 3);

        int exitCode = await CellsTool.RunAsync(["call", _cell, "Watch", "name=Ada"], ToolTerminal.Plain(output, TextWriter.Null), interrupted.Token);

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.StartsWith("\"Ada 0\"\n\"Ada 1\"\n\"Ada 2\"\n", output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_holds_for_a_whole_stream()
        => Assert.Equal(ExitCode.Timeout, (await CellFolder.RunAsync("call", _cell, "Watch", "name=Ada", "--timeout", "2s")).ExitCode);

    [Fact]
    public async Task Lines_of_the_input_are_sent_as_items()
    {
        ToolRun joined = await RunAsync("\"a\"\n\n\"b\"\n", "call", _cell, "Join", "name=x");
        ToolRun shouted = await RunAsync("\"a\"\n\"b\"\n", "call", _cell, "Shout");

        Assert.Equal((ExitCode.Ok, "\"x+a+b\"\n", ""), (joined.ExitCode, joined.Output.ReplaceLineEndings("\n"), joined.Error));
        Assert.Equal((ExitCode.Ok, "\"a!\"\n\"b!\"\n", ""), (shouted.ExitCode, shouted.Output.ReplaceLineEndings("\n"), shouted.Error));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"b")]
    public async Task Line_that_is_no_item_is_named(string line)
    {
        ToolRun run = await RunAsync($"\"a\"\n{line}\n", "call", _cell, "Join", "name=x");

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains("Line 2 of the input is no item of Join(items)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_printed_as_they_come()
    {
        Task<ToolRun> subscribed = CellFolder.RunAsync("call", _cell, "Greeted", "--count", "2");
        while (!subscribed.IsCompleted)
        {
            Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("call", _cell, "Greet", "name=Ada")).ExitCode);
        }

        ToolRun run = await subscribed;
        Assert.Equal((ExitCode.Ok, "{\"name\":\"Ada\"}\n{\"name\":\"Ada\"}\n", ""), (run.ExitCode, run.Output.ReplaceLineEndings("\n"), run.Error));
    }

    [Theory]
    [InlineData("Greet", "name=Ada", "--count", "1")]
    [InlineData("Watch", "name=Ada", "--count", "0")]
    [InlineData("Greeted", "name=Ada")]
    [InlineData("Join", "name=x", "items=y")]
    public async Task What_does_not_fit_the_kind_of_call_is_refused(params string[] arguments)
        => Assert.Equal(ExitCode.Usage, (await CellFolder.RunAsync(["call", _cell, .. arguments])).ExitCode);

    private static async Task<ToolRun> RunAsync(string input, params string[] args)
    {
        using StringReader reader = new(input);
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await CellsTool.RunAsync(args, ToolTerminal.Plain(output, error) with { In = reader }, CancellationToken.None);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The user, who presses Ctrl+C after some lines.</summary>
    private sealed class InterruptingWriter(CancellationTokenSource interrupt, int lines) : StringWriter
    {
        private int _left = lines;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (--_left == 0)
            {
                interrupt.Cancel();
            }
        }
    }

    /// <summary>One cell for all: no test changes it.</summary>
    public sealed class RunningCell : IAsyncLifetime, IDisposable
    {
        private readonly CellFolder _folder = new();

        public string Directory { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Directory = _folder.AddCell("greeter");
            ToolRun start = await CellFolder.RunAsync("start", Directory);
            Assert.True(start.ExitCode == ExitCode.Ok, start.Error);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();
    }
}
