namespace Cells.Connections;

/// <summary>What carries calls in flight, and lets go of one that its own side ends.</summary>
internal interface IPendingCallOwner
{
    /// <summary>Takes <paramref name="call"/> out of the table and tells the peer; false when it has ended already.</summary>
    bool TryAbandon(PendingCall call, uint correlation);

    /// <summary>A call was taken out of the table because its own side ended it: the peer is told.</summary>
    void OnAbandoned(uint correlation);
}
