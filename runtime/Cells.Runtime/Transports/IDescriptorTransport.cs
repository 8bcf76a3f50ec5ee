using System.IO.Pipelines;
using Cells.Framing;
using Cells.Transports.SharedMemory;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <summary>A connection that can carry open files beside its bytes.</summary>
internal interface IDescriptorTransport : IDuplexPipe
{
    /// <summary>Whether the peer runs as the user that this process runs as.</summary>
    bool IsOfSameUser { get; }

    /// <summary>Sends <paramref name="descriptor"/> with the next bytes. It stays the caller's, who keeps it open until the peer has answered.</summary>
    void SendDescriptor(SafeFileHandle descriptor);

    /// <summary>Takes in a descriptor from the next receive on. To be called between two reads, or before the first.</summary>
    void ExpectDescriptor();

    /// <summary>The descriptor that has come, and the end of expecting one; null when none has.</summary>
    SafeFileHandle? TakeDescriptor();

    /// <summary>What comes behind the bytes that have been read is in memory. To be called by the thread that reads.</summary>
    /// <exception cref="CellProtocolException">Bytes have come over the socket, where only wake-ups may.</exception>
    void ReceiveFrom(RingReader ring);

    /// <summary>What is sent from now on goes through memory. To be called between two sends.</summary>
    void SendThrough(RingWriter ring);
}
