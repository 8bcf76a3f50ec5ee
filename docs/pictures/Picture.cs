// Draws what a program printed on a terminal as SVG: docs/pictures/make.sh.
// Arguments: the picture's columns. The bytes come from stdin, the picture goes to stdout.
using System.Globalization;
using System.Text;

int columns = int.Parse(args[0], CultureInfo.InvariantCulture);
Screen screen = new();
screen.Write(Console.In.ReadToEnd());
Console.Out.Write(Svg.Draw([.. screen.Lines.SelectMany(line => Paragraph.Break(line, columns))], columns));

/// <summary>How a character looks.</summary>
internal readonly record struct Look(string Color, bool IsBold);

/// <summary>A character on the screen.</summary>
internal readonly record struct Glyph(string Text, Look Look);

/// <summary>As much of a terminal as the pictures need: colors, and a cursor that goes back to draw again.</summary>
internal sealed class Screen
{
    private static readonly string[] Palette =
        ["#6e7681", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#e6edf3", "#8b949e", "#ffa198", "#a5f3b0", "#f2cc60", "#a5d6ff", "#e2c5ff", "#b3f0ff", "#ffffff"];

    private static readonly Look Plain = new("#e6edf3", false);

    private readonly List<List<Glyph>> _lines = [[]];
    private int _row;
    private int _column;
    private Look _look = Plain;

    /// <summary>Whether a program draws on the second screen: what it leaves on the first is the picture.</summary>
    private bool _isSecond;

    /// <summary>The lines, without empty ones at the end.</summary>
    public IReadOnlyList<IReadOnlyList<Glyph>> Lines => _lines[..(_lines.FindLastIndex(static line => line.Any(static glyph => glyph.Text != " ")) + 1)];

    public void Write(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\u001B':
                    i = Escape(text, i + 1);
                    break;
                case '\r':
                    _column = 0;
                    break;
                case '\n' when !_isSecond:
                    Move(_row + 1);
                    _column = 0;
                    break;
                case >= ' ':
                    int length = char.IsHighSurrogate(text[i]) ? 2 : 1;
                    Put(text.Substring(i, length));
                    i += length - 1;
                    break;
            }
        }
    }

    private void Put(string character)
    {
        if (_isSecond)
        {
            return;
        }

        List<Glyph> line = _lines[_row];
        while (line.Count <= _column)
        {
            line.Add(new Glyph(" ", Plain));
        }

        line[_column++] = new Glyph(character, _look);
    }

    private void Move(int row)
    {
        _row = Math.Max(0, row);
        while (_lines.Count <= _row)
        {
            _lines.Add([]);
        }
    }

    /// <summary>Obeys the sequence that begins at <paramref name="start"/>; gives its last character's place.</summary>
    private int Escape(string text, int start)
    {
        if (start < text.Length && text[start] == ']')
        {
            // A title or a link, up to BEL or ESC \.
            int end = text.IndexOfAny(['\u0007', '\\'], start);
            return end < 0 ? text.Length : end;
        }

        if (start >= text.Length || text[start] != '[')
        {
            return start;
        }

        int last = start + 1;
        while (last < text.Length && text[last] is < '@' or > '~')
        {
            last++;
        }

        if (last < text.Length && text[start + 1] == '?')
        {
            _isSecond = text[(start + 2)..last] == "1049" ? text[last] == 'h' : _isSecond;
        }
        else if (last < text.Length && !_isSecond)
        {
            int[] numbers = [.. text[(start + 1)..last].Split(';').Select(static number => int.TryParse(number, CultureInfo.InvariantCulture, out int value) ? value : 0)];
            Obey(text[last], numbers);
        }

        return last;
    }

    private void Obey(char command, int[] numbers)
    {
        int count = Math.Max(1, numbers[0]);
        switch (command)
        {
            case 'A':
                Move(_row - count);
                break;
            case 'B':
                Move(_row + count);
                break;
            case 'C':
                _column = _column + count;
                break;
            case 'D':
                _column = Math.Max(0, _column - count);
                break;
            case 'G':
                _column = count - 1;
                break;
            case 'J':
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                goto case 'K';
            case 'K' when numbers[0] == 2:
                _lines[_row].Clear();
                break;
            case 'K':
                _lines[_row].RemoveRange(Math.Min(_column, _lines[_row].Count), _lines[_row].Count - Math.Min(_column, _lines[_row].Count));
                break;
            case 'm':
                Paint(numbers);
                break;
        }
    }

    private void Paint(int[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            _look = numbers[i] switch
            {
                0 => Plain,
                1 => _look with { IsBold = true },
                22 => _look with { IsBold = false },
                39 => _look with { Color = Plain.Color },
                >= 30 and <= 37 => _look with { Color = Palette[numbers[i] - 30] },
                >= 90 and <= 97 => _look with { Color = Palette[numbers[i] - 90 + 8] },
                38 when i + 2 < numbers.Length && numbers[i + 1] == 5 => _look with { Color = Of256(numbers[i += 2]) },
                38 when i + 4 < numbers.Length && numbers[i + 1] == 2 => _look with { Color = $"#{numbers[i + 2]:x2}{numbers[i + 3]:x2}{numbers[i += 4]:x2}" },
                _ => _look,
            };
        }
    }

    private static string Of256(int number)
    {
        if (number < 16)
        {
            return Palette[number];
        }

        if (number > 231)
        {
            int gray = 8 + ((number - 232) * 10);
            return $"#{gray:x2}{gray:x2}{gray:x2}";
        }

        static int Level(int step) => step == 0 ? 0 : 55 + (step * 40);
        int cube = number - 16;
        return $"#{Level(cube / 36):x2}{Level(cube / 6 % 6):x2}{Level(cube % 6):x2}";
    }
}

