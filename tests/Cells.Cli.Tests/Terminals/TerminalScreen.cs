using System.Globalization;
using System.Text;

namespace Cells.Cli.Tests.Terminals;

/// <summary>As much of a terminal as the tool makes use of: what a user would see on it.</summary>
internal sealed class TerminalScreen(int columns, int rows)
{
    private readonly StringBuilder _sequence = new();
    private char[][] _first = Blank(columns, rows);
    private char[][] _second = Blank(columns, rows);
    private int _columns = columns;
    private int _row;
    private int _column;
    private (int Row, int Column) _saved;

    /// <summary>Whether the second screen is shown, on which programs draw what is not to stay.</summary>
    public bool IsSecond { get; private set; }

    /// <summary>Whether the cursor is shown.</summary>
    public bool HasCursor { get; private set; } = true;

    /// <summary>How often the screen has scrolled a line up.</summary>
    public int Scrolled { get; private set; }

    /// <summary>The lines that are shown, without spaces at their ends and empty ones at the end.</summary>
    public string[] Lines
    {
        get
        {
            string[] lines = [.. Cells.Select(static line => new string(line).TrimEnd())];
            return lines[..(Array.FindLastIndex(lines, static line => line.Length > 0) + 1)];
        }
    }

    private char[][] Cells => IsSecond ? _second : _first;

    /// <summary>Shows what a program prints.</summary>
    public void Write(string text)
    {
        foreach (char character in text)
        {
            if (_sequence.Length > 0)
            {
                _sequence.Append(character);
                if (IsWhole())
                {
                    Obey(_sequence.ToString(1, _sequence.Length - 1));
                    _sequence.Clear();
                }

                continue;
            }

            switch (character)
            {
                case '\u001B':
                    _sequence.Append(character);
                    break;
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    BreakLine();
                    break;
                case >= ' ':
                    Put(character);
                    break;
            }
        }
    }

    /// <summary>Has another size from now on; what has no place any more is gone.</summary>
    public void Resize(int columns, int rows)
    {
        (_first, _second) = (Resized(_first), Resized(_second));
        _columns = columns;
        (_row, _column) = (Math.Min(_row, rows - 1), Math.Min(_column, columns - 1));

        char[][] Resized(char[][] before)
        {
            char[][] after = Blank(columns, rows);
            for (int row = 0; row < Math.Min(rows, before.Length); row++)
            {
                before[row].AsSpan(0, Math.Min(columns, before[row].Length)).CopyTo(after[row]);
            }

            return after;
        }
    }

    private static char[][] Blank(int columns, int rows) => [.. Enumerable.Range(0, rows).Select(_ => BlankLine(columns))];

    private static char[] BlankLine(int columns)
    {
        char[] line = new char[columns];
        Array.Fill(line, ' ');
        return line;
    }

    private bool IsWhole() => _sequence[1] switch
    {
        '[' => _sequence.Length > 2 && _sequence[^1] is >= '@' and <= '~',
        ']' => _sequence[^1] is '\u0007' || _sequence.ToString().EndsWith("\u001B\\", StringComparison.Ordinal),
        '(' or ')' => _sequence.Length == 3,
        _ => true,
    };

    private void Put(char character)
    {
        if (_column == _columns)
        {
            _column = 0;
            BreakLine();
        }

        Cells[_row][_column++] = character;
    }

    private void BreakLine()
    {
        if (_row < Cells.Length - 1)
        {
            _row++;
            return;
        }

        Scrolled++;
        char[][] cells = Cells;
        Array.Copy(cells, 1, cells, 0, cells.Length - 1);
        cells[^1] = BlankLine(_columns);
    }

    private void Obey(string sequence)
    {
        switch (sequence)
        {
            case "[?25l":
                HasCursor = false;
                return;
            case "[?25h":
                HasCursor = true;
                return;
            case "[?1049h":
                _saved = (_row, _column);
                IsSecond = true;
                return;
            case "[?1049l":
                (_row, _column) = _saved;
                IsSecond = false;
                return;
        }

        if (sequence[0] != '[' || sequence[1] == '?')
        {
            return;
        }

        int[] numbers = [.. sequence[1..^1].Split(';').Select(static number => int.TryParse(number, CultureInfo.InvariantCulture, out int value) ? value : 0)];
        int count = Math.Max(1, numbers[0]);
        switch (sequence[^1])
        {
            case 'H':
                (_row, _column) = (Math.Min(count, Cells.Length) - 1, Math.Clamp(numbers.Length > 1 ? numbers[1] : 1, 1, _columns) - 1);
                break;
            case 'A':
                _row = Math.Max(0, _row - count);
                break;
            case 'B':
                _row = Math.Min(Cells.Length - 1, _row + count);
                break;
            case 'C':
                _column = Math.Min(_columns - 1, _column + count);
                break;
            case 'D':
                _column = Math.Max(0, _column - count);
                break;
            case 'G':
                _column = Math.Min(count, _columns) - 1;
                break;
            case 'K':
                Array.Fill(Cells[_row], ' ', numbers[0] == 2 ? 0 : _column, numbers[0] == 2 ? _columns : _columns - _column);
                break;
            case 'J':
                Array.Fill(Cells[_row], ' ', _column, _columns - _column);
                Array.ForEach(Cells[(_row + 1)..], static line => Array.Fill(line, ' '));
                break;
            case 'm':
                break;
            default:
                throw new NotSupportedException($"the sequence ESC {sequence}");
        }
    }
}
