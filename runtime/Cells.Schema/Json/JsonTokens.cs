namespace Cells.Schema;

/// <summary>A JSON text and the table of its values in the order of the text: the first is the whole, and in an object each value follows its name.</summary>
/// <remarks>A table instead of a tree: a document of megabytes has a hundred thousand values, most of which are looked at once. Strings are made when they are asked for.</remarks>
internal sealed class JsonTokens
{
    // Below this many properties a scan beats a dictionary.
    public const int FewProperties = 16;

    private const int MaxSharedLength = 32;

    // About what an indented document has; for a denser one the table grows.
    private const int CharactersPerToken = 16;

    private readonly string _text;
    private readonly string?[] _shared = new string?[256];
    private JsonToken[] _tokens;
    private int _count;
    private Dictionary<int, Dictionary<string, int>>? _large;
    private int[]? _lines;

    /// <param name="text">The text.</param>
    public JsonTokens(string text)
    {
        _text = text;
        _tokens = new JsonToken[(text.Length / CharactersPerToken) + 4];
    }

    public ref readonly JsonToken this[int index] => ref _tokens[index];

    /// <summary>Appends a value that holds no others, or a property's name.</summary>
    /// <returns>The token's index.</returns>
    public int Add(JsonKind kind, int start, int length, bool hasEscapes = false)
    {
        if (_count == _tokens.Length)
        {
            JsonToken[] larger = new JsonToken[2 * _count];
            Array.Copy(_tokens, larger, _count);
            _tokens = larger;
        }

        _tokens[_count] = new JsonToken(kind, start) { Length = length, HasEscapes = hasEscapes, End = _count + 1 };
        return _count++;
    }

    /// <summary>Appends an array or object; what is appended until <see cref="End"/> belongs to it.</summary>
    /// <returns>The token's index.</returns>
    public int Begin(JsonKind kind, int start) => Add(kind, start, 0);

    /// <summary>Ends the array or object at <paramref name="index"/>.</summary>
    public void End(int index) => _tokens[index].End = _count;

    /// <summary>Counts an element of the array at <paramref name="index"/>.</summary>
    public void AddElement(int index) => _tokens[index].Count++;

    /// <summary>Counts a property of the object at <paramref name="index"/>, whose name was just appended; false when it has one of that name.</summary>
    public bool TryAddProperty(int index, int name)
    {
        int count = _tokens[index].Count++;
        if (count >= FewProperties)
        {
            return TryAddToLarge(index, name);
        }

        for (int i = index + 1; i < name; i = _tokens[i + 1].End)
        {
            if (AreEqual(i, name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value of the property <paramref name="name"/>, or -1 when <paramref name="index"/> is no object or has no such property.</summary>
    public int Find(int index, string name)
    {
        ref readonly JsonToken token = ref _tokens[index];
        if (token.Kind != JsonKind.Object)
        {
            return -1;
        }

        if (token.Count > FewProperties)
        {
            return _large![index].TryGetValue(name, out int value) ? value : -1;
        }

        for (int i = index + 1; i < token.End; i = _tokens[i + 1].End)
        {
            if (IsText(i, name))
            {
                return i + 1;
            }
        }

        return -1;
    }

    /// <summary>A string's characters, a number as written, <c>true</c>, <c>false</c> or <c>null</c>; empty for arrays and objects.</summary>
    public string Text(int index)
    {
        ref readonly JsonToken token = ref _tokens[index];
        return token.Kind switch
        {
            JsonKind.Null => "null",
            JsonKind.True => "true",
            JsonKind.False => "false",
            JsonKind.Number => Share(token.Start, token.Length),
            JsonKind.String => token.HasEscapes ? JsonEscapes.Unescape(_text, token.Start, token.Length) : Share(token.Start, token.Length),
            _ => "",
        };
    }

    /// <summary>The line and the column of the token's first character, from 1; columns count UTF-16 units.</summary>
    public (int Line, int Column) Place(int index)
    {
        int[] lines = _lines ??= FindLines();
        ref readonly JsonToken token = ref _tokens[index];
        int position = token.Kind == JsonKind.String ? token.Start - 1 : token.Start;
        int line = Array.BinarySearch(lines, position);
        line = line < 0 ? ~line - 1 : line;
        return (line + 1, position - lines[line] + 1);
    }

    /// <summary>Whether the string at <paramref name="index"/> is <paramref name="text"/>.</summary>
    public bool IsText(int index, string text)
    {
        ref readonly JsonToken token = ref _tokens[index];
        return token.HasEscapes
            ? string.Equals(Text(index), text, StringComparison.Ordinal)
            : token.Length == text.Length && string.CompareOrdinal(_text, token.Start, text, 0, text.Length) == 0;
    }

    private bool TryAddToLarge(int index, int name)
    {
        _large ??= [];
        if (!_large.TryGetValue(index, out Dictionary<string, int>? names))
        {
            names = new Dictionary<string, int>(StringComparer.Ordinal);
            _large.Add(index, names);
            for (int i = index + 1; i < name; i = _tokens[i + 1].End)
            {
                names.Add(Text(i), i + 1);
            }
        }

        string text = Text(name);
        if (names.ContainsKey(text))
        {
            return false;
        }

        names.Add(text, name + 1);
        return true;
    }

    private bool AreEqual(int left, int right)
    {
        ref readonly JsonToken a = ref _tokens[left];
        ref readonly JsonToken b = ref _tokens[right];
        return a.HasEscapes || b.HasEscapes
            ? string.Equals(Text(left), Text(right), StringComparison.Ordinal)
            : a.Length == b.Length && string.CompareOrdinal(_text, a.Start, _text, b.Start, a.Length) == 0;
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
        // Read once: another thread may be sharing something else there.
        string? found = shared;
        if (found is null || found.Length != length || string.CompareOrdinal(_text, start, found, 0, length) != 0)
        {
            shared = found = _text.Substring(start, length);
        }

        return found;
    }

    private int[] FindLines()
    {
        List<int> lines = [_text.Length > 0 && _text[0] == '\uFEFF' ? 1 : 0];
        for (int i = _text.IndexOf('\n'); i >= 0; i = _text.IndexOf('\n', i + 1))
        {
            lines.Add(i + 1);
        }

        return [.. lines];
    }
}