/// <summary>Long lines, broken between words.</summary>
internal static class Paragraph
{
    private const int Indent = 4;

    /// <summary>The line in lines of at most <paramref name="columns"/>, of which all but the first are indented.</summary>
    public static IEnumerable<IReadOnlyList<Glyph>> Break(IReadOnlyList<Glyph> line, int columns)
    {
        List<Glyph> rest = [.. line];
        while (rest.Count > columns)
        {
            int space = rest.FindLastIndex(columns, columns - Indent, static glyph => glyph.Text == " ");
            int end = space > 0 ? space : columns;
            yield return rest[..end];
            rest = [.. Enumerable.Repeat(new Glyph(" ", rest[end - 1].Look), Indent), .. rest[end..].SkipWhile(static glyph => glyph.Text == " ")];
        }

        yield return rest;
    }
}

/// <summary>Draws lines of glyphs.</summary>
internal static class Svg
{
    private const double Advance = 7.83;
    private const double LineHeight = 19;
    private const double Margin = 16;
    private const double TitleBar = 30;

    /// <summary>The colors of the window's buttons.</summary>
    private static readonly string[] Buttons = ["#ff5f57", "#febc2e", "#28c840"];

    public static string Draw(IReadOnlyList<IReadOnlyList<Glyph>> lines, int columns)
    {
        StringBuilder svg = new();
        string width = Number((columns * Advance) + (2 * Margin));
        string height = Number((lines.Count * LineHeight) + TitleBar + (2 * Margin));
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"#0d1117\"/>\n");
        foreach ((int place, string color) in Buttons.Index())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(Margin + 6 + (place * 20))}\" cy=\"{Number(Margin + 4)}\" r=\"6\" fill=\"{color}\"/>\n");
        }

        svg.Append("<g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace\" font-size=\"13\" xml:space=\"preserve\">\n");
        for (int row = 0; row < lines.Count; row++)
        {
            DrawLine(svg, lines[row], Number(Margin + TitleBar + ((row + 0.75) * LineHeight)));
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static void DrawLine(StringBuilder svg, IReadOnlyList<Glyph> line, string y)
    {
        for (int start = 0; start < line.Count;)
        {
            int end = start;
            while (end < line.Count && line[end].Look == line[start].Look && (line[end].Text != " ") == (line[start].Text != " "))
            {
                end++;
            }

            if (line[start].Text != " ")
            {
                // Whatever font is there, columns stay where they are.
                string text = string.Concat(line.Skip(start).Take(end - start).Select(static glyph => glyph.Text)).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
                string weight = line[start].Look.IsBold ? " font-weight=\"bold\"" : "";
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(Margin + (start * Advance))}\" y=\"{y}\" textLength=\"{Number((end - start) * Advance)}\" fill=\"{line[start].Look.Color}\"{weight}>{text}</text>\n");
            }

            start = end;
        }
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
