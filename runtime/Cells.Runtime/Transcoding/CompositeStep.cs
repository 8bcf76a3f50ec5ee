using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>How the parts of an object, tuple, pair or list of parameters lie on one side.</summary>
/// <param name="Layout">The memory image; null when the parts have no layout of their own: parameters.</param>
/// <param name="HasHeader">Whether a member count stands in front.</param>
/// <param name="Count">The number of parts.</param>
/// <param name="Name">The type's name, for errors.</param>
internal sealed record PartsForm(RawLayout? Layout, bool HasHeader, int Count, string Name)
{
    /// <summary>Whether the whole is a memory image.</summary>
    public bool IsRaw => Layout is { IsRaw: true };
}

/// <summary>One part as the reader gets it, in the order in which it lies there.</summary>
/// <param name="PaddingBefore">The zeros before it.</param>
/// <param name="Source">The writer's part; -1 when it is filled.</param>
/// <param name="Step">What rewrites it; null when it is filled.</param>
/// <param name="Fill">The bytes that fill it; null when the writer has it.</param>
internal sealed record TargetPart(int PaddingBefore, int Source, TranscodeStep? Step, byte[]? Fill)
{
    /// <summary>Whether the part's bytes stay as they are, so that whoever knows where they end need not look into them.</summary>
    public bool IsCopied { get; } = Step is CopyStep or CopyImageStep;
}

/// <summary>Rewrites an object, tuple, pair or list of parameters, part by part.</summary>
internal sealed class CompositeStep(PartsForm source, PartsForm target, OutputLimit limit) : TranscodeStep
{
    private TargetPart[] _parts = [];
    private Skipper[] _skippers = [];
    private int[] _offsets = [];
    private int[] _sizes = [];
    private bool _isInOrder;

    /// <summary>The whole step at once, when both sides are memory images; else null.</summary>
    public ImageProgram? Image { get; private set; }

    /// <summary>Sets the parts; after the step is made, since types hold themselves.</summary>
    /// <param name="parts">The reader's parts.</param>
    /// <param name="skippers">For each part of the writer: what passes over it.</param>
    /// <param name="sizes">For each part of the writer, when it is a memory image: its size.</param>
    public void Complete(TargetPart[] parts, Skipper[] skippers, int[] sizes)
    {
        _parts = parts;
        _skippers = skippers;
        _sizes = sizes;
        _offsets = source.IsRaw ? [.. Enumerable.Range(0, source.Count).Select(source.Layout!.OffsetOf)] : [];
        Image = ImageProgram.TryCreate(source, target, parts, sizes, limit);
        int last = -1;
        _isInOrder = true;
        foreach (TargetPart part in parts.Where(static part => part.Source >= 0))
        {
            _isInOrder &= part.Source > last;
            last = part.Source;
        }
    }

    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        if (Image is not null)
        {
            Image.Run(ref reader, ref writer, 1);
            return;
        }

        limit.Check(in writer, reader.Offset);
        if (target.HasHeader)
        {
            writer.WriteObjectHeader(target.Count);
        }

        if (source.IsRaw)
        {
            RunImage(ref reader, ref writer);
        }
        else
        {
            if (source.HasHeader)
            {
                reader.ReadObjectHeader(source.Count, source.Name);
            }

            if (_isInOrder)
            {
                RunInOrder(ref reader, ref writer);
            }
            else
            {
                RunReordered(ref reader, ref writer);
            }

            if (source.HasHeader)
            {
                reader.EndObject();
            }
        }

        if (target.HasHeader)
        {
            writer.EndObject();
        }
        else if (target.IsRaw)
        {
            writer.WritePadding(target.Layout!.TrailingPadding);
        }
    }

    private void RunImage(ref WireReader reader, ref WireWriter writer)
    {
        int size = source.Layout!.Shape.Size;
        reader.Require(size, source.Name);
        if (!reader.TryReadSpan(size, out ReadOnlySpan<byte> image))
        {
            byte[] copy = new byte[size];
            reader.ReadBytes(copy, source.Name);
            image = copy;
        }

        foreach (TargetPart part in _parts)
        {
            writer.WritePadding(part.PaddingBefore);
            if (part.Step is null)
            {
                writer.WriteBytes(part.Fill);
                continue;
            }

            WireReader member = new(image.Slice(_offsets[part.Source], _sizes[part.Source]));
            part.Step.Run(ref member, ref writer);
        }
    }

    private void RunInOrder(ref WireReader reader, ref WireWriter writer)
    {
        int next = 0;
        for (int i = 0; i < _parts.Length; i++)
        {
            TargetPart part = _parts[i];
            writer.WritePadding(part.PaddingBefore);
            if (part.Step is null)
            {
                writer.WriteBytes(part.Fill);
                continue;
            }

            for (; next < part.Source; next++)
            {
                _skippers[next].Skip(ref reader);
            }

            if (!part.IsCopied)
            {
                part.Step.Run(ref reader, ref writer);
                next++;
                continue;
            }

            // Neighbours that stay neighbours are copied at once.
            WireReader start = reader;
            _skippers[next++].Skip(ref reader);
            for (; i + 1 < _parts.Length && _parts[i + 1] is { IsCopied: true, PaddingBefore: 0 } following && following.Source == next; i++)
            {
                _skippers[next++].Skip(ref reader);
            }

            CopyStep.Copy(ref start, reader.Offset - start.Offset, ref writer);
        }

        for (; next < _skippers.Length; next++)
        {
            _skippers[next].Skip(ref reader);
        }
    }

    private void RunReordered(ref WireReader reader, ref WireWriter writer)
    {
        WireReader start = reader;
        // At most 249 members, and parameters lie at the root: the stack check of each level leaves room.
        int count = _skippers.Length;
        Span<long> offsets = count <= WireFormat.MaximumMembers ? stackalloc long[count + 1] : new long[count + 1];
        offsets[0] = 0;
        for (int i = 0; i < count; i++)
        {
            _skippers[i].Skip(ref reader);
            offsets[i + 1] = reader.Offset - start.Offset;
        }

        foreach (TargetPart part in _parts)
        {
            writer.WritePadding(part.PaddingBefore);
            if (part.Step is null)
            {
                writer.WriteBytes(part.Fill);
                continue;
            }

            WireReader member = start;
            TextSkipper.SkipFar(ref member, offsets[part.Source]);
            if (part.IsCopied)
            {
                CopyStep.Copy(ref member, offsets[part.Source + 1] - offsets[part.Source], ref writer);
            }
            else
            {
                part.Step.Run(ref member, ref writer);
            }
        }
    }
}

/// <summary>The most bytes that a message may become.</summary>
/// <remarks>Filled members make a message larger; a peer's schema must not make it larger without bound.</remarks>
internal sealed class OutputLimit(long maximum)
{
    /// <exception cref="CellFormatException">More was written.</exception>
    public void Check(in WireWriter writer, long offset)
    {
        if (writer.BytesWritten > maximum)
        {
            WireReader.Fail($"the message becomes larger than {maximum} bytes in the reader's schema", null, offset);
        }
    }
}
