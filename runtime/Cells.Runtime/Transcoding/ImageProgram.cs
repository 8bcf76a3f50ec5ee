using System.Buffers;
using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Rewrites memory images into memory images: every member has its place on both sides, so a run of images is done in tight loops.</summary>
internal sealed class ImageProgram
{
    /// <summary>The bytes of images that are rewritten at a time, so that they stay in the processor's nearest cache.</summary>
    private const int BatchSize = 8 * 1024;

    private readonly int _sourceSize;
    private readonly byte[] _template;
    private readonly ImageMove[] _moves;
    private readonly ImageGather[] _gathers;
    private readonly OutputLimit _limit;

    private ImageProgram(int sourceSize, byte[] template, ImageMove[] moves, OutputLimit limit)
    {
        _sourceSize = sourceSize;
        _template = template;
        _moves = moves;
        _gathers = ImageGather.CanDo(moves) ? ImageGather.Create(template, moves) : [];
        _limit = limit;
    }

    /// <summary>The program for two images whose members are copied, filled or widened from 32 to 64 bits; null where there is more to do.</summary>
    /// <param name="source">The writer's image.</param>
    /// <param name="target">The reader's image.</param>
    /// <param name="parts">The reader's members in the order in which they lie.</param>
    /// <param name="sizes">The sizes of the writer's members.</param>
    /// <param name="limit">The most bytes that a message may become.</param>
    public static ImageProgram? TryCreate(PartsForm source, PartsForm target, TargetPart[] parts, int[] sizes, OutputLimit limit)
    {
        if (source is not { IsRaw: true, Layout: { } from } || target is not { IsRaw: true, Layout: { Shape.Size: > 0 } to })
        {
            return null;
        }

        byte[] template = new byte[to.Shape.Size];
        List<ImageMove> moves = [];
        int place = 0;
        foreach (TargetPart part in parts)
        {
            place += part.PaddingBefore;
            switch (part.Step)
            {
                case null:
                    part.Fill!.CopyTo(template, place);
                    place += part.Fill.Length;
                    break;
                case CopyImageStep:
                    moves.Add(new ImageMove(from.OffsetOf(part.Source), place, sizes[part.Source], IsWidening: false));
                    place += sizes[part.Source];
                    break;
                case Int32ToInt64Step:
                    moves.Add(new ImageMove(from.OffsetOf(part.Source), place, sizeof(int), IsWidening: true));
                    place += sizeof(long);
                    break;
                default:
                    return null;
            }
        }

        return new ImageProgram(from.Shape.Size, template, [.. moves], limit);
    }

    /// <summary>Rewrites <paramref name="count"/> images that lie back to back.</summary>
    /// <exception cref="CellFormatException">The payload ends before, or the message becomes too large.</exception>
    public void Run(ref WireReader reader, ref WireWriter writer, int count)
    {
        reader.Require((long)count * _sourceSize, null);
        int most = Math.Max(1, BatchSize / Math.Max(_sourceSize, _template.Length));
        while (count > 0)
        {
            _limit.Check(in writer, reader.Offset);
            int batch = Math.Min(count, most);
            if (reader.TryReadSpan(batch * _sourceSize, out ReadOnlySpan<byte> images))
            {
                Run(images, ref writer, batch);
            }
            else
            {
                byte[] copy = ArrayPool<byte>.Shared.Rent(batch * _sourceSize);
                Span<byte> whole = copy.AsSpan(0, batch * _sourceSize);
                reader.ReadBytes(whole, null);
                Run(whole, ref writer, batch);
                ArrayPool<byte>.Shared.Return(copy);
            }

            count -= batch;
        }
    }

    private void Run(ReadOnlySpan<byte> images, ref WireWriter writer, int count)
    {
        int size = count * _template.Length;
        Span<byte> output = writer.GetSpan(size)[..size];
        int done = _gathers.Length == 0 ? 0 : count;
        foreach (ImageGather gather in _gathers)
        {
            done = Math.Min(done, gather.Run(images, _sourceSize, output, _template.Length));
        }

        Move(images[(done * _sourceSize)..], output[(done * _template.Length)..]);
        writer.Advance(size);
    }

    /// <summary>Member by member: the last images, behind which no vector has room.</summary>
    private void Move(ReadOnlySpan<byte> images, Span<byte> output)
    {
        if (images.IsEmpty)
        {
            return;
        }

        _template.CopyTo(output);
        for (int filled = _template.Length; filled < output.Length; filled *= 2)
        {
            output[..Math.Min(filled, output.Length - filled)].CopyTo(output[filled..]);
        }

        foreach (ImageMove move in _moves)
        {
            move.Run(images, _sourceSize, output, _template.Length);
        }
    }
}
