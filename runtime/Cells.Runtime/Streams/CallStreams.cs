using Cells.Connections;

namespace Cells.Streams;

/// <summary>The streams of one call, at one side of its connection.</summary>
/// <param name="sender">Sends this side's items; null when the call has none.</param>
/// <param name="receiver">Keeps the other side's; null when the call has none.</param>
internal sealed class CallStreams(StreamSender? sender, StreamReceiver? receiver)
{
    /// <summary>Sends this side's items; null when the call has none.</summary>
    public StreamSender? Sender => sender;

    /// <summary>Keeps the other side's items; null when the call has none.</summary>
    public StreamReceiver? Receiver => receiver;

    /// <summary>The streams of a call that <paramref name="connection"/> carries.</summary>
    public static CallStreams Of(FrameConnection connection, bool sends, Receiving receives)
        => new(
            sends ? new StreamSender(connection) : null,
            receives == Receiving.Nothing ? null : new StreamReceiver(connection, takesEvents: receives == Receiving.Events));

    /// <summary>The call is in flight.</summary>
    public void Attach(ushort call, uint correlation)
    {
        sender?.Attach(call, correlation);
        receiver?.Attach(correlation);
    }

    /// <summary>The call has ended: nothing is sent any more, and nothing comes. What has come can still be taken.</summary>
    public void Close()
    {
        sender?.Stop();
        receiver?.End();
    }

    /// <summary>Nobody waits for the call any more: what has come is dropped, too.</summary>
    public void Abandon()
    {
        sender?.Stop();
        receiver?.Discard();
    }
}

/// <summary>What a call receives besides its answer.</summary>
internal enum Receiving
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Items, in chunks.</summary>
    Items,

    /// <summary>Events: it is a subscription.</summary>
    Events,
}
