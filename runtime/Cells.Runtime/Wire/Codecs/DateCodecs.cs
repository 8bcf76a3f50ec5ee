using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary><see cref="DateTime"/>: eight bytes, the kind in the two highest bits; nothing is converted.</summary>
public readonly struct DateTimeCodec : IWireCodec<DateTime>
{
    private const ulong TicksMask = 0x3fff_ffff_ffff_ffff;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(8, 8, isBlock: false);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in DateTime value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    public static DateTime Read(ref WireReader reader)
    {
        ulong image = reader.ReadValue<ulong>("DateTime");
        if ((image & TicksMask) > (ulong)DateTime.MaxValue.Ticks)
        {
            WireReader.Fail($"{image & TicksMask} ticks are after the year 9999", "DateTime", reader.Offset - sizeof(ulong));
        }

        // Not FromBinary: that converts a local time.
        return Unsafe.BitCast<ulong, DateTime>(image);
    }
}

/// <summary><see cref="DateTimeOffset"/>: the offset in minutes (four bytes), four bytes of padding, the UTC ticks (eight bytes).</summary>
public readonly struct DateTimeOffsetCodec : IWireCodec<DateTimeOffset>
{
    private const int LargestOffset = 14 * 60;
    private const int Padding = 4;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(16, 8, isBlock: false);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in DateTimeOffset value)
    {
        writer.WriteInt32(value.TotalOffsetMinutes);
        writer.WritePadding(Padding);
        writer.WriteBlock(value.UtcTicks);
    }

    /// <inheritdoc/>
    public static DateTimeOffset Read(ref WireReader reader)
    {
        long start = reader.Offset;
        int minutes = reader.ReadValue<int>("DateTimeOffset");
        reader.SkipPadding(Padding);
        long utcTicks = reader.ReadValue<long>("DateTimeOffset");
        if (minutes is < -LargestOffset or > LargestOffset)
        {
            WireReader.Fail($"an offset of {minutes} minutes is beyond 14 hours", "DateTimeOffset", start);
        }

        if ((ulong)utcTicks > (ulong)DateTime.MaxValue.Ticks)
        {
            WireReader.Fail($"{utcTicks} ticks are outside the years 1 to 9999", "DateTimeOffset", start);
        }

        long ticks = utcTicks + (minutes * TimeSpan.TicksPerMinute);
        if ((ulong)ticks > (ulong)DateTime.MaxValue.Ticks)
        {
            WireReader.Fail($"{utcTicks} ticks with an offset of {minutes} minutes are outside the years 1 to 9999", "DateTimeOffset", start);
        }

        return new DateTimeOffset(ticks, new TimeSpan(minutes * TimeSpan.TicksPerMinute));
    }
}

/// <summary><see cref="TimeSpan"/>: eight bytes of ticks.</summary>
public readonly struct TimeSpanCodec : IWireCodec<TimeSpan>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(8, 8, isBlock: true);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in TimeSpan value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeSpan Read(ref WireReader reader) => reader.ReadValue<TimeSpan>("TimeSpan");
}

/// <summary><see cref="DateOnly"/>: the day number in four bytes; 0001-01-01 is 0.</summary>
public readonly struct DateOnlyCodec : IWireCodec<DateOnly>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(4, 4, isBlock: false);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in DateOnly value) => writer.WriteInt32(value.DayNumber);

    /// <inheritdoc/>
    public static DateOnly Read(ref WireReader reader)
    {
        int day = reader.ReadValue<int>("DateOnly");
        if ((uint)day > (uint)DateOnly.MaxValue.DayNumber)
        {
            WireReader.Fail($"day {day} is outside the years 1 to 9999", "DateOnly", reader.Offset - sizeof(int));
        }

        return DateOnly.FromDayNumber(day);
    }
}

/// <summary><see cref="TimeOnly"/>: the ticks since midnight in eight bytes.</summary>
public readonly struct TimeOnlyCodec : IWireCodec<TimeOnly>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(8, 8, isBlock: false);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in TimeOnly value) => writer.WriteBlock(value.Ticks);

    /// <inheritdoc/>
    public static TimeOnly Read(ref WireReader reader)
    {
        long ticks = reader.ReadValue<long>("TimeOnly");
        if ((ulong)ticks > (ulong)TimeOnly.MaxValue.Ticks)
        {
            WireReader.Fail($"{ticks} ticks are outside one day", "TimeOnly", reader.Offset - sizeof(long));
        }

        return new TimeOnly(ticks);
    }
}
