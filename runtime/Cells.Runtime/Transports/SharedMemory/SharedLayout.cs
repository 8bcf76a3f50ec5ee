namespace Cells.Transports.SharedMemory;

/// <summary>What lies where in the memory that two processes share: <c>docs/protocol.md</c>, "Shared memory".</summary>
internal static class SharedLayout
{
    /// <summary>The bytes of one direction's store: one body of 1 MiB, and what stands around its payload.</summary>
    public const int StoreSize = (1024 + 64) * 1024;

    /// <summary>The bytes of one direction's stream.</summary>
    public const int StreamSize = 64 * 1024;

    /// <summary>The bytes of both directions.</summary>
    public const int Size = 2 * DirectionSize;

    private const int WordsSize = 4096;
    private const int DirectionSize = WordsSize + StreamSize + StoreSize;

    // Words that different sides write are two cache lines apart: processors fetch lines in pairs.
    private const int ReleasedOffset = 0;
    private const int WrittenOffset = 128;
    private const int ReadOffset = 256;
    private const int SleepOffset = 384;

    /// <summary>What of the memory carries bytes one way.</summary>
    /// <param name="isToServer">Whether the client writes it.</param>
    public static SharedDirection Direction(bool isToServer)
    {
        int start = isToServer ? 0 : DirectionSize;
        return new SharedDirection(
            start + ReleasedOffset, start + WrittenOffset, start + ReadOffset, start + SleepOffset, start + WordsSize, start + WordsSize + StreamSize);
    }
}

/// <summary>Where one direction lies. Offsets in bytes.</summary>
/// <param name="Released">How much of the store the receiver has released, u64.</param>
/// <param name="Written">How much of the stream the sender has written, u64.</param>
/// <param name="Read">How much of the stream the receiver has read, u64.</param>
/// <param name="Sleep">Whether the receiver sleeps in the socket, u32.</param>
/// <param name="Stream">The stream's bytes.</param>
/// <param name="Store">The store's bytes.</param>
internal readonly record struct SharedDirection(int Released, int Written, int Read, int Sleep, int Stream, int Store);
