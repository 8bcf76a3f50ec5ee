using Cells.Connections;
using Microsoft.Extensions.Logging;

namespace Cells.Runtime.Tests.Connections;

/// <summary>The event that is written out.</summary>
public class StartLogTests
{
    [Fact]
    public void Event_of_the_start_reads_as_its_template_says()
    {
        Recorder log = new();

        StartLog.Listening(log, "Shop.Catalog", "1.2.0", "/mesh/catalog/run/public/cell.sock");

        Assert.Equal("Shop.Catalog 1.2.0 listens at /mesh/catalog/run/public/cell.sock", log.Text);
        string template = (string)log.State.Single(static pair => pair.Key == "{OriginalFormat}").Value!;
        Assert.Equal(log.Text, log.State.Aggregate(template, static (text, pair) => text.Replace($"{{{pair.Key}}}", (string)pair.Value!, StringComparison.Ordinal)));
    }

    [Fact]
    public void Event_below_the_level_is_not_written()
    {
        Recorder log = new() { IsOn = false };

        StartLog.Listening(log, "Shop.Catalog", "1.2.0", "/mesh/catalog/run/public/cell.sock");

        Assert.Equal("", log.Text);
    }

    private sealed class Recorder : ILogger
    {
        public bool IsOn { get; init; } = true;

        public string Text { get; private set; } = "";

        public IReadOnlyList<KeyValuePair<string, object?>> State { get; private set; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => IsOn;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Text = formatter(state, exception);
            State = (IReadOnlyList<KeyValuePair<string, object?>>)state!;
        }
    }
}
