#pragma warning disable CA1822 // stub
using System.Buffers;

namespace Cells.Wire;

/// <summary>Writes the MemoryPack format straight into an <see cref="IBufferWriter{T}"/>.</summary>
public ref struct WireWriter
{
    /// <summary>A writer that appends to <paramref name="output"/>; nothing arrives there before <see cref="Flush"/>.</summary>
    public WireWriter(IBufferWriter<byte> output) => throw null!;

    /// <summary>Hands what was written to the output.</summary>
    public void Flush() => throw null!;
}
