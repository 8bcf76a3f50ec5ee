using Cells.Streams;

namespace Cells.Connections;

/// <content>Streams and events.</content>
public sealed partial class UntypedCellClient
{
    /// <summary>Calls, sends <paramref name="items"/> if the call takes a stream, and reads the encoded items that it answers with.</summary>
    /// <remarks>Cold: each enumeration is one call.</remarks>
    /// <param name="index">The call's number: its index in the schema.</param>
    /// <param name="name">The call's name, for errors.</param>
    /// <param name="payload">The arguments that are no streams, encoded back to back.</param>
    /// <param name="items">What the call takes, each item encoded; null for a call that takes no stream.</param>
    /// <param name="deadline">The time for the whole stream; null for none.</param>
    /// <param name="cancellationToken">Cancels the call; the server is told.</param>
    /// <returns>The items. Enumerating fails as <see cref="CallAsync"/> does; <see cref="CellException.Position"/> says how many there were.</returns>
    public IAsyncEnumerable<byte[]> StreamAsync(
        int index, string name, ReadOnlyMemory<byte> payload, IAsyncEnumerable<byte[]>? items = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
        => _channel.With(new CallOptions { Deadline = deadline }).OpenAsync<BytesBody, byte[], EncodedItem>(
            Describe(index, name), new BytesBody(payload), items is null ? null : () => new ItemSource<byte[], EncodedItem>(items), cancellationToken);

    /// <summary>Calls, sends <paramref name="items"/>, and awaits the encoded result.</summary>
    /// <param name="index">The call's number: its index in the schema.</param>
    /// <param name="name">The call's name, for errors.</param>
    /// <param name="payload">The arguments that are no streams, encoded back to back.</param>
    /// <param name="items">What the call takes, each item encoded.</param>
    /// <param name="deadline">The time for the call; null for none.</param>
    /// <param name="cancellationToken">Cancels the call; the server is told.</param>
    /// <inheritdoc cref="CallAsync" path="/exception"/>
    public async Task<byte[]> SendStreamAsync(
        int index, string name, ReadOnlyMemory<byte> payload, IAsyncEnumerable<byte[]> items, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return await _channel.With(new CallOptions { Deadline = deadline }).SendItemsAsync<BytesBody, byte[], BytesDecoder>(
            Describe(index, name), new BytesBody(payload), new ItemSource<byte[], EncodedItem>(items), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Subscribes to an event, and reads the encoded arguments of each that the cell publishes from then on.</summary>
    /// <remarks>As <see cref="CellChannel.SubscribeAsync{TEvent, TDecoder}(CallDescriptor, EventOptions?, CancellationToken)"/>.</remarks>
    /// <param name="index">The event's number: its index in the schema.</param>
    /// <param name="name">The event's name, for errors.</param>
    /// <param name="options">How to subscribe.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    public IAsyncEnumerable<byte[]> SubscribeAsync(int index, string name, EventOptions? options = null, CancellationToken cancellationToken = default)
        => _channel.SubscribeAsync<byte[], EncodedItem>(Describe(index, name), options, cancellationToken);
}
