using System.Globalization;

namespace Cells.Schema;

/// <summary>A position in a document, with its line and column.</summary>
internal sealed class TomlCursor(string text)
{
    /// <summary>Stands for the end of the document; U+0000 itself is refused before parsing.</summary>
    public const char End = '\0';

    private int _offset = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
    private int _line = 1;
    private int _lineStart = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;

    public bool IsAtEnd => _offset >= text.Length;

    public char Current => Peek(0);

    public int Offset => _offset;

    public TomlPosition Position => new(_line, _offset - _lineStart + 1);

    public char Peek(int ahead) => _offset + ahead < text.Length ? text[_offset + ahead] : End;

    public string Slice(int start) => text.Substring(start, _offset - start);

    public bool StartsWith(string expected) => string.CompareOrdinal(text, _offset, expected, 0, expected.Length) == 0;

    /// <summary>Steps over characters of the current line.</summary>
    public void Skip(int count) => _offset += count;

    public void SkipSpace()
    {
        while (Current is ' ' or '\t')
        {
            _offset++;
        }
    }

    /// <summary>Steps over one line break, if there is one.</summary>
    public bool TrySkipLineBreak()
    {
        if (Current == '\r' && Peek(1) == '\n')
        {
            _offset++;
        }

        if (Current != '\n')
        {
            return false;
        }

        _offset++;
        _line++;
        _lineStart = _offset;
        return true;
    }

    public void SkipComment()
    {
        if (Current != '#')
        {
            return;
        }

        while (!IsAtEnd && Current != '\n' && !(Current == '\r' && Peek(1) == '\n'))
        {
            _offset++;
        }
    }

    /// <summary>Steps over spaces, comments and line breaks.</summary>
    public void SkipBlank()
    {
        do
        {
            SkipSpace();
            SkipComment();
        }
        while (TrySkipLineBreak());
    }

    /// <summary>Refuses what may stand nowhere in a document: control characters and halves of surrogate pairs.</summary>
    public void CheckCharacters()
    {
        int line = _line;
        int lineStart = _lineStart;
        for (int index = _offset; index < text.Length; index++)
        {
            char current = text[index];
            if (current == '\n')
            {
                line++;
                lineStart = index + 1;
            }
            else if (current == '\r' && (index + 1 == text.Length || text[index + 1] != '\n'))
            {
                throw Fail("A carriage return must be followed by a line feed.", new TomlPosition(line, index - lineStart + 1));
            }
            else if (current is (< ' ' and not '\t' and not '\r') or '\u007F')
            {
                throw Fail(
                    $"The control character {Describe(current)} is not allowed here: in a quoted string write it as \\u{Hex(current)}.",
                    new TomlPosition(line, index - lineStart + 1));
            }
            else if (char.IsSurrogate(current))
            {
                if (!char.IsHighSurrogate(current) || index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
                {
                    throw Fail($"{Describe(current)} is half of a surrogate pair.", new TomlPosition(line, index - lineStart + 1));
                }

                index++;
            }
        }
    }

    /// <summary>Where the document ends.</summary>
    public TomlPosition PositionOfEnd()
    {
        int lines = 1;
        int lineStart = _offset;
        for (int index = _offset; index < text.Length; index++)
        {
            if (text[index] == '\n')
            {
                lines++;
                lineStart = index + 1;
            }
        }

        return new TomlPosition(lines, text.Length - lineStart + 1);
    }

    public TomlSyntaxException Fail(string message) => Fail(message, Position);

    public static TomlSyntaxException Fail(string message, TomlPosition position)
        => new(new TomlError(message, position.Line, position.Column));

    /// <summary>What stands at the cursor, for a message.</summary>
    public string DescribeCurrent() => IsAtEnd ? "the end of the file" : Current is '\n' or '\r' ? "the end of the line" : Describe(Current);

    private static string Describe(char character)
        => char.IsControl(character) || char.IsSurrogate(character) ? "U+" + Hex(character) : $"'{character}'";

    private static string Hex(char character) => ((int)character).ToString("X4", CultureInfo.InvariantCulture);
}
