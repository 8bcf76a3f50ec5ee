using Cells.Connections;
using Cells.Events;
using Cells.Framing;

namespace Cells.Hosting;

/// <summary>Brings the events that a cell publishes to those who subscribed. Generated code has one in each cell that declares events. Safe for concurrent use.</summary>
public sealed class EventHub
{
    private readonly Lock _gate = new();
    private EventSubscriber[] _subscribers = [];

    /// <summary>Publishes an event. It is encoded once for all subscribers, and not at all without one.</summary>
    /// <param name="call">The event's number in the contract.</param>
    /// <param name="overflow">What happens to a subscriber whose buffer is full.</param>
    /// <param name="payload">The event's arguments.</param>
    /// <param name="cancellationToken">Ends the waiting for subscribers, with <see cref="EventOverflow.Block"/>.</param>
    /// <exception cref="InvalidOperationException">An argument cannot be sent.</exception>
    public ValueTask PublishAsync<TPayload>(int call, EventOverflow overflow, in TPayload payload, CancellationToken cancellationToken = default)
        where TPayload : struct, ICallPayload
    {
        EventSubscriber[] subscribers = Volatile.Read(ref _subscribers);
        byte[]? published = null;
        List<EventSubscriber>? full = null;
        foreach (EventSubscriber subscriber in subscribers)
        {
            if (subscriber.Event != call)
            {
                continue;
            }

            published ??= Encode(payload);
            if (!subscriber.TryAdd(published, overflow))
            {
                (full ??= []).Add(subscriber);
            }
        }

        return full is null ? default : WaitAsync(full, published!, cancellationToken);
    }

    /// <summary>How many are subscribed to the event numbered <paramref name="call"/>.</summary>
    internal int CountSubscribers(int call) => Volatile.Read(ref _subscribers).Count(subscriber => subscriber.Event == call);

    /// <summary>Answers a subscription with the events that come, until the client unsubscribes or the connection drains.</summary>
    internal async ValueTask ReplyAsync(ServerCall call)
    {
        EventSubscriber subscriber = new(call);
        Add(subscriber);
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (!await subscriber.SendAllAsync().ConfigureAwait(false))
            {
                // The subscriber is gone, even where nobody has said so yet.
                call.Cancel();
                throw new OperationCanceledException(call.CancellationToken);
            }
        }
        finally
        {
            Remove(subscriber);
            subscriber.Close();
        }

        call.Connection.ReplyEnd(call);
    }

    private static byte[] Encode<TPayload>(in TPayload payload)
        where TPayload : struct, ICallPayload
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        try
        {
            new PayloadBody<TPayload>(payload).Write(buffer);
        }
        catch (Wire.CellFormatException e)
        {
            // Not to be taken for a failure to read a request.
            throw new InvalidOperationException($"the event cannot be sent: {e.Message}", e);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static async ValueTask WaitAsync(List<EventSubscriber> full, byte[] published, CancellationToken cancellationToken)
    {
        foreach (EventSubscriber subscriber in full)
        {
            await subscriber.AddAsync(published, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Add(EventSubscriber subscriber)
    {
        lock (_gate)
        {
            Volatile.Write(ref _subscribers, [.. _subscribers, subscriber]);
        }
    }

    private void Remove(EventSubscriber subscriber)
    {
        lock (_gate)
        {
            Volatile.Write(ref _subscribers, [.. _subscribers.Where(other => other != subscriber)]);
        }
    }
}
