#pragma warning disable CA1822 // stub
using System.Buffers;

namespace Cells.Wire;

/// <summary>Reads the MemoryPack format from one payload.</summary>
public ref struct WireReader
{
    /// <summary>A reader of <paramref name="payload"/>.</summary>
    public WireReader(in ReadOnlySequence<byte> payload) => throw null!;
}
