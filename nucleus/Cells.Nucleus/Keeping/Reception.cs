using System.Runtime.Versioning;
using Cells.Connections;
using Cells.Hosting;
using Cells.Nucleus.Listening;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cells.Nucleus.Keeping;

/// <summary>Sees to those who call while no process of the cell does: notices them, lets them wait, or tells them why nobody serves.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Reception
{
    private readonly PublicSocket _socket;
    private readonly CellServer _refusing;
    private IDisposable? _watch;
    private IAsyncDisposable? _refusal;
    private string _reason = "";

    /// <summary>Receives at <paramref name="socket"/>.</summary>
    /// <param name="socket">The cell's socket.</param>
    /// <param name="name">The cell's name.</param>
    /// <param name="clock">The clock.</param>
    public Reception(PublicSocket socket, string name, TimeProvider clock)
    {
        _socket = socket;
        _refusing = new CellServer(name, "", [], CellLimits.Default, clock, NullLogger.Instance)
        {
            Refusal = () => new Reject(CellStatus.Unavailable, $"'{name}' {_reason}"),
        };
    }

    /// <summary>A caller waits. Raised once after <see cref="WatchAsync"/>.</summary>
    public event Action? Called;

    /// <summary>Waits for a caller.</summary>
    public async ValueTask WatchAsync()
    {
        await RestAsync().ConfigureAwait(false);
        _watch = _socket.Watch(() => Called?.Invoke());
    }

    /// <summary>Tells callers <paramref name="reason"/>, instead of letting them wait.</summary>
    public void Refuse(string reason)
    {
        _watch?.Dispose();
        _watch = null;
        Volatile.Write(ref _reason, reason);
        _refusal ??= _socket.Refuse(_refusing);
    }

    /// <summary>Leaves callers in the socket's queue, where processes find them.</summary>
    public async ValueTask RestAsync()
    {
        _watch?.Dispose();
        _watch = null;
        if (_refusal is { } refusal)
        {
            _refusal = null;
            await refusal.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes the cell's name away: nobody new finds it.</summary>
    public async ValueTask CloseAsync()
    {
        _socket.Unlink();
        await RestAsync().ConfigureAwait(false);
    }
}
