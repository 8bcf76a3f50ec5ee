using Cells.Connections;
using Cells.Wire;

namespace Cells.Streams;

/// <summary>The items that a client sends with one call.</summary>
internal abstract class ItemSource
{
    /// <summary>Whether an attempt of the call has begun to take the items: they cannot be had twice.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Reads one item, for those who record the call: a function from its bytes to what the call's items are.</summary>
    public abstract Delegate Reader { get; }

    /// <summary>Sends the items, from the thread pool. An exception of theirs ends the call.</summary>
    public void Start(StreamSender sender, ClientConnection connection, PendingCall call)
    {
        if (sender.IsStopped)
        {
            return;
        }

        IsTaken = true;
        uint correlation = call.Correlation;
        string name = call.Name;
        _ = Task.Run(() => SendAsync(sender, connection, call, correlation, name), CancellationToken.None);
    }

    /// <summary>Brings the items to <paramref name="sender"/>.</summary>
    protected abstract ValueTask<bool> PumpAsync(StreamSender sender);

    private async Task SendAsync(StreamSender sender, ClientConnection connection, PendingCall call, uint correlation, string name)
    {
        try
        {
            if (await PumpAsync(sender).ConfigureAwait(false))
            {
                sender.End();
            }
        }
        catch (Exception e)
        {
            // Whoever finds the call ended already leaves it alone: it may be another by now.
            if (connection.TryAbandon(call, correlation))
            {
                call.Abandon(Describe(name, e));
            }
        }
    }

    private static Exception Describe(string call, Exception error)
    {
        if (error is not CellFormatException)
        {
            return error;
        }

        return new CellException(CellStatus.InvalidArgument, $"{call}: an item cannot be sent: {error.Message}", error) { Call = call };
    }
}

/// <summary>Typed items.</summary>
internal sealed class ItemSource<TItem, TCodec>(IAsyncEnumerable<TItem> items) : ItemSource
    where TCodec : struct, IWireCodec<TItem>
{
    /// <inheritdoc/>
    public override Delegate Reader => static (byte[] item) => ItemDecoder.Read<TItem, TCodec>(item, rewriting: null);

    /// <inheritdoc/>
    protected override ValueTask<bool> PumpAsync(StreamSender sender)
        => ItemPump.RunAsync<TItem, TCodec>(items, sender, sendsBeforeFailing: false, sender.Stopping);
}
