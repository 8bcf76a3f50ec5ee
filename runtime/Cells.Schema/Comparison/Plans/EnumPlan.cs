namespace Cells.Schema;

/// <summary>An enum, value by value, matched by name.</summary>
public sealed class EnumPlan : PlanNode
{
    private readonly Dictionary<long, long> _numbers = [];
    private readonly HashSet<long> _readerNumbers = [];
    private readonly HashSet<long> _writerNumbers = [];
    private readonly bool _isBitwise;
    private readonly ulong _readerBits;

    internal EnumPlan(NamedReference reader, NamedReference writer, TypeSchema readerType, TypeSchema writerType, IReadOnlyList<EnumMatch> matches)
        : base(reader, writer)
    {
        ReaderType = readerType;
        WriterType = writerType;
        _isBitwise = readerType.IsFlags && writerType.IsFlags;
        foreach (EnumValue value in readerType.Values)
        {
            _readerNumbers.Add(value.Number);
            _readerBits |= IsBit(value.Number) ? (ulong)value.Number : 0;
        }

        foreach (EnumValue value in writerType.Values)
        {
            _writerNumbers.Add(value.Number);
        }

        // In the reader's order: a number with several names maps by the first that the reader declares.
        foreach (EnumMatch match in matches)
        {
            if (!_numbers.ContainsKey(match.Writer.Number))
            {
                _numbers.Add(match.Writer.Number, match.Reader.Number);
            }
        }

        IsIdentity = IsSame();
    }

    /// <summary>The reader's declaration.</summary>
    public TypeSchema ReaderType { get; }

    /// <summary>The writer's declaration.</summary>
    public TypeSchema WriterType { get; }

    /// <inheritdoc/>
    public override bool IsIdentity { get; }

    /// <summary>Maps a number of the writer; false when the reader has no place for it.</summary>
    /// <param name="writer">The writer's number; of an unsigned 64-bit enum, the same bits.</param>
    /// <param name="reader">The reader's number, likewise.</param>
    public bool TryMap(long writer, out long reader)
    {
        if (_isBitwise && writer != 0)
        {
            return TryMapBits(writer, out reader) && Fits(reader, writerBits: reader);
        }

        if (_numbers.TryGetValue(writer, out reader))
        {
            return true;
        }

        reader = writer;
        if (!ReaderType.IsOpen)
        {
            return false;
        }

        // A number that the writer named, but the reader does not, may not turn into what the reader calls by that number.
        return !(_writerNumbers.Contains(writer) && _readerNumbers.Contains(writer)) && Fits(writer, writer);
    }

    private bool TryMapBits(long writer, out long reader)
    {
        ulong rest = (ulong)writer;
        ulong mapped = 0;
        ulong unnamed = 0;
        for (ulong bits = rest; bits != 0; bits &= bits - 1)
        {
            ulong bit = bits & (~bits + 1);
            if (_numbers.TryGetValue((long)bit, out long number))
            {
                mapped |= (ulong)number;
            }
            else
            {
                unnamed |= bit;
            }
        }

        reader = (long)(mapped | unnamed);
        if (unnamed == 0)
        {
            return true;
        }

        // Bits without a name of their own may still make up a named combination.
        if (_numbers.TryGetValue(writer, out long whole))
        {
            reader = whole;
            return true;
        }

        for (ulong bits = unnamed; bits != 0; bits &= bits - 1)
        {
            ulong bit = bits & (~bits + 1);
            if (_writerNumbers.Contains((long)bit) && (_readerBits & bit) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private bool Fits(long number, long writerBits)
    {
        PrimitiveKind to = ReaderType.Underlying ?? PrimitiveKind.Int32;
        if (writerBits < 0 && WriterType.Underlying == PrimitiveKind.UInt64)
        {
            return to == PrimitiveKind.UInt64;
        }

        return to switch
        {
            PrimitiveKind.SByte => number is >= sbyte.MinValue and <= sbyte.MaxValue,
            PrimitiveKind.Byte => number is >= byte.MinValue and <= byte.MaxValue,
            PrimitiveKind.Int16 => number is >= short.MinValue and <= short.MaxValue,
            PrimitiveKind.UInt16 => number is >= ushort.MinValue and <= ushort.MaxValue,
            PrimitiveKind.Int32 => number is >= int.MinValue and <= int.MaxValue,
            PrimitiveKind.UInt32 => number is >= uint.MinValue and <= uint.MaxValue,
            PrimitiveKind.UInt64 => number >= 0,
            _ => true,
        };
    }

    private bool IsSame()
    {
        if (ReaderType.Underlying != WriterType.Underlying
            || ReaderType.IsFlags != WriterType.IsFlags
            || (WriterType.IsOpen && !ReaderType.IsOpen))
        {
            return false;
        }

        foreach (EnumValue value in WriterType.Values)
        {
            if (_numbers.TryGetValue(value.Number, out long number) ? number != value.Number : !PassesThrough(value.Number))
            {
                return false;
            }
        }

        return true;
    }

    private bool PassesThrough(long number) => ReaderType.IsOpen && !_readerNumbers.Contains(number);

    private static bool IsBit(long number) => number != 0 && (number & (number - 1)) == 0;
}

/// <summary>A value that both sides know.</summary>
internal sealed record EnumMatch(EnumValue Reader, EnumValue Writer);
