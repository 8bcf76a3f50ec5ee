namespace Cells;

/// <summary>What an event does for a subscriber that does not keep up: whose buffer is full (<c>event_buffer</c> events, or 1 MiB of them).</summary>
public enum EventOverflow
{
    /// <summary>The oldest event in the buffer is dropped; the subscriber learns how many it missed.</summary>
    DropOldest,

    /// <summary>Who publishes waits, at most for <c>write_timeout</c>; then the subscription ends, as with <see cref="Disconnect"/>.</summary>
    Block,

    /// <summary>The subscription ends with <see cref="CellStatus.ResourceExhausted"/>.</summary>
    Disconnect,
}

/// <summary>How a client subscribes to an event.</summary>
public sealed record EventOptions
{
    /// <summary>Is told of events that were missed, before the next one is delivered. Nobody unless set.</summary>
    public Action<EventGap>? Missed { get; init; }
}

/// <summary>Events that a subscriber missed.</summary>
/// <param name="Count">How many; null where nobody knows, after a reconnect.</param>
public readonly record struct EventGap(long? Count);
