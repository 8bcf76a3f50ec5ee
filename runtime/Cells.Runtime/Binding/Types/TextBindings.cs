using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>Reads a value from its text.</summary>
internal delegate bool TextParser<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>Types whose JSON form is a string.</summary>
/// <param name="expected">What the text must be, for errors: <c>a date such as "2024-02-29"</c>.</param>
/// <param name="parse">Reads the text.</param>
/// <param name="format">Gives the text.</param>
internal sealed class TextBinding<T, TCodec>(string expected, TextParser<T> parse, Func<T, string> format) : TypeBinding
    where TCodec : struct, IWireCodec<T>
{
    public override WireShape Shape => TCodec.Shape;

    public override bool IsValueType => typeof(T).IsValueType;

    public override bool TakesBareText(string text) => true;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        if (value.ValueKind != JsonValueKind.String || !parse(path.GetText(value), out T? typed))
        {
            path.FailExpected(expected, value);
            return;
        }

        TCodec.Write(ref writer, typed);
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        string text = format(TCodec.Read(ref reader));
        JsonUnicode.WriteString(json, text);
    }
}

/// <summary>A char: a string of one UTF-16 unit; half of a surrogate pair as its escape, which is the only JSON for it.</summary>
internal sealed class CharBinding : TypeBinding
{
    private const string EscapeStart = "\"\\u";
    private const int EscapeLength = 8;

    public override WireShape Shape => CharCodec.Shape;

    public override bool IsValueType => true;

    public override bool TakesBareText(string text) => true;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        if (value.ValueKind == JsonValueKind.String && TryReadEscape(value.GetRawText(), out char unit))
        {
            CharCodec.Write(ref writer, unit);
            return;
        }

        string? text = value.ValueKind == JsonValueKind.String ? path.GetText(value) : null;
        if (text is not { Length: 1 })
        {
            path.FailExpected("a string of one character", value);
        }

        CharCodec.Write(ref writer, text[0]);
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path) =>
        JsonUnicode.WriteString(json, CharCodec.Read(ref reader).ToString());

    private static bool TryReadEscape(string raw, out char unit)
    {
        unit = '\0';
        if (raw.Length != EscapeLength || !raw.StartsWith(EscapeStart, StringComparison.Ordinal)
            || !ushort.TryParse(raw.AsSpan(EscapeStart.Length, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort number))
        {
            return false;
        }

        unit = (char)number;
        return true;
    }
}
