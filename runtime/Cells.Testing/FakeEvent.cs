using Cells.Binding;
using Cells.Testing.Fakes;

namespace Cells.Testing;

/// <summary>An event of a fake.</summary>
public abstract class FakeEvent
{
    private protected FakeEvent(FakeDispatcher fake, int index)
    {
        Fake = fake;
        Index = index;
    }

    /// <summary>How many are subscribed.</summary>
    public int Subscribers => Fake.Subscriptions.Count(Index);

    private protected FakeDispatcher Fake { get; }

    private protected int Index { get; }

    /// <summary>Waits until so many are subscribed: what is published before is not for them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task WaitForSubscribersAsync(int count = 1, CancellationToken cancellationToken = default) => Fake.Subscriptions.WaitAsync(Index, count, cancellationToken);

    private protected ValueTask PublishAsync(byte[] arguments, EventOverflow overflow, CancellationToken cancellationToken)
        => Fake.Subscriptions.PublishAsync(Index, arguments, overflow, cancellationToken);
}

/// <summary>An event of a fake, as its generated client has it.</summary>
/// <typeparam name="TEvent">The event's argument; of several, a tuple.</typeparam>
public sealed class FakeEvent<TEvent> : FakeEvent
{
    private readonly Func<TEvent, byte[]> _encode;

    internal FakeEvent(FakeDispatcher fake, int index, Func<TEvent, byte[]> encode)
        : base(fake, index)
        => _encode = encode;

    /// <summary>Publishes to those who are subscribed now.</summary>
    /// <param name="published">The argument.</param>
    /// <param name="overflow">What happens to a subscriber whose buffer is full (<c>event_buffer</c>).</param>
    /// <param name="cancellationToken">Ends the waiting for subscribers, with <see cref="EventOverflow.Block"/>.</param>
    public ValueTask PublishAsync(TEvent published, EventOverflow overflow = EventOverflow.DropOldest, CancellationToken cancellationToken = default)
        => PublishAsync(_encode(published), overflow, cancellationToken);
}

/// <summary>An event of a fake, as JSON.</summary>
public sealed class FakeJsonEvent : FakeEvent
{
    internal FakeJsonEvent(FakeDispatcher fake, int index)
        : base(fake, index)
    {
    }

    /// <summary>Publishes to those who are subscribed now.</summary>
    /// <param name="arguments">A JSON object with the parameters' names.</param>
    /// <param name="overflow">What happens to a subscriber whose buffer is full (<c>event_buffer</c>).</param>
    /// <param name="cancellationToken">Ends the waiting for subscribers, with <see cref="EventOverflow.Block"/>.</param>
    /// <exception cref="JsonBindingException">They are no arguments of the event.</exception>
    public ValueTask PublishAsync(string arguments, EventOverflow overflow = EventOverflow.DropOldest, CancellationToken cancellationToken = default)
        => PublishAsync(Fake.Binder.BindArguments(Fake.Schema.Calls[Index], arguments), overflow, cancellationToken);
}
