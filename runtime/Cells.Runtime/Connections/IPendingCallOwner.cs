namespace Cells.Connections;

/// <summary>What carries calls in flight, and lets go of one that its own side ends.</summary>
internal interface IPendingCallOwner
{
    /// <summary>Takes <paramref name="call"/> out of the table and tells the peer; false when it has ended already.</summary>
    bool TryAbandon(PendingCall call, uint correlation);
}
