using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cells.Binding;

/// <summary>Strings that may hold lone surrogates, as the UTF-16 form of the wire lets them.</summary>
internal static class JsonUnicode
{
    /// <summary>Writes <paramref name="text"/> whole: a lone surrogate as its escape, where the JSON writer would put U+FFFD without a word.</summary>
    public static void WriteString(Utf8JsonWriter json, string text)
    {
        if (IsWellFormed(text))
        {
            json.WriteStringValue(text);
        }
        else
        {
            json.WriteRawValue(Escape(text), skipInputValidation: true);
        }
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int used) != OperationStatus.Done)
            {
                return false;
            }

            text = text[used..];
        }

        return true;
    }

    private static string Escape(ReadOnlySpan<char> text)
    {
        StringBuilder escaped = new("\"");
        foreach (char character in text)
        {
            if (char.IsAsciiLetterOrDigit(character) || character == ' ')
            {
                escaped.Append(character);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
        }

        return escaped.Append('"').ToString();
    }
}
