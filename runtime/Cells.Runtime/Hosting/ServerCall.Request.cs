using System.Buffers;
using Cells.Framing;
using Cells.Wire;

namespace Cells.Hosting;

/// <content>The arguments, and how long they are kept.</content>
public sealed partial class ServerCall
{
    private ReadOnlySequence<byte> _request;
    private bool _isLeased;
    private bool _isKept;

    /// <summary>A reader of the arguments; in a leased call, bytes are slices of the request.</summary>
    public WireReader OpenRequest() => new(_request, _isLeased);

    /// <summary>Runs a handler that blocks on the thread pool, so that it never holds up the thread that reads the connection.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="handler">Reads the arguments, runs the cell's method and replies.</param>
    /// <param name="isLeased">Whether the arguments' bytes are slices of the request, as in <see cref="RunLeasedAsync"/>.</param>
    public async ValueTask RunBlockingAsync<TCell>(TCell cell, Func<TCell, ServerCall, ValueTask> handler, bool isLeased = false)
    {
        IDisposable kept = KeepRequest(isLeased);
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await RunKeptAsync(cell, handler).ConfigureAwait(false);
        }
        finally
        {
            ReleaseRequest(kept);
        }
    }

    /// <summary>Runs a handler whose arguments' bytes are slices of the request, which is kept until the handler has ended and the reply is written.</summary>
    public async ValueTask RunLeasedAsync<TCell>(TCell cell, Func<TCell, ServerCall, ValueTask> handler)
    {
        IDisposable kept = KeepRequest(isLeased: true);
        try
        {
            await RunKeptAsync(cell, handler).ConfigureAwait(false);
        }
        finally
        {
            ReleaseRequest(kept);
        }
    }

    /// <summary>The same failure to read the arguments, with the path of the member.</summary>
    internal CellFormatException Locate(CellFormatException failure) => Dispatcher.Locate(Index, _request, failure);

    /// <summary>Puts <paramref name="request"/>, the arguments in this cell's schema, in the place of those that came. Before the handler runs.</summary>
    internal void UseRequest(in ReadOnlySequence<byte> request)
    {
        _request = request;
        _isKept = true;
    }

    /// <summary>Keeps the arguments beyond the connection's buffer until <see cref="ReleaseRequest"/>.</summary>
    internal IDisposable KeepRequest() => KeepRequest(_isLeased);

    // The arguments lie in the connection's buffer, which moves on when the thread that reads it returns, or in memory that is shared with the client.
    private IDisposable KeepRequest(bool isLeased)
    {
        IDisposable kept = _isKept ? PooledBody.Copy(ref _request) : Connection.KeepBody(ref _request, isLeased);
        _isKept = true;
        _isLeased = isLeased;
        return kept;
    }

    internal void ReleaseRequest(IDisposable kept)
    {
        _request = default;
        kept.Dispose();
    }

    private ValueTask RunKeptAsync<TCell>(TCell cell, Func<TCell, ServerCall, ValueTask> handler)
    {
        try
        {
            return handler(cell, this);
        }
        catch (CellFormatException e)
        {
            Connection.RefuseArguments(this, Locate(e));
            return default;
        }
    }
}
