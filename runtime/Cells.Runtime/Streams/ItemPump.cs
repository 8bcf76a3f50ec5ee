using System.Runtime.CompilerServices;
using Cells.Framing;
using Cells.Wire;

namespace Cells.Streams;

/// <summary>Brings the items of an enumerable to a <see cref="StreamSender"/>.</summary>
internal static class ItemPump
{
    /// <summary>The bytes of items that are gathered into one chunk.</summary>
    private const int ChunkSize = 16 * 1024;

    /// <summary>Sends all items. Those that are there without waiting go together; whenever the next one is waited for, all before it are on their way.</summary>
    /// <param name="items">The items. Its enumerator is disposed in any case, before this ends.</param>
    /// <param name="sender">Where they go.</param>
    /// <param name="sendsBeforeFailing">Whether items that came before an exception are sent before it is passed on.</param>
    /// <param name="cancellationToken">What the enumerable learns of the end.</param>
    /// <returns>False when the sender was stopped before the last item was sent.</returns>
    /// <exception cref="CellException">An item cannot be sent, or the enumerable threw it, like any other exception.</exception>
    public static async ValueTask<bool> RunAsync<TItem, TCodec>(
        IAsyncEnumerable<TItem> items, StreamSender sender, bool sendsBeforeFailing, CancellationToken cancellationToken)
        where TCodec : struct, IWireCodec<TItem>
    {
        using PayloadBuffer gathered = PayloadBuffer.Rent();
        try
        {
            IAsyncEnumerator<TItem> enumerator = items.GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable disposal = enumerator.ConfigureAwait(false);
            bool isOpen = true;
            while (isOpen)
            {
                ValueTask<bool> next = enumerator.MoveNextAsync();
                if (gathered.Length > 0 && (!next.IsCompleted || gathered.Length >= ChunkSize))
                {
                    isOpen = await sender.SendAsync(gathered).ConfigureAwait(false);
                }

                // Awaited even when the stream is stopped: no enumerator is disposed while it moves.
                if (!await next.ConfigureAwait(false))
                {
                    break;
                }

                Append<TItem, TCodec>(gathered, enumerator.Current, sender.MostBytes);
            }

            return isOpen && await sender.SendAsync(gathered).ConfigureAwait(false);
        }
        catch when (sendsBeforeFailing && gathered.Length > 0)
        {
            await sender.SendAsync(gathered).ConfigureAwait(false);
            throw;
        }
    }

    private static void Append<TItem, TCodec>(PayloadBuffer gathered, in TItem item, int mostBytes)
        where TCodec : struct, IWireCodec<TItem>
    {
        int start = gathered.Length;
        StreamItems.Append<TItem, TCodec>(gathered, item);
        int size = gathered.Length - start - StreamItems.HeaderSize;
        if (size > mostBytes)
        {
            gathered.Truncate(start);
            throw new CellException(CellStatus.ResourceExhausted, $"an item of the stream has {size} bytes and the peer takes {mostBytes} (max_frame)");
        }
    }
}
