using System.Runtime.CompilerServices;
using Cells.Framing;
using Cells.Streams;
using Cells.Telemetry;
using Cells.Wire;

namespace Cells.Connections;

/// <content>Calls with streams of items.</content>
public sealed partial class CellChannel
{
    /// <summary>Calls, and reads the items that the call answers with.</summary>
    /// <remarks>
    /// Cold: each enumeration is one call, sent when it begins. One that is left early cancels the call. The server sends as the items are taken, so that what is not taken yet
    /// costs bounded memory (<see cref="CellLimits.StreamWindow"/>), and holds up neither other calls nor the connection.
    /// </remarks>
    /// <returns>The items. Enumerating fails with <see cref="CellException"/>, whose <see cref="CellException.Position"/> says how many there were.</returns>
    public IAsyncEnumerable<TItem> StreamAsync<TPayload, TItem, TItemCodec>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TItemCodec : struct, IWireCodec<TItem>
        => OpenAsync<PayloadBody<TPayload>, TItem, TItemCodec>(call, new(payload), null, cancellationToken);

    /// <summary>Calls, sends <paramref name="items"/>, and reads those that the call answers with, both at once.</summary>
    /// <remarks>As <see cref="StreamAsync"/>; each enumeration enumerates <paramref name="items"/>, too. What they throw ends the call, and the enumeration with it.</remarks>
    /// <inheritdoc cref="StreamAsync" path="/returns"/>
    public IAsyncEnumerable<TOut> DuplexAsync<TPayload, TIn, TInCodec, TOut, TOutCodec>(
        CallDescriptor call, in TPayload payload, IAsyncEnumerable<TIn> items, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TInCodec : struct, IWireCodec<TIn>
        where TOutCodec : struct, IWireCodec<TOut>
    {
        ArgumentNullException.ThrowIfNull(items);
        return OpenAsync<PayloadBody<TPayload>, TOut, TOutCodec>(call, new(payload), () => new ItemSource<TIn, TInCodec>(items), cancellationToken);
    }

    /// <summary>Calls, sends <paramref name="items"/>, and awaits the result.</summary>
    /// <remarks>
    /// The items are enumerated on the thread pool while the call is in flight, with a token that is cancelled when no more are wanted: the server may answer before it has all.
    /// A call whose items have been begun is not sent again.
    /// </remarks>
    /// <exception cref="CellException">The call failed; <see cref="CellException.Outcome"/> says what is known.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; the server is told.</exception>
    public ValueTask<TResult> SendStreamAsync<TPayload, TItem, TItemCodec, TResult, TResultCodec>(
        CallDescriptor call, in TPayload payload, IAsyncEnumerable<TItem> items, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TItemCodec : struct, IWireCodec<TItem>
        where TResultCodec : struct, IWireCodec<TResult>
    {
        ArgumentNullException.ThrowIfNull(items);
        return SendItemsAsync<PayloadBody<TPayload>, TResult, CodecDecoder<TResult, TResultCodec>>(
            call, new(payload), new ItemSource<TItem, TItemCodec>(items), cancellationToken);
    }

    /// <summary>Calls, sends <paramref name="items"/>, and awaits the end of a call without a result.</summary>
    /// <inheritdoc cref="SendStreamAsync{TPayload, TItem, TItemCodec, TResult, TResultCodec}"/>
    public ValueTask SendStreamAsync<TPayload, TItem, TItemCodec>(
        CallDescriptor call, in TPayload payload, IAsyncEnumerable<TItem> items, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TItemCodec : struct, IWireCodec<TItem>
    {
        ArgumentNullException.ThrowIfNull(items);
        return Forget(SendItemsAsync<PayloadBody<TPayload>, NoResult, EmptyDecoder>(
            call, new(payload), new ItemSource<TItem, TItemCodec>(items), cancellationToken));
    }

    /// <summary>Makes a call that answers with items: through the interceptors, where there are any.</summary>
    internal IAsyncEnumerable<TItem> OpenAsync<TBody, TItem, TItemCodec>(
        CallDescriptor call, TBody body, Func<ItemSource>? openItems, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TItemCodec : struct, IWireCodec<TItem>
        => _client.Options.Interceptors.Count == 0
            ? ObserveStream(call, _ => ReceiveAsync<TBody, TItem, TItemCodec>(call, body, openItems, _options, null, cancellationToken), cancellationToken)
            : _client.Options.Interceptors[0] is ICallRecorder recorder ? recorder.RecordStream<TBody, TItem, TItemCodec>(call, body, openItems?.Invoke())
            : InterceptedStream.RunAsync(
                _client.Options.Interceptors,
                $"{_client.Contract.Name}.{call.Name}",
                _options,
                intercepted => ObserveStream(
                    call,
                    _ => ReceiveAsync<TBody, TItem, TItemCodec>(call, body, openItems, intercepted.Options, intercepted, intercepted.CancellationToken),
                    intercepted.CancellationToken),
                cancellationToken);

    /// <summary>Makes a call that answers with items: within a span, where somebody listens.</summary>
    private IAsyncEnumerable<TItem> ObserveStream<TItem>(
        CallDescriptor call, Func<CallObservation?, IAsyncEnumerable<TItem>> open, CancellationToken cancellationToken)
        => CallTelemetry.ObservesClients ? ObservedStream.RunAsync(() => Observe(call), open, cancellationToken) : open(null);

    private async IAsyncEnumerable<TItem> ReceiveAsync<TBody, TItem, TItemCodec>(
        CallDescriptor call, TBody body, Func<ItemSource>? openItems, CallOptions options, ClientCall? intercepted,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TItemCodec : struct, IWireCodec<TItem>
    {
        OutgoingCall outgoing = OutgoingCall.Begin(_client.Contract, call, options, _client.Options.TimeProvider, cancellationToken);
        ResponseMetadata? received = options.OnResponseMetadata is null && intercepted is null ? null : new(lease: null);
        try
        {
            ItemSource? items = openItems?.Invoke();
            OpenStream stream = await AttemptAsync(
                outgoing, items, (connection, metadata) => OpenStream.StartAsync(connection, connection.StartStream<TBody, NoResult, EmptyDecoder>(
                    call, body, metadata, outgoing.Deadline, items, Receiving.Items, received, outgoing.CancellationToken))).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable closing = stream.ConfigureAwait(false);
            do
            {
                while (stream.TryTake<TItem, TItemCodec>(out TItem item))
                {
                    yield return item;
                }
            }
            while (await stream.WaitAsync().ConfigureAwait(false));
            await stream.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            outgoing.End();
            received?.Deliver(options, intercepted);
        }
    }

    /// <summary>Makes a call that sends items and answers with a result: through the interceptors, where there are any.</summary>
    internal ValueTask<TResult> SendItemsAsync<TBody, TResult, TDecoder>(
        CallDescriptor call, TBody body, ItemSource items, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        if (_client.Options.Interceptors.Count == 0)
        {
            return ObserveItemsAsync<TBody, TResult, TDecoder>(call, body, items, _options, null, cancellationToken);
        }

        if (_client.Options.Interceptors[0] is ICallRecorder recorder)
        {
            return recorder.Record<TBody, TResult, TDecoder>(call, body, items);
        }

        string name = $"{_client.Contract.Name}.{call.Name}";
        return ClientInterception.RunAsync(
            _client.Options.Interceptors,
            new ClientCall(name, _options, cancellationToken),
            intercepted => items.IsTaken
                ? throw new InvalidOperationException($"{name}: an interceptor made a call again whose items have been begun")
                : ObserveItemsAsync<TBody, TResult, TDecoder>(call, body, items, intercepted.Options, intercepted, intercepted.CancellationToken));
    }

    private ValueTask<TResult> ObserveItemsAsync<TBody, TResult, TDecoder>(
        CallDescriptor call, TBody body, ItemSource items, CallOptions options, ClientCall? intercepted, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
        => CallTelemetry.ObservesClients
            ? ObservedCall.RunAsync(
                () => Observe(call), () => SendItemsAsync<TBody, TResult, TDecoder>(call, body, items, options, intercepted, cancellationToken))
            : SendItemsAsync<TBody, TResult, TDecoder>(call, body, items, options, intercepted, cancellationToken);

    private async ValueTask<TResult> SendItemsAsync<TBody, TResult, TDecoder>(
        CallDescriptor call, TBody body, ItemSource items, CallOptions options, ClientCall? intercepted, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        OutgoingCall outgoing = OutgoingCall.Begin(_client.Contract, call, options, _client.Options.TimeProvider, cancellationToken);
        ResponseMetadata? received = options.OnResponseMetadata is null && intercepted is null ? null : new(lease: null);
        try
        {
            return await AttemptAsync(
                outgoing, items, (connection, metadata) => connection.StartStream<TBody, TResult, TDecoder>(
                    call, body, metadata, outgoing.Deadline, items, Receiving.Nothing, received, outgoing.CancellationToken).AsValueTask()).ConfigureAwait(false);
        }
        finally
        {
            outgoing.End();
            received?.Deliver(options, intercepted);
        }
    }

    /// <summary>Sends the request of a call with streams until it is answered, its first item has come, or it has failed for good.</summary>
    private async ValueTask<TAnswer> AttemptAsync<TAnswer>(
        OutgoingCall outgoing, ItemSource? items, Func<ClientConnection, CallMetadata, ValueTask<TAnswer>> send)
    {
        CallAttempts attempts = new(outgoing, _connector);
        while (true)
        {
            try
            {
                ClientConnection connection = await _connector.GetAsync(outgoing.Deadline, outgoing.CancellationToken).ConfigureAwait(false);
                attempts.ThrowIfOver(connection);
                await connection.WaitForRoomAsync(outgoing.Call.Name, outgoing.Deadline, outgoing.CancellationToken).ConfigureAwait(false);
                if (!connection.TryReserve())
                {
                    await connection.ReserveAsync(outgoing.Call.Name, outgoing.Deadline, outgoing.CancellationToken).ConfigureAwait(false);
                }

                return await send(connection, outgoing.MetadataWith(null)).ConfigureAwait(false);
            }
            catch (CellException e)
            {
                // Items that have been begun cannot be had again, and where a stream was is not known.
                if (items?.IsTaken == true || e.Outcome != CallOutcome.NotExecuted || !attempts.TryRepeat(e))
                {
                    throw;
                }
            }

            await attempts.BackOffAsync().ConfigureAwait(false);
        }
    }
}
