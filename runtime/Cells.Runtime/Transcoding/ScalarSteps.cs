using Cells.Schema;
using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Widens an integer.</summary>
internal sealed class IntegerStep(PrimitiveKind from, PrimitiveKind to) : TranscodeStep
{
    public override void Run(ref WireReader reader, ref WireWriter writer) =>
        NumberFormat.Write(to, NumberFormat.ReadInteger(from, ref reader), ref writer);
}

/// <summary>Widens the commonest integer.</summary>
internal sealed class Int32ToInt64Step : TranscodeStep
{
    public override void Run(ref WireReader reader, ref WireWriter writer) => writer.WriteBlock((long)reader.ReadBlock<int>());
}

/// <summary>Widens a half.</summary>
internal sealed class HalfStep(bool toDouble) : TranscodeStep
{
    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        Half value = reader.ReadBlock<Half>();
        if (toDouble)
        {
            writer.WriteBlock((double)value);
        }
        else
        {
            writer.WriteBlock((float)value);
        }
    }
}

/// <summary>Widens a float.</summary>
internal sealed class SingleStep : TranscodeStep
{
    public override void Run(ref WireReader reader, ref WireWriter writer) => writer.WriteBlock((double)reader.ReadBlock<float>());
}

/// <summary>Maps a value of an enum.</summary>
internal sealed class EnumStep(EnumPlan plan, string path) : TranscodeStep
{
    private readonly PrimitiveKind _from = plan.WriterType.Underlying ?? PrimitiveKind.Int32;
    private readonly PrimitiveKind _to = plan.ReaderType.Underlying ?? PrimitiveKind.Int32;

    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        long start = reader.Offset;
        Int128 number = NumberFormat.ReadInteger(_from, ref reader);
        if (!plan.TryMap(unchecked((long)number), out long mapped))
        {
            FailUnmappable($"the reader's {plan.ReaderType.Name} has no place for {Describe(number)}", path, start);
        }

        NumberFormat.Write(_to, _to == PrimitiveKind.UInt64 ? (ulong)mapped : mapped, ref writer);
    }

    private string Describe(Int128 number)
    {
        foreach (EnumValue value in plan.WriterType.Values)
        {
            if (value.Number == unchecked((long)number))
            {
                return value.Name;
            }
        }

        return number.ToString();
    }
}

/// <summary>Maps the case of a union.</summary>
internal sealed class UnionStep(UnionPlan plan, TranscodeStep?[] cases, string path) : TranscodeStep
{
    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        long start = reader.Offset;
        int tag = reader.ReadUnionTag(cases.Length, plan.WriterType.Name);
        if (plan.Cases[tag] is not UnionCasePlan unionCase || cases[tag] is not TranscodeStep step)
        {
            FailUnmappable($"the reader's {plan.ReaderType.Name} has no case {plan.WriterType.Cases[tag]}", path, start);
            return;
        }

        writer.WriteUnionTag(unionCase.ReaderTag);
        step.Run(ref reader, ref writer);
        writer.EndUnion();
        reader.EndUnion();
    }
}
