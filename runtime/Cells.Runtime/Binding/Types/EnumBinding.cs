using System.Globalization;
using System.Text.Json;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>Enums: the name of the value, names of flags joined with <c>, </c>; numbers without a name as numbers.</summary>
internal sealed class EnumBinding : TypeBinding
{
    private const string Separator = ", ";

    private readonly TypeSchema _type;
    private readonly PrimitiveKind _underlying;
    private readonly int _size;

    public EnumBinding(TypeSchema type, PrimitiveKind underlying)
    {
        _type = type;
        _underlying = underlying;
        _size = underlying switch
        {
            PrimitiveKind.SByte or PrimitiveKind.Byte => sizeof(byte),
            PrimitiveKind.Int16 or PrimitiveKind.UInt16 => sizeof(short),
            PrimitiveKind.Int32 or PrimitiveKind.UInt32 => sizeof(int),
            PrimitiveKind.Int64 or PrimitiveKind.UInt64 => sizeof(long),
            _ => throw new ArgumentException($"{type.Name}: {underlying} cannot be the underlying type of an enum."),
        };
    }

    public override WireShape Shape => WireShape.Primitive(_size);

    public override bool IsValueType => true;

    public override bool TakesBareText(string text) => !IsNumber(text);

    private bool IsUnsigned => _underlying is PrimitiveKind.Byte or PrimitiveKind.UInt16 or PrimitiveKind.UInt32 or PrimitiveKind.UInt64;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        long number;
        if (value.ValueKind == JsonValueKind.String)
        {
            string text = path.GetText(value);
            if (!TryParseNames(text, out number))
            {
                path.Fail($"{JsonText.Quote(text)} is no value of {_type.Name}{SimilarName.Suggest(text, Names())}");
            }
        }
        else if (value.ValueKind != JsonValueKind.Number || !(_type.IsOpen || _type.IsFlags) || !TryParseNumber(value.GetRawText(), out number))
        {
            path.FailExpected($"the name of a value of {_type.Name}", value);
            return;
        }

        WriteNumber(ref writer, number);
    }

    // C# lets a default be any number, of a closed enum too.
    public override void WriteDefault(DefaultValue value, ref WireWriter writer, BindingPath path)
    {
        if (value.Kind == DefaultKind.EnumName && TryParseNumber(value.Text, out long number))
        {
            WriteNumber(ref writer, number);
        }
        else
        {
            base.WriteDefault(value, ref writer, path);
        }
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        long number = ReadNumber(ref reader);
        string? names = NameOf(number) ?? (_type.IsFlags ? JoinFlags(number) : null);
        if (names is not null)
        {
            json.WriteStringValue(names);
        }
        else if (_underlying == PrimitiveKind.UInt64)
        {
            json.WriteNumberValue((ulong)number);
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }

    private static bool IsNumber(string text) => text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '-');

    private IEnumerable<string> Names() => _type.Values.Select(static value => value.Name);

    private bool TryParseNames(string text, out long number)
    {
        number = 0;
        string[] names = _type.IsFlags ? text.Split(',', StringSplitOptions.TrimEntries) : [text];
        foreach (string name in names)
        {
            EnumValue? value = _type.Values.FirstOrDefault(value => string.Equals(value.Name, name, StringComparison.Ordinal));
            if (value is null)
            {
                return false;
            }

            number |= value.Number;
        }

        return true;
    }

    private bool TryParseNumber(string text, out long number)
    {
        number = 0;
        if (!Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 parsed))
        {
            return false;
        }

        int bits = _size * 8;
        Int128 minimum = IsUnsigned ? 0 : -(Int128.One << (bits - 1));
        Int128 maximum = (Int128.One << (IsUnsigned ? bits : bits - 1)) - 1;
        if (parsed < minimum || parsed > maximum)
        {
            return false;
        }

        number = unchecked((long)parsed);
        return true;
    }

    private string? NameOf(long number)
    {
        foreach (EnumValue value in _type.Values.AsSpan())
        {
            if (value.Number == number)
            {
                return value.Name;
            }
        }

        return null;
    }

    private string? JoinFlags(long number)
    {
        List<string> names = [];
        long rest = number;
        foreach (EnumValue value in _type.Values.AsSpan())
        {
            if (value.Number != 0 && (number & value.Number) == value.Number && (rest & value.Number) != 0)
            {
                names.Add(value.Name);
                rest &= ~value.Number;
            }
        }

        return rest == 0 && names.Count > 0 ? string.Join(Separator, names) : null;
    }

    private void WriteNumber(ref WireWriter writer, long number)
    {
        switch (_size)
        {
            case sizeof(byte):
                writer.WriteBlock(unchecked((byte)number));
                break;
            case sizeof(short):
                writer.WriteBlock(unchecked((short)number));
                break;
            case sizeof(int):
                writer.WriteBlock(unchecked((int)number));
                break;
            default:
                writer.WriteBlock(number);
                break;
        }
    }

    private long ReadNumber(ref WireReader reader) => _underlying switch
    {
        PrimitiveKind.SByte => SByteCodec.Read(ref reader),
        PrimitiveKind.Byte => ByteCodec.Read(ref reader),
        PrimitiveKind.Int16 => Int16Codec.Read(ref reader),
        PrimitiveKind.UInt16 => UInt16Codec.Read(ref reader),
        PrimitiveKind.Int32 => Int32Codec.Read(ref reader),
        PrimitiveKind.UInt32 => UInt32Codec.Read(ref reader),
        _ => Int64Codec.Read(ref reader),
    };
}
