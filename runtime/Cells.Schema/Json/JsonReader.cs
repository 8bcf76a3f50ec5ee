using System.Globalization;
using System.Text;

namespace Cells.Schema;

/// <summary>Reads JSON text (RFC 8259) into a tree whose values know their line and column.</summary>
/// <remarks>Stricter than the RFC asks in one point: a property name that occurs twice in an object is an error, since readers disagree on which one counts.</remarks>
public sealed class JsonReader
{
    /// <summary>How deep arrays and objects may nest unless told otherwise.</summary>
    public const int DefaultMaxDepth = 256;

    // Below this many properties a scan beats a set.
    private const int FewProperties = 16;

    private const int MaxSharedLength = 32;

    private static readonly JsonValue[] NoItems = [];
    private static readonly JsonProperty[] NoProperties = [];

    private readonly string _text;
    private readonly int _maxDepth;
    private readonly string?[] _shared = new string?[256];
    private int _position;
    private int _line = 1;
    private int _lineStart;

    private JsonReader(string text, int maxDepth)
    {
        _text = text;
        _maxDepth = maxDepth;
    }

    private int Column => _position - _lineStart + 1;

    /// <summary>Reads one JSON value that makes up the whole of <paramref name="text"/>. Never throws on bad text.</summary>
    /// <param name="text">The text; a byte order mark before it is skipped.</param>
    /// <param name="maxDepth">How deep arrays and objects may nest; at most 1,000, since the reader recurses.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDepth"/> is below 1 or above 1,000.</exception>
    public static JsonReadResult Read(string text, int maxDepth = DefaultMaxDepth)
    {
        if (maxDepth is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(maxDepth), maxDepth, "The depth limit is 1 to 1,000.");
        }

