using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>Integers: JSON numbers without fraction or exponent; those of 64 bits and more also as text, since many JSON tools lose their digits.</summary>
internal sealed class IntegerBinding<T, TCodec> : TypeBinding
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    where TCodec : struct, IWireCodec<T>
{
    private const int ExactInEveryTool = 4;

    public override WireShape Shape => TCodec.Shape;

    public override bool IsValueType => true;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        bool takesText = TCodec.Shape.Size > ExactInEveryTool;
        string? text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String when takesText => path.GetText(value),
            _ => null,
        };
        if (!T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number))
        {
            path.FailExpected($"a whole number between {T.MinValue} and {T.MaxValue}", value);
        }

        TCodec.Write(ref writer, number);
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path) =>
        json.WriteRawValue(TCodec.Read(ref reader).ToString(null, CultureInfo.InvariantCulture));
}

/// <summary>Binary fractions: JSON numbers, and the texts NaN, Infinity and -Infinity.</summary>
internal sealed class FractionBinding<T, TCodec> : TypeBinding
    where T : struct, IBinaryFloatingPointIeee754<T>
    where TCodec : struct, IWireCodec<T>
{
    private const string NotANumber = "NaN";
    private const string Infinity = "Infinity";
    private const string NegativeInfinity = "-Infinity";

    public override WireShape Shape => TCodec.Shape;

    public override bool IsValueType => true;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        T number;
        if (value.ValueKind == JsonValueKind.String)
        {
            string text = path.GetText(value);
            number = text switch
            {
                NotANumber => T.NaN,
                Infinity => T.PositiveInfinity,
                NegativeInfinity => T.NegativeInfinity,
                _ => T.Zero,
            };
            if (number == T.Zero)
            {
                path.FailExpected($"a number, \"{NotANumber}\", \"{Infinity}\" or \"{NegativeInfinity}\"", value);
            }
        }
        else if (value.ValueKind != JsonValueKind.Number
            || !T.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            || !T.IsFinite(number))
        {
            path.FailExpected($"a number that {typeof(T).Name} can hold", value);
            return;
        }

        TCodec.Write(ref writer, number);
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        T number = TCodec.Read(ref reader);
        if (T.IsFinite(number))
        {
            json.WriteRawValue(number.ToString(null, CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteStringValue(T.IsNaN(number) ? NotANumber : T.IsPositive(number) ? Infinity : NegativeInfinity);
        }
    }
}

/// <summary>Decimals: JSON numbers with all digits, trailing zeros included, or text.</summary>
internal sealed class DecimalBinding : TypeBinding
{
    private const NumberStyles TextStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
    private const NumberStyles NumberStyle = TextStyle | NumberStyles.AllowExponent;

    public override WireShape Shape => DecimalCodec.Shape;

    public override bool IsValueType => true;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        string? text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => path.GetText(value),
            _ => null,
        };
        NumberStyles style = value.ValueKind == JsonValueKind.Number ? NumberStyle : TextStyle;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out decimal number))
        {
            path.FailExpected($"a number between {decimal.MinValue} and {decimal.MaxValue}", value);
        }

        DecimalCodec.Write(ref writer, number);
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path) =>
        json.WriteRawValue(DecimalCodec.Read(ref reader).ToString(CultureInfo.InvariantCulture));
}

/// <summary>JSON's true and false.</summary>
internal sealed class BooleanBinding : TypeBinding
{
    public override WireShape Shape => BooleanCodec.Shape;

    public override bool IsValueType => true;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            path.FailExpected("true or false", value);
        }

        BooleanCodec.Write(ref writer, value.ValueKind == JsonValueKind.True);
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path) =>
        json.WriteBooleanValue(BooleanCodec.Read(ref reader));
}
