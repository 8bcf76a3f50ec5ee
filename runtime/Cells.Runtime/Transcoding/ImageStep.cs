using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Rewrites a memory image, whose size is known, into another.</summary>
/// <param name="sourceSize">Bytes of the writer's.</param>
/// <param name="targetSize">Bytes of the reader's.</param>
internal abstract class ImageStep(int sourceSize, int targetSize) : TranscodeStep
{
    // What a run of images asks the output for at once, if one of them is not larger.
    private const int RunSize = 4096;

    public int SourceSize => sourceSize;

    public int TargetSize => targetSize;

    /// <summary>Rewrites one image; both spans have their sizes.</summary>
    public abstract void Convert(ReadOnlySpan<byte> source, Span<byte> target);

    public sealed override void Run(ref WireReader reader, ref WireWriter writer)
    {
        reader.Require(sourceSize, null);
        if (!reader.TryReadSpan(sourceSize, out ReadOnlySpan<byte> source))
        {
            byte[] copy = new byte[sourceSize];
            reader.ReadBytes(copy, null);
            source = copy;
        }

        Convert(source, writer.GetSpan(targetSize)[..targetSize]);
        writer.Advance(targetSize);
    }

    /// <summary>Rewrites <paramref name="count"/> images that lie back to back.</summary>
    public void RunMany(int count, OutputLimit limit, ref WireReader reader, ref WireWriter writer)
    {
        int most = Math.Max(1, RunSize / Math.Max(sourceSize, targetSize));
        while (count > 0)
        {
            limit.Check(in writer, reader.Offset);
            int run = Math.Min(count, most);
            if (reader.TryReadSpan(run * sourceSize, out ReadOnlySpan<byte> sources))
            {
                Span<byte> targets = writer.GetSpan(run * targetSize)[..(run * targetSize)];
                for (; !targets.IsEmpty; sources = sources[sourceSize..], targets = targets[targetSize..])
                {
                    Convert(sources[..sourceSize], targets[..targetSize]);
                }

                writer.Advance(run * targetSize);
            }
            else
            {
                run = 1;
                Run(ref reader, ref writer);
            }

            count -= run;
        }
    }
}

/// <summary>Copies a memory image.</summary>
internal sealed class CopyImageStep(int size) : ImageStep(size, size)
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> target) => source.CopyTo(target);
}

/// <summary>One member of an image that comes from the writer.</summary>
/// <param name="Source">Where it lies in the writer's image.</param>
/// <param name="Target">Where it lies in the reader's image.</param>
/// <param name="Step">What rewrites it.</param>
internal readonly record struct ImagePart(int Source, int Target, ImageStep Step);

/// <summary>Rewrites a struct without references, member by member.</summary>
/// <param name="sourceSize">Bytes of the writer's.</param>
/// <param name="template">The reader's image with the members that the writer does not have, and zeros elsewhere.</param>
/// <param name="parts">The members that the writer has.</param>
internal sealed class CompositeImageStep(int sourceSize, byte[] template, ImagePart[] parts) : ImageStep(sourceSize, template.Length)
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> target)
    {
        template.CopyTo(target);
        foreach (ImagePart part in parts)
        {
            part.Step.Convert(source.Slice(part.Source, part.Step.SourceSize), target.Slice(part.Target, part.Step.TargetSize));
        }
    }
}
