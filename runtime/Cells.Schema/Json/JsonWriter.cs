using System.Globalization;
using System.Text;

namespace Cells.Schema;

/// <summary>Writes JSON text: always the same text for the same calls, with <c>\n</c> as the line end.</summary>
/// <remarks>
/// The writer trusts its caller to alternate names and values and to end what was begun. Everything that a C# raw string literal, a terminal or UTF-8 could not carry
/// is escaped: control characters, line separators, lone surrogates.
/// </remarks>
public sealed class JsonWriter
{
    private readonly StringBuilder _builder = new();
    private readonly bool _indented;
    private bool[] _inline = new bool[16];
    private int _depth;
    private bool _isFirst = true;
    private bool _isAfterName;

    /// <summary>Begins an empty text.</summary>
    /// <param name="indented">Two spaces a level, one property or element a line; else no white space at all.</param>
    public JsonWriter(bool indented = true) => _indented = indented;

    /// <summary>Begins an object.</summary>
    public void BeginObject() => Begin('{', inline: false);

    /// <summary>Ends an object.</summary>
    public void EndObject() => End('}');

    /// <summary>Begins an array.</summary>
    /// <param name="inline">Keeps the elements on one line, also when the text is indented.</param>
    public void BeginArray(bool inline = false) => Begin('[', inline);

    /// <summary>Ends an array.</summary>
    public void EndArray() => End(']');

    /// <summary>The name of the property whose value follows.</summary>
    public void Name(string name)
    {
        Separate();
        AppendString(name);
        _builder.Append(_indented ? ": " : ":");
        _isAfterName = true;
    }

    /// <summary>A string.</summary>
    public void String(string value)
    {
        Separate();
        AppendString(value);
    }

    /// <summary>A number, given as JSON text.</summary>
    public void Number(string text)
    {
        Separate();
        _builder.Append(text);
    }

    /// <summary>An integer.</summary>
    public void Number(long value) => Number(value.ToString(CultureInfo.InvariantCulture));

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public void Boolean(bool value)
    {
        Separate();
        _builder.Append(value ? "true" : "false");
    }

    /// <summary><c>null</c>.</summary>
    public void Null()
    {
        Separate();
        _builder.Append("null");
    }

    /// <summary>The text so far.</summary>
    public override string ToString() => _builder.ToString();

    private void Begin(char bracket, bool inline)
    {
        Separate();
        _builder.Append(bracket);
        if (_depth == _inline.Length)
        {
            bool[] deeper = new bool[2 * _depth];
            Array.Copy(_inline, deeper, _depth);
            _inline = deeper;
        }

        _inline[_depth] = inline || (_depth > 0 && _inline[_depth - 1]);
        _depth++;
        _isFirst = true;
    }

    private void End(char bracket)
    {
        bool inline = _inline[--_depth];
        if (!_isFirst && !inline)
        {
            Break();
        }

        _builder.Append(bracket);
        _isFirst = false;
    }

    private void Separate()
    {
        if (_isAfterName)
        {
            _isAfterName = false;
            return;
        }

        if (_depth > 0)
        {
            bool inline = _inline[_depth - 1];
            if (!_isFirst)
            {
                _builder.Append(inline && _indented ? ", " : ",");
            }

            if (!inline)
            {
                Break();
            }
        }

        _isFirst = false;
    }

    private void Break()
    {
        if (_indented)
        {
            _builder.Append('\n').Append(' ', 2 * _depth);
        }
    }

    private void AppendString(string value)
    {
        _builder.Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            char unit = value[i];
            switch (unit)
            {
                case '"':
                    _builder.Append("\\\"");
                    break;
                case '\\':
                    _builder.Append("\\\\");
                    break;
                case '\n':
                    _builder.Append("\\n");
                    break;
                case '\r':
                    _builder.Append("\\r");
                    break;
                case '\t':
                    _builder.Append("\\t");
                    break;
                default:
                    if (char.IsHighSurrogate(unit) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                    {
                        _builder.Append(unit).Append(value[++i]);
                    }
                    else if (MustEscape(unit))
                    {
                        _builder.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
                    }
                    else
                    {
                        _builder.Append(unit);
                    }

                    break;
            }
        }

        _builder.Append('"');
    }

    /// <summary>Whether <paramref name="unit"/> is never shown as it is: controls, line ends, surrogates, and the format characters that hide or turn the text around them.</summary>
    // Fixed ranges rather than Unicode categories, which differ between runtimes.
    public static bool MustEscape(char unit) => unit is < ' ' or (>= '\x7F' and <= '\x9F') or '\xAD' or '\u061C' or (>= '\u200B' and <= '\u200F')
        or (>= '\u2028' and <= '\u202E') or (>= '\u2060' and <= '\u206F') or (>= '\uD800' and <= '\uDFFF') or '\uFEFF';
}
