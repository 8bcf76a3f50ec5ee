using Cells.Hosting;

namespace Cells.Testing.Fakes;

/// <summary>Those who are subscribed to the events of a fake. Safe for concurrent use.</summary>
internal sealed class Subscriptions
{
    private readonly EventHub _hub = new();
    private TaskCompletionSource _added = NewSignal();

    /// <summary>How many are subscribed to the event numbered <paramref name="call"/>.</summary>
    public int Count(int call) => _hub.CountSubscribers(call);

    /// <summary>Answers a subscription with the events that are published from now on.</summary>
    public ValueTask ReplyAsync(ServerCall call)
    {
        ValueTask events = _hub.ReplyAsync(call);
        Interlocked.Exchange(ref _added, NewSignal()).SetResult();
        return events;
    }

    /// <summary>Publishes the event numbered <paramref name="call"/>.</summary>
    public ValueTask PublishAsync(int call, byte[] arguments, EventOverflow overflow, CancellationToken cancellationToken)
        => _hub.PublishAsync(call, overflow, new EncodedPayload(arguments), cancellationToken);

    /// <summary>Waits until <paramref name="count"/> are subscribed to the event numbered <paramref name="call"/>.</summary>
    public async Task WaitAsync(int call, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added = Volatile.Read(ref _added).Task;
            if (Count(call) >= count)
            {
                return;
            }

            await added.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
