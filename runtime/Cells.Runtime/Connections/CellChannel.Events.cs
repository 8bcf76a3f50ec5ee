using System.Diagnostics;
using System.Runtime.CompilerServices;
using Cells.Streams;

namespace Cells.Connections;

/// <content>Subscriptions to events.</content>
public sealed partial class CellChannel
{
    private const int FirstResubscribeMs = 20;
    private const int LongestResubscribeMs = 2000;

    /// <summary>Subscribes to an event, and reads what the cell publishes from then on.</summary>
    /// <remarks>
    /// Cold: each enumeration is one subscription. After the connection was lost, or the cell has gone away, it subscribes again by itself until it is cancelled;
    /// <see cref="EventOptions.Missed"/> is then told of a gap of unknown size. The first subscription fails like a call.
    /// </remarks>
    /// <returns>The events. Enumerating fails with <see cref="CellException"/> when the cell ends the subscription with an error.</returns>
    public IAsyncEnumerable<TEvent> SubscribeAsync<TEvent, TDecoder>(CallDescriptor call, EventOptions? options, CancellationToken cancellationToken)
        where TDecoder : struct, IEventDecoder<TEvent>
        => SubscribeAsync<TEvent, TDecoder>(call, options, null, cancellationToken);

    /// <summary>Subscribes to an event, and calls <paramref name="handler"/> with each that the cell publishes from then on, one after the other, on the thread pool.</summary>
    /// <remarks>As <see cref="SubscribeAsync{TEvent, TDecoder}(CallDescriptor, EventOptions?, CancellationToken)"/>. An exception of the handler ends the subscription.</remarks>
    /// <returns>The subscription, once the cell has confirmed it.</returns>
    /// <exception cref="CellException">The cell did not confirm it.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<EventSubscription> SubscribeAsync<TEvent, TDecoder>(
        CallDescriptor call, Func<TEvent, CancellationToken, ValueTask> handler, EventOptions? options, CancellationToken cancellationToken)
        where TDecoder : struct, IEventDecoder<TEvent>
    {
        ArgumentNullException.ThrowIfNull(handler);
        CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TaskCompletionSource subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task completion = HandleAsync();
        await Task.WhenAny(subscribed.Task, completion).ConfigureAwait(false);
        if (!subscribed.Task.IsCompleted)
        {
            try
            {
                await completion.ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch
            {
                stopping.Dispose();
                throw;
            }
        }

        return new EventSubscription(stopping, completion);

        async Task HandleAsync()
        {
            CancellationToken token = stopping.Token;
            // The subscription outlives the call whose handler subscribes.
            AmbientCall.Leave();
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            try
            {
                await foreach (TEvent published in SubscribeAsync<TEvent, TDecoder>(call, options, () => subscribed.TrySetResult(), token).ConfigureAwait(false))
                {
                    await handler(published, token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                // Unsubscribed.
            }
        }
    }

    private IAsyncEnumerable<TEvent> SubscribeAsync<TEvent, TDecoder>(
        CallDescriptor call, EventOptions? options, Action? subscribed, CancellationToken cancellationToken)
        where TDecoder : struct, IEventDecoder<TEvent>
    {
        IReadOnlyList<IClientInterceptor> interceptors = _client.Options.Interceptors;
        return interceptors.Count == 0
            ? ObserveStream(
                call,
                observation => ReceiveEventsAsync<TEvent, TDecoder>(call, options, _options, subscribed, observation?.Span, cancellationToken),
                cancellationToken)
            : interceptors[0] is ICallRecorder recorder ? recorder.RecordSubscription<TEvent, TDecoder>(call)
            : InterceptedStream.RunAsync(
                interceptors, $"{_client.Contract.Name}.{call.Name}", _options,
                intercepted => ObserveStream(
                    call,
                    observation => ReceiveEventsAsync<TEvent, TDecoder>(
                        call, options, intercepted.Options, subscribed, observation?.Span, intercepted.CancellationToken),
                    intercepted.CancellationToken),
                cancellationToken);
    }

    private async IAsyncEnumerable<TEvent> ReceiveEventsAsync<TEvent, TDecoder>(
        CallDescriptor call, EventOptions? options, CallOptions callOptions, Action? subscribed, Activity? span,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TDecoder : struct, IEventDecoder<TEvent>
    {
        // A subscription has no deadline: it lasts until someone ends it.
        CallOptions endless = callOptions with { Deadline = Timeout.InfiniteTimeSpan };
        bool isResubscribing = false;
        while (true)
        {
            OutgoingCall outgoing = OutgoingCall.Begin(_client.Contract, call, endless, _client.Options.TimeProvider, cancellationToken);
            try
            {
                OpenStream stream = await OpenSubscriptionAsync(outgoing, isResubscribing).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable closing = stream.ConfigureAwait(false);
                do
                {
                    while (stream.TryTakeEvent<TEvent, TDecoder>(out TEvent published, out long? missed))
                    {
                        if (missed is null)
                        {
                            yield return published;
                        }
                        else if (missed > 0 || isResubscribing)
                        {
                            options?.Missed?.Invoke(new EventGap(isResubscribing ? null : missed));
                        }

                        subscribed?.Invoke();
                        isResubscribing = false;
                    }
                }
                while (await stream.WaitAsync().ConfigureAwait(false));
                if (await stream.HasEndedForGoodAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            finally
            {
                outgoing.End();
            }

            isResubscribing = true;
            if (span is not null)
            {
                // Whoever takes the events may have a current activity of its own by now.
                Activity.Current = span;
                span.AddEvent(new ActivityEvent("cells.resubscribe"));
            }
        }
    }

    /// <summary>Subscribes: the first time as a call is made, later until it succeeds.</summary>
    private async ValueTask<OpenStream> OpenSubscriptionAsync(OutgoingCall outgoing, bool isResubscribing)
    {
        for (double delay = FirstResubscribeMs; ; delay = Math.Min(2 * delay, LongestResubscribeMs))
        {
            try
            {
                return await AttemptAsync(outgoing, null, (connection, metadata) => OpenStream.StartAsync(
                    connection,
                    connection.StartStream<BytesBody, NoResult, EmptyDecoder>(
                        outgoing.Call, new BytesBody(default), metadata, outgoing.Deadline, null, Receiving.Events, null, outgoing.CancellationToken))).ConfigureAwait(false);
            }
            catch (CellException e) when (isResubscribing && e.Status == CellStatus.Unavailable && _connector.CanReconnect)
            {
                // Not there yet.
            }

            TimeSpan wait = TimeSpan.FromMilliseconds(delay * (0.5 + (0.5 * Random.Shared.NextDouble())));
            await Task.Delay(wait, _client.Options.TimeProvider, outgoing.CancellationToken).ConfigureAwait(false);
        }
    }
}
