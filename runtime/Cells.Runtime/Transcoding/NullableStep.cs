using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>How one side writes a null.</summary>
/// <param name="IsNullable">Whether null is a value there.</param>
/// <param name="IsValueType">Whether the type is a value type, so that a value has a flag of its own.</param>
/// <param name="Shape">The shape of a value that is not null.</param>
internal readonly record struct NullShape(bool IsNullable, bool IsValueType, WireShape Shape)
{
    /// <summary>The bytes between the flag of a raw value and the value.</summary>
    public int FlagPadding => Shape.IsRaw ? Shape.Alignment - 1 : 0;
}

/// <summary>A value that may be null on one side or both.</summary>
internal sealed class NullableStep(TranscodeStep step, NullShape from, NullShape to, string path) : TranscodeStep
{
    private const byte Present = 1;

    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        if (from.IsNullable && ReadNull(ref reader))
        {
            WriteNull(ref reader, ref writer);
            return;
        }

        if (to is { IsNullable: true, IsValueType: true })
        {
            writer.WriteByte(Present);
            writer.WritePadding(to.FlagPadding);
        }

        step.Run(ref reader, ref writer);
    }

    private bool ReadNull(ref WireReader reader)
    {
        if (!from.IsValueType)
        {
            return from.Shape.NullForm == NullForm.Length ? reader.TryReadNullLength(null) : reader.TryReadNullObject(null);
        }

        long start = reader.Offset;
        byte flag = reader.ReadByte("Nullable");
        byte absent = from.Shape.IsRaw ? (byte)0 : WireFormat.NullObject;
        if (flag != Present && flag != absent)
        {
            WireReader.Fail($"{flag} says neither null nor value", path, start);
        }

        reader.SkipPadding(from.FlagPadding);
        if (flag == absent && from.Shape.IsRaw)
        {
            reader.SkipPadding(from.Shape.Size);
        }

        return flag == absent;
    }

    private void WriteNull(ref WireReader reader, ref WireWriter writer)
    {
        if (!to.IsNullable)
        {
            FailUnmappable("null, which the reader does not allow", path, reader.Offset);
        }

        if (to.IsValueType && to.Shape.IsRaw)
        {
            writer.WritePadding(to.Shape.Alignment + to.Shape.Size);
        }
        else if (!to.IsValueType && to.Shape.NullForm == NullForm.Length)
        {
            writer.WriteInt32(WireFormat.NullLength);
        }
        else
        {
            writer.WriteByte(WireFormat.NullObject);
        }
    }
}
