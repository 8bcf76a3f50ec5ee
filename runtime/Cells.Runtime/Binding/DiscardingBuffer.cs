using System.Buffers;

namespace Cells.Binding;

/// <summary>Forgets what is written: for values that are read for their errors alone.</summary>
internal sealed class DiscardingBuffer : IBufferWriter<byte>
{
    private const int SmallestSize = 4096;

    private byte[] _scratch = [];

    public void Advance(int count)
    {
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_scratch.Length < Math.Max(sizeHint, SmallestSize))
        {
            _scratch = new byte[Math.Max(sizeHint, SmallestSize)];
        }

        return _scratch;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
