using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>A log in which the lines that a peer can cause at will are few: of each kind 20 at once, then one a second, with the number of those left out.</summary>
/// <remarks>A stranger who connects again and again must not fill the disk, or hide what else is logged. Lines that are answers to somebody (an error's id) are always written.</remarks>
internal sealed class PeerLog : ILogger
{
    // Of ServerLog.
    private static readonly int[] CausedByPeers = [2, 3, 8, 11];

    private readonly ILogger _inner;
    private readonly Dictionary<int, LineBudget> _budgets = [];

    /// <summary>Writes to <paramref name="inner"/>.</summary>
    public PeerLog(ILogger inner, TimeProvider clock)
    {
        _inner = inner;
        foreach (int id in CausedByPeers)
        {
            _budgets.Add(id, new LineBudget(clock));
        }
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => _inner.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => _inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_budgets.TryGetValue(eventId.Id, out LineBudget? budget))
        {
            if (!budget.TryTake(out long leftOut))
            {
                return;
            }

            if (leftOut > 0)
            {
                ServerLog.LeftOut(_inner, leftOut);
            }
        }

        _inner.Log(logLevel, eventId, state, exception, formatter);
    }

    /// <summary>A token bucket.</summary>
    private sealed class LineBudget(TimeProvider clock)
    {
        private const int AtOnce = 20;
        private const int PerSecond = 1;

        private readonly Lock _gate = new();
        private double _tokens = AtOnce;
        private long _filled = clock.GetTimestamp();
        private long _leftOut;

        public bool TryTake(out long leftOut)
        {
            lock (_gate)
            {
                long now = clock.GetTimestamp();
                _tokens = Math.Min(AtOnce, _tokens + (PerSecond * clock.GetElapsedTime(_filled, now).TotalSeconds));
                _filled = now;
                if (_tokens < 1)
                {
                    _leftOut++;
                    leftOut = 0;
                    return false;
                }

                _tokens--;
                (leftOut, _leftOut) = (_leftOut, 0);
                return true;
            }
        }
    }
}
