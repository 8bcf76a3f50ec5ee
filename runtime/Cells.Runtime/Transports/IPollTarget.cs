namespace Cells.Transports;

/// <summary>What is told that a descriptor is ready.</summary>
internal interface IPollTarget
{
    /// <summary>The descriptor is ready. Called on a thread that others wait for, and again for as long as it holds.</summary>
    void OnReady(ReaderThread thread);

    /// <summary>The descriptor has been taken out of the poller by its owner.</summary>
    void OnRemoved();

    /// <summary>The thread that called <see cref="OnReady"/>, or reads for this target alone, has been in code of users for a while.</summary>
    void OnStuck();
}
