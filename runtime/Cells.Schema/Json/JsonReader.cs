using System.Globalization;

namespace Cells.Schema;

/// <summary>Reads JSON text (RFC 8259) into values that know their line and column.</summary>
/// <remarks>Stricter than the RFC asks in one point: a property name that occurs twice in an object is an error, since readers disagree on which one counts.</remarks>
public sealed class JsonReader
{
    /// <summary>How deep arrays and objects may nest unless told otherwise.</summary>
    public const int DefaultMaxDepth = 256;

    private readonly string _text;
    private readonly int _maxDepth;
    private readonly JsonTokens _tokens;
    private int _position;
    private int _line = 1;
    private int _lineStart;

    private JsonReader(string text, int maxDepth)
    {
        _text = text;
        _maxDepth = maxDepth;
        _tokens = new JsonTokens(text);
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
            reader.ReadDocument();
            return new JsonReadResult(new JsonValue(reader._tokens, 0), null);
        }
        catch (JsonFormatException failure)
        {
            return new JsonReadResult(null, failure.Error);
        }
    }

    private void ReadDocument()
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

        ReadValue(0);
        SkipWhiteSpace();
        if (_position < _text.Length)
        {
            throw Error($"unexpected {Describe(_text[_position])} after the end of the value");
        }
    }

    private void ReadValue(int depth)
    {
        if (_position == _text.Length)
        {
            throw Truncated();
        }

        char first = _text[_position];
        switch (first)
        {
            case '{':
                ReadObject(depth + 1);
                break;
            case '[':
                ReadArray(depth + 1);
                break;
            case '"':
                ReadString();
                break;
            case 't':
                ReadWord("true", JsonKind.True);
                break;
            case 'f':
                ReadWord("false", JsonKind.False);
                break;
            case 'n':
                ReadWord("null", JsonKind.Null);
                break;
            default:
                if (first is not ('-' or (>= '0' and <= '9')))
                {
                    throw Error($"expected a value, found {Describe(first)}");
                }

                ReadNumber();
                break;
        }
    }

    private void ReadObject(int depth)
    {
        CheckDepth(depth);
        int index = _tokens.Begin(JsonKind.Object, _position++);
        SkipWhiteSpace();
        if (Peek() == '}')
        {
            _position++;
            _tokens.End(index);
            return;
        }

        while (true)
        {
            if (Peek() != '"')
            {
                throw Error($"expected a property name in double quotes, found {Describe(_text[_position])}");
            }

            int line = _line;
            int column = Column;
            int name = ReadString();
            if (!_tokens.TryAddProperty(index, name))
            {
                throw new JsonFormatException(new JsonError($"the property \"{Excerpt.Of(_tokens.Text(name))}\" occurs twice", line, column));
            }

            SkipWhiteSpace();
            if (Peek() != ':')
            {
                throw Error($"expected ':' after the property name, found {Describe(_text[_position])}");
            }

            _position++;
            SkipWhiteSpace();
            ReadValue(depth);
            SkipWhiteSpace();
            if (!ReadSeparator('}'))
            {
                _tokens.End(index);
                return;
            }
        }
    }

    private void ReadArray(int depth)
    {
        CheckDepth(depth);
        int index = _tokens.Begin(JsonKind.Array, _position++);
        SkipWhiteSpace();
        if (Peek() == ']')
        {
            _position++;
            _tokens.End(index);
            return;
        }

        while (true)
        {
            _tokens.AddElement(index);
            ReadValue(depth);
            SkipWhiteSpace();
            if (!ReadSeparator(']'))
            {
                _tokens.End(index);
                return;
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

    private void ReadWord(string word, JsonKind kind)
    {
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
        {
            int rest = _text.Length - _position;
            throw rest < word.Length && string.CompareOrdinal(_text, _position, word, 0, rest) == 0
                ? Truncated()
                : Error($"expected a value, found {Describe(_text[_position])}");
        }

        _tokens.Add(kind, _position, word.Length);
        _position += word.Length;
    }

    private void ReadNumber()
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

        _tokens.Add(JsonKind.Number, start, _position - start);
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

    private int ReadString()
    {
        int start = ++_position;
        bool hasEscapes = false;
        while (true)
        {
            while (_position < _text.Length && _text[_position] is not ('"' or '\\' or < ' '))
            {
                _position++;
            }

            char next = Peek();
            if (next == '"')
            {
                return _tokens.Add(JsonKind.String, start, _position++ - start, hasEscapes);
            }

            if (next != '\\')
            {
                throw Error($"a string holds {Describe(next)}: write it as an escape");
            }

            hasEscapes = true;
            SkipEscape();
        }
    }

    private void SkipEscape()
    {
        _position++;
        char escape = Peek();
        if (escape == 'u')
        {
            for (int i = 0; i < 4; i++)
            {
                _position++;
                char digit = Peek();
                if (JsonEscapes.Digit(digit) < 0)
                {
                    throw Error($"expected four hex digits after \\u, found {Describe(digit)}");
                }
            }
        }
        else if (JsonEscapes.Find(escape) is null)
        {
            throw Error($"unknown escape: \\ before {Describe(escape)}");
        }

        _position++;
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
