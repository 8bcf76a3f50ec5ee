using System.Text;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>Writes each event as one line on standard output: <c>info: Shop.Catalog[4] Shop.Catalog 1.0.0 listens at …</c>, with its exception behind it.</summary>
/// <remarks>Written at once and straight to the stream: there is no queue to lose at the end, and nothing to load at the start.</remarks>
internal sealed class StandardOutputLog(Stream output, LogLevel minimum) : ILoggerFactory, ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly LogLevel _minimum = minimum;

    /// <summary>Writes what is at least <paramref name="minimum"/>.</summary>
    public StandardOutputLog(LogLevel minimum)
        : this(Console.OpenStandardOutput(), minimum)
    {
    }

    /// <inheritdoc cref="ILoggerFactory.CreateLogger"/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    /// <summary>The logger of a class. The framework's own would first have to find out its name, and have that compiled.</summary>
    /// <param name="categoryName">The full name of <typeparamref name="TCategory"/>.</param>
    public ILogger<TCategory> CreateLogger<TCategory>(string categoryName) => new LineLogger<TCategory>(this, categoryName);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: who has more than this has a host.</exception>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("a cell without services of its own has one log");

    /// <inheritdoc/>
    public void Dispose()
    {
        // Standard output is the process'.
    }

    private void Write(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        try
        {
            lock (_gate)
            {
                output.Write(bytes);
            }
        }
        catch (IOException)
        {
            // Whoever read it is gone, which is no reason to serve nobody.
            return;
        }
    }

    // A peer's name may hold anything; a line of the log is one event. To look for all kinds of line ends at once is compiled at the start, and nearly no event has any.
    private static string OneLine(string text)
    {
        foreach (char character in text)
        {
            if (character is < ' ' or > '~')
            {
                return text.ReplaceLineEndings(" ");
            }
        }

        return text;
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    private class LineLogger(StandardOutputLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log._minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string text = exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception}";
                log.Write($"{NameOf(logLevel)}: {category}[{eventId.Id}] {OneLine(text.TrimEnd())}\n");
            }
        }
    }

    private sealed class LineLogger<TCategory>(StandardOutputLog log, string category) : LineLogger(log, category), ILogger<TCategory>;
}
