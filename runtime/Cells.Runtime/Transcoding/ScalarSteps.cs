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
    /// <summary>Nearly every enum counts from 0: these numbers are looked up in a table.</summary>
    private const int TableSize = 32;

    private readonly PrimitiveKind _from = plan.WriterType.Underlying ?? PrimitiveKind.Int32;
    private readonly PrimitiveKind _to = plan.ReaderType.Underlying ?? PrimitiveKind.Int32;
    private readonly int?[]? _table = CreateTable(plan);

    public override void Run(ref WireReader reader, ref WireWriter writer)
    {
        long start = reader.Offset;
        Int128 number;
        if (_table is null)
        {
            number = NumberFormat.ReadInteger(_from, ref reader);
        }
        else
        {
            int small = reader.ReadBlock<int>();
            if ((uint)small < TableSize && _table[small] is int known)
            {
                writer.WriteBlock(known);
                return;
            }

            number = small;
        }

        if (!plan.TryMap(unchecked((long)number), out long mapped))
        {
            FailUnmappable($"the reader's {plan.ReaderType.Name} has no place for {Describe(number)}", path, start);
        }

        NumberFormat.Write(_to, _to == PrimitiveKind.UInt64 ? (ulong)mapped : mapped, ref writer);
    }

    private static int?[]? CreateTable(EnumPlan plan)
        => (plan.WriterType.Underlying ?? PrimitiveKind.Int32) == PrimitiveKind.Int32 && (plan.ReaderType.Underlying ?? PrimitiveKind.Int32) == PrimitiveKind.Int32
            ? [.. Enumerable.Range(0, TableSize).Select(number => plan.TryMap(number, out long mapped) ? (int?)mapped : null)]
            : null;

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
