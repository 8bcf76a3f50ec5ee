namespace Cells.Transports.SharedMemory;

/// <summary>What a <c>shared</c> frame says: its body, u32.</summary>
internal enum SharedNotice : uint
{
    /// <summary>The client has use for shared memory.</summary>
    Wanted = 1,

    /// <summary>The server would make some.</summary>
    Offer = 2,

    /// <summary>The client takes in descriptors from here on.</summary>
    Accept = 3,

    /// <summary>The memory's descriptor came with this frame, or just before it.</summary>
    Memory = 4,

    /// <summary>The client has mapped it: both sides may store.</summary>
    Ready = 5,

    /// <summary>There will be none for now.</summary>
    Declined = 6,

    /// <summary>The server stores no more: the memory was not used for a while.</summary>
    Retire = 7,

    /// <summary>The client stores no more, either, and has let the memory go.</summary>
    Retired = 8,

    /// <summary>What this side sends behind this frame goes through the memory's stream.</summary>
    Streams = 9,
}