        JsonReader reader = new(text, maxDepth);
        try
        {
            return new JsonReadResult(reader.ReadDocument(), null);
        }
        catch (JsonFormatException failure)
        {
            return new JsonReadResult(null, failure.Error);
        }
    }

    private JsonValue ReadDocument()
    {
        if (_text.Length > 0 && _text[0] == '\uFEFF')
        {
            _position = 1;
            _lineStart = 1;
        }

        SkipWhiteSpace();
        if (_position == _text.Length)
        {
            throw Error("the text is empty");
        }

        JsonValue value = ReadValue(0);
        SkipWhiteSpace();
        if (_position < _text.Length)
        {
            throw Error($"unexpected {Describe(_text[_position])} after the end of the value");
        }

        return value;
    }

    private JsonValue ReadValue(int depth)
    {
        if (_position == _text.Length)
        {
            throw Truncated();
        }

        int line = _line;
        int column = Column;
        char first = _text[_position];
        switch (first)
        {
            case '{':
                return ReadObject(depth + 1, line, column);
            case '[':
                return ReadArray(depth + 1, line, column);
            case '"':
                return new JsonValue(JsonKind.String, ReadString(), NoItems, NoProperties, line, column);
            case 't':
                return ReadWord("true", JsonKind.True, line, column);
            case 'f':
                return ReadWord("false", JsonKind.False, line, column);
            case 'n':
                return ReadWord("null", JsonKind.Null, line, column);
            default:
                return first is '-' or (>= '0' and <= '9')
                    ? new JsonValue(JsonKind.Number, ReadNumber(), NoItems, NoProperties, line, column)
                    : throw Error($"expected a value, found {Describe(first)}");
        }
    }

    private JsonValue ReadObject(int depth, int line, int column)
    {
        CheckDepth(depth);
        _position++;
        List<JsonProperty> properties = [];
        HashSet<string>? names = null;
        SkipWhiteSpace();
        if (Peek() == '}')
        {
            _position++;
            return new JsonValue(JsonKind.Object, "", NoItems, NoProperties, line, column);
        }

        while (true)
        {
            int nameLine = _line;
            int nameColumn = Column;
            if (Peek() != '"')
            {
                throw Error($"expected a property name in double quotes, found {Describe(_text[_position])}");
            }

            string name = ReadString();
            if (IsRepeated(name, properties, ref names))
            {
                throw new JsonFormatException(new JsonError($"the property \"{Excerpt.Of(name)}\" occurs twice", nameLine, nameColumn));
            }

            SkipWhiteSpace();
            if (Peek() != ':')
            {
                throw Error($"expected ':' after the property name, found {Describe(_text[_position])}");
            }

            _position++;
            SkipWhiteSpace();
            properties.Add(new JsonProperty(name, ReadValue(depth), nameLine, nameColumn));
            SkipWhiteSpace();
            if (!ReadSeparator('}'))
            {
                return new JsonValue(JsonKind.Object, "", NoItems, properties, line, column);
            }
        }
    }

    /// <summary>Whether <paramref name="properties"/> have the name; beyond a few, a set answers.</summary>
    private static bool IsRepeated(string name, List<JsonProperty> properties, ref HashSet<string>? names)
    {
        if (properties.Count < FewProperties)
        {
            foreach (JsonProperty property in properties)
            {
                if (string.Equals(property.Name, name, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        names ??= new HashSet<string>(properties.Select(static property => property.Name), StringComparer.Ordinal);
        return !names.Add(name);
    }

    private JsonValue ReadArray(int depth, int line, int column)
    {
        CheckDepth(depth);
        _position++;
        List<JsonValue> items = [];
        SkipWhiteSpace();
        if (Peek() == ']')
        {
            _position++;
            return new JsonValue(JsonKind.Array, "", NoItems, NoProperties, line, column);
        }

        while (true)
        {
            items.Add(ReadValue(depth));
            SkipWhiteSpace();
            if (!ReadSeparator(']'))
            {
                return new JsonValue(JsonKind.Array, "", items, NoProperties, line, column);
            }
        }
    }

    // Leaves the reader at the next element, or after the end.
    private bool ReadSeparator(char end)
    {
        char next = Peek();
        if (next != ',' && next != end)
        {
            throw Error($"expected ',' or '{end}', found {Describe(next)}");
        }

        _position++;
        if (next == ',')
        {
            SkipWhiteSpace();
        }

        return next == ',';
    }

    private JsonValue ReadWord(string word, JsonKind kind, int line, int column)
    {
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
        {
            int rest = _text.Length - _position;
            throw rest < word.Length && string.CompareOrdinal(_text, _position, word, 0, rest) == 0
                ? Truncated()
                : Error($"expected a value, found {Describe(_text[_position])}");
        }

        _position += word.Length;
        return new JsonValue(kind, word, NoItems, NoProperties, line, column);
    }

    private string ReadNumber()
    {
        int start = _position;
        if (_text[_position] == '-')
        {
            _position++;
        }

        if (Peek() == '0')
        {
            _position++;
        }
        else
        {
            ReadDigits();
        }

        if (_position < _text.Length && _text[_position] == '.')
        {
            _position++;
            ReadDigits();
        }

        if (_position < _text.Length && _text[_position] is 'e' or 'E')
        {
            _position++;
            if (Peek() is '+' or '-')
            {
                _position++;
            }

            ReadDigits();
        }

        if (_position < _text.Length && _text[_position] is >= '0' and <= '9')
        {
            throw Error("a number does not begin with 0 before another digit");
        }

        return _text.Substring(start, _position - start);
    }

    private void ReadDigits()
    {
        if (Peek() is not (>= '0' and <= '9'))
        {
            throw Error($"expected a digit, found {Describe(_text[_position])}");
        }

        while (_position < _text.Length && _text[_position] is >= '0' and <= '9')
        {
            _position++;
        }
    }

    private string ReadString()
    {
        _position++;
        int start = _position;
        while (_position < _text.Length && _text[_position] is not ('"' or '\\' or < ' '))
        {
            _position++;
        }

        if (Peek() == '"')
        {
            _position++;
            return Share(start, _position - start - 1);
        }

        StringBuilder builder = new(_text, start, _position - start, Math.Max(16, (_position - start) * 2));
        while (true)
        {
            char next = Peek();
            if (next == '"')
            {
                _position++;
                return builder.ToString();
            }

            if (next < ' ')
            {
                throw Error($"a string holds {Describe(next)}: write it as an escape");
            }

            builder.Append(next == '\\' ? ReadEscape() : next);
            _position++;
        }
    }

    // One string for all that say the same: a document has few words and many of each.
    private string Share(int start, int length)
    {
        if (length is 0 or > MaxSharedLength)
        {
            return _text.Substring(start, length);
        }

        int hash = (_text[start] * 31) + (_text[start + (length / 2)] * 17) + (_text[start + length - 1] * 7) + length;
        ref string? shared = ref _shared[hash & (_shared.Length - 1)];
        if (shared is null || !_text.AsSpan(start, length).SequenceEqual(shared.AsSpan()))
        {
            shared = _text.Substring(start, length);
        }

        return shared;
    }

    // Leaves the reader at the last character of the escape.
    private char ReadEscape()
    {
        _position++;
        char escape = Peek();
        switch (escape)
        {
            case '"' or '\\' or '/':
                return escape;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                int unit = 0;
                for (int i = 0; i < 4; i++)
                {
                    _position++;
                    char digit = Peek();
                    int value = digit switch
                    {
                        >= '0' and <= '9' => digit - '0',
                        >= 'a' and <= 'f' => digit - 'a' + 10,
                        >= 'A' and <= 'F' => digit - 'A' + 10,
                        _ => throw Error($"expected four hex digits after \\u, found {Describe(digit)}"),
                    };
                    unit = (unit << 4) | value;
                }

                return (char)unit;
            default:
                throw Error($"unknown escape: \\ before {Describe(escape)}");
        }
    }

    private void SkipWhiteSpace()
    {
        while (_position < _text.Length)
        {
            char next = _text[_position];
            if (next == '\n')
            {
                _line++;
                _lineStart = _position + 1;
            }
            else if (next is not (' ' or '\t' or '\r'))
            {
                return;
            }

            _position++;
        }
    }

    private char Peek() => _position < _text.Length ? _text[_position] : throw Truncated();

    private void CheckDepth(int depth)
    {
        if (depth > _maxDepth)
        {
            throw Error($"arrays and objects nest deeper than {_maxDepth}");
        }
    }

    private JsonFormatException Truncated() => Error("the text ends in the middle: it is truncated");

    private JsonFormatException Error(string message) => new(new JsonError(message, _line, Column));

    private static string Describe(char unit) => unit is > ' ' and < '\x7F'
        ? $"'{unit}'"
        : string.Format(CultureInfo.InvariantCulture, "the character U+{0:X4}", (int)unit);

    // Unwinds the recursion; never leaves Read.
    private sealed class JsonFormatException(JsonError error) : Exception(error.Message)
    {
        public JsonError Error { get; } = error;
    }
}
