using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>The bindings of the types that the wire format itself defines.</summary>
internal static class PrimitiveBindings
{
    private const string DateTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
    private const string TimeFormat = "HH:mm:ss.FFFFFFF";
    private const string DateFormat = "yyyy-MM-dd";

    private static readonly string[] OffsetFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];
    private static readonly TypeBinding[] ByKind = [.. Enum.GetValues<PrimitiveKind>().Select(Create)];

    public static TypeBinding Of(PrimitiveKind kind) => ByKind[(int)kind];

    private static TypeBinding Create(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => new BooleanBinding(),
        PrimitiveKind.SByte => new IntegerBinding<sbyte, SByteCodec>(),
        PrimitiveKind.Byte => new IntegerBinding<byte, ByteCodec>(),
        PrimitiveKind.Int16 => new IntegerBinding<short, Int16Codec>(),
        PrimitiveKind.UInt16 => new IntegerBinding<ushort, UInt16Codec>(),
        PrimitiveKind.Int32 => new IntegerBinding<int, Int32Codec>(),
        PrimitiveKind.UInt32 => new IntegerBinding<uint, UInt32Codec>(),
        PrimitiveKind.Int64 => new IntegerBinding<long, Int64Codec>(),
        PrimitiveKind.UInt64 => new IntegerBinding<ulong, UInt64Codec>(),
        PrimitiveKind.Int128 => new IntegerBinding<Int128, Int128Codec>(),
        PrimitiveKind.UInt128 => new IntegerBinding<UInt128, UInt128Codec>(),
        PrimitiveKind.Half => new FractionBinding<Half, HalfCodec>(),
        PrimitiveKind.Single => new FractionBinding<float, SingleCodec>(),
        PrimitiveKind.Double => new FractionBinding<double, DoubleCodec>(),
        PrimitiveKind.Decimal => new DecimalBinding(),
        PrimitiveKind.Char => new CharBinding(),
        PrimitiveKind.Rune => new TextBinding<Rune, RuneCodec>("a string of one character", TryParseRune, static value => value.ToString()),
        PrimitiveKind.Guid => new TextBinding<Guid, GuidCodec>(
            "a GUID such as \"00112233-4455-6677-8899-aabbccddeeff\"",
            static (text, out value) => Guid.TryParseExact(text, "D", out value),
            static value => value.ToString("D", CultureInfo.InvariantCulture)),
        PrimitiveKind.DateTime => new TextBinding<DateTime, DateTimeCodec>(
            "a date and time such as \"2024-02-29T13:45:00Z\"",
            static (text, out value) =>
                DateTime.TryParseExact(text, DateTimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out value),
            FormatDateTime),
        PrimitiveKind.DateTimeOffset => new TextBinding<DateTimeOffset, DateTimeOffsetCodec>(
            "a date and time with offset such as \"2024-02-29T13:45:00+01:00\"",
            static (text, out value) =>
                DateTimeOffset.TryParseExact(text, OffsetFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value),
            static value => value.ToString(OffsetFormats[0], CultureInfo.InvariantCulture)),
        PrimitiveKind.TimeSpan => new TextBinding<TimeSpan, TimeSpanCodec>(
            "a duration such as \"1.02:03:04.5\" (days.hours:minutes:seconds)",
            static (text, out value) => TimeSpan.TryParseExact(text, TimeSpanFormats, CultureInfo.InvariantCulture, out value),
            static value => value.ToString("c", CultureInfo.InvariantCulture)),
        PrimitiveKind.DateOnly => new TextBinding<DateOnly, DateOnlyCodec>(
            "a date such as \"2024-02-29\"",
            static (text, out value) => DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out value),
            static value => value.ToString(DateFormat, CultureInfo.InvariantCulture)),
        PrimitiveKind.TimeOnly => new TextBinding<TimeOnly, TimeOnlyCodec>(
            "a time of day such as \"13:45:00\"",
            static (text, out value) => TimeOnly.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out value),
            static value => value.ToString(TimeFormat, CultureInfo.InvariantCulture)),
        PrimitiveKind.String => new TextBinding<string, StringCodec>("a string", TakeText, static value => value),
        PrimitiveKind.Uri => new TextBinding<Uri, UriCodec>(
            "a URI", TryParseUri, static value => value.OriginalString),
        PrimitiveKind.Version => new TextBinding<Version, VersionCodec>(
            "a version such as \"1.2.3\"", Version.TryParse, static value => value.ToString()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind is none of the format's types."),
    };

    // A local time means nothing on another machine: the same instant in UTC.
    private static string FormatDateTime(DateTime value) =>
        (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value).ToString(DateTimeFormat, CultureInfo.InvariantCulture);

    private static string[] TimeSpanFormats => ["c"];

    private static bool TryParseUri(string text, [MaybeNullWhen(false)] out Uri value) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out value);

    private static bool TakeText(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return true;
    }

    private static bool TryParseRune(string text, out Rune value)
    {
        value = default;
        return text.Length > 0 && Rune.TryGetRuneAt(text, 0, out value) && value.Utf16SequenceLength == text.Length;
    }
}
