using System.Diagnostics.CodeAnalysis;
using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Reads one value of the writer's schema and appends it as one of the reader's.</summary>
/// <remarks>Steps are interpreted, hold no state of a message, and may be used by several threads.</remarks>
internal abstract class TranscodeStep
{
    /// <exception cref="CellFormatException">The bytes are no value of the writer's type, or the value has no counterpart in the reader's.</exception>
    public abstract void Run(ref WireReader reader, ref WireWriter writer);

    /// <summary>Fails the message for a value without a counterpart in the reader's schema.</summary>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="path">Where it stands: <c>Order.Note</c>.</param>
    /// <param name="offset">Where it starts in the message.</param>
    [DoesNotReturn]
    protected static void FailUnmappable(string reason, string path, long offset) => throw new CellFormatException(reason, offset, path) { IsUnmappable = true };
}

/// <summary>Copies a value whose bytes are the same on both sides.</summary>
internal sealed class CopyStep(Skipper skipper) : TranscodeStep
{
    private const int PieceSize = 16 * 1024;

    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        WireReader start = reader;
        skipper.Skip(ref reader);
        Copy(ref start, reader.Offset - start.Offset, ref writer);
    }

    /// <summary>Copies <paramref name="bytes"/> bytes, which are there.</summary>
    public static void Copy(ref WireReader reader, long bytes, ref WireWriter writer)
    {
        while (bytes > 0)
        {
            int size = (int)Math.Min(bytes, PieceSize);
            if (reader.TryReadSpan(size, out ReadOnlySpan<byte> span))
            {
                writer.WriteBytes(span);
            }
            else
            {
                reader.ReadBytes(writer.GetSpan(size)[..size], null);
                writer.Advance(size);
            }

            bytes -= size;
        }
    }
}

/// <summary>Copies a memory image of a fixed size.</summary>
internal sealed class CopyImageStep(int size) : TranscodeStep
{
    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        reader.Require(size, null);
        if (reader.TryReadSpan(size, out ReadOnlySpan<byte> span))
        {
            writer.WriteBytes(span);
            return;
        }

        reader.ReadBytes(writer.GetSpan(size)[..size], null);
        writer.Advance(size);
    }
}
