using System.Text.Json.Nodes;
using Spectre.Console;

namespace Cells.Cli.Output;

/// <summary>Shows which cell is being built, started or stopped.</summary>
internal abstract class Progress
{
    /// <summary>The form that fits the stream: drawn in place, lines, or JSON.</summary>
    public static Progress For(ToolOutput output) => output.IsJson ? new JsonProgress(output) : output.IsLive ? new LiveProgress(output) : new LineProgress(output);

    /// <summary>Shows progress while <paramref name="work"/> runs.</summary>
    public virtual Task ShowAsync(Func<Task> work) => work();

    /// <summary>A cell's current activity: <c>building</c>.</summary>
    public abstract void Report(string cell, string activity);

    /// <summary>The end of a cell's activities: <c>running (pid 7)</c>.</summary>
    public abstract void Finish(string cell, string outcome, bool isSuccess = true);

    private sealed class LineProgress(ToolOutput output) : Progress
    {
        public override void Report(string cell, string activity) => output.Prose.WriteLine($"{cell}: {activity}");

        public override void Finish(string cell, string outcome, bool isSuccess) => output.Prose.WriteLine($"{cell}: {outcome}");
    }

    private sealed class JsonProgress(ToolOutput output) : Progress
    {
        public override void Report(string cell, string activity) => output.WriteEvent(new JsonObject { ["cell"] = cell, ["activity"] = activity });

        public override void Finish(string cell, string outcome, bool isSuccess)
            => output.WriteEvent(new JsonObject { ["cell"] = cell, ["outcome"] = outcome, ["ok"] = isSuccess });
    }

    private sealed class LiveProgress(ToolOutput output) : Progress
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];
        private readonly Lock _lock = new();
        private ProgressContext? _context;

        public override Task ShowAsync(Func<Task> work)
            => output.Prose.Progress()
                .Columns(new SpinnerColumn { CompletedText = "•" }, new TaskDescriptionColumn { Alignment = Justify.Left }, new ElapsedTimeColumn())
                .StartAsync(async context =>
                {
                    _context = context;
                    try
                    {
                        await work();
                    }
                    finally
                    {
                        // A task left open would keep the display from ending.
                        foreach (ProgressTask task in _tasks.Values)
                        {
                            task.StopTask();
                        }

                        _context = null;
                        _tasks.Clear();
                    }
                });

        public override void Report(string cell, string activity) => Describe(cell, $"[bold]{Markup.Escape(cell)}[/] {Markup.Escape(activity)}");

        public override void Finish(string cell, string outcome, bool isSuccess)
        {
            string color = isSuccess ? "green" : "red";
            Describe(cell, $"[bold]{Markup.Escape(cell)}[/] [{color}]{Markup.Escape(outcome)}[/]")?.StopTask();
        }

        private ProgressTask? Describe(string cell, string markup)
        {
            lock (_lock)
            {
                if (_context is null)
                {
                    output.Prose.MarkupLine(markup);
                    return null;
                }

                if (!_tasks.TryGetValue(cell, out ProgressTask? task))
                {
                    task = _context.AddTask(markup).IsIndeterminate();
                    _tasks.Add(cell, task);
                }

                task.Description = markup;
                return task;
            }
        }
    }
}
