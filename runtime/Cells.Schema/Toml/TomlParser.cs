namespace Cells.Schema;

/// <summary>Reads the lines of a document, keys, arrays and inline tables. Strings and scalars have scanners of their own.</summary>
internal sealed class TomlParser(TomlCursor cursor)
{
    private readonly TomlTable _root = new(new TomlPosition(1, 1), TomlTableOrigin.Header, depth: 0);

    public TomlTable ParseDocument()
    {
        TomlTable current = _root;
        while (true)
        {
            cursor.SkipBlank();
            if (cursor.IsAtEnd)
            {
                return _root;
            }

            if (cursor.Current == '[')
            {
                current = ReadHeader();
            }
            else
            {
                ReadKeyValue(current);
            }

            cursor.SkipSpace();
            cursor.SkipComment();
            if (!cursor.IsAtEnd && !cursor.TrySkipLineBreak())
            {
                throw cursor.Fail($"Expected the end of the line, found {cursor.DescribeCurrent()}.");
            }
        }
    }

    private TomlTable ReadHeader()
    {
        TomlPosition position = cursor.Position;
        bool isArray = cursor.Peek(1) == '[';
        cursor.Skip(isArray ? 2 : 1);
        List<TomlKey> path = ReadKey();
        if (!cursor.StartsWith(isArray ? "]]" : "]"))
        {
            throw cursor.Fail($"Expected {(isArray ? "]]" : "]")} to close the header, found {cursor.DescribeCurrent()}.");
        }

        cursor.Skip(isArray ? 2 : 1);
        return isArray ? TomlDefinitions.AppendTable(_root, path, position) : TomlDefinitions.OpenTable(_root, path, position);
    }

    private void ReadKeyValue(TomlTable table)
    {
        List<TomlKey> path = ReadKey();
        if (cursor.Current != '=')
        {
            throw cursor.Fail($"Expected '=' after the key, found {cursor.DescribeCurrent()}.");
        }

        cursor.Skip(1);
        cursor.SkipSpace();
        TomlTable parent = TomlDefinitions.OpenDotted(table, path);
        TomlKey last = path[path.Count - 1];

        // Before the value: with a duplicate, the key is the better place than anything in the value.
        TomlDefinitions.CheckFree(parent, last);
        parent.Add(new TomlEntry(last.Text, last.Position, ReadValue(parent.Depth + 1)));
    }

    /// <summary>Reads a dotted key and the space around it.</summary>
    private List<TomlKey> ReadKey()
    {
        List<TomlKey> path = [];
        while (true)
        {
            cursor.SkipSpace();
            TomlPosition position = cursor.Position;
            path.Add(new TomlKey(ReadKeyPart(), position));
            if (path.Count > TomlReader.MaxDepth)
            {
                throw TooDeep(position);
            }

            cursor.SkipSpace();
            if (cursor.Current != '.')
            {
                return path;
            }

            cursor.Skip(1);
        }
    }

    private string ReadKeyPart()
    {
        if (cursor.Current is '"' or '\'')
        {
            if (cursor.Peek(1) == cursor.Current && cursor.Peek(2) == cursor.Current)
            {
                throw cursor.Fail("A multi-line string cannot be a key.");
            }

            return TomlStringScanner.ReadLine(cursor, cursor.Current);
        }

        int start = cursor.Offset;
        while (cursor.Current is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-')
        {
            cursor.Skip(1);
        }

        return cursor.Offset > start
            ? cursor.Slice(start)
            : throw cursor.Fail($"Expected a key, found {cursor.DescribeCurrent()}; a key of other characters than A-Z a-z 0-9 _ - must be quoted.");
    }

    private TomlValue ReadValue(int depth)
    {
        if (depth > TomlReader.MaxDepth)
        {
            throw TooDeep(cursor.Position);
        }

        return cursor.Current switch
        {
            '"' or '\'' => TomlStringScanner.ReadString(cursor),
            '[' => ReadArray(depth),
            '{' => ReadInlineTable(depth),
            _ => TomlScalarScanner.ReadScalar(cursor),
        };
    }

    private TomlArray ReadArray(int depth)
    {
        TomlArray array = new(cursor.Position, isOfTables: false);
        cursor.Skip(1);
        cursor.SkipBlank();
        while (cursor.Current != ']')
        {
            array.Add(ReadValue(depth + 1));
            cursor.SkipBlank();
            if (cursor.Current == ',')
            {
                cursor.Skip(1);
                cursor.SkipBlank();
            }
            else if (cursor.Current != ']')
            {
                throw cursor.Fail(
                    $"Expected ',' or ']' in the array that begins at line {array.Line}, column {array.Column}, found {cursor.DescribeCurrent()}.");
            }
        }

        cursor.Skip(1);
        return array;
    }

    private TomlTable ReadInlineTable(int depth)
    {
        // Open while it is read, so that its own dotted keys may share a parent.
        TomlTable table = new(cursor.Position, TomlTableOrigin.Header, depth);
        cursor.Skip(1);
        cursor.SkipSpace();
        while (cursor.Current != '}')
        {
            ReadKeyValue(table);
            cursor.SkipSpace();
            if (cursor.Current == ',')
            {
                cursor.Skip(1);
                cursor.SkipSpace();
                if (cursor.Current == '}')
                {
                    throw cursor.Fail("An inline table must not end with a comma.");
                }
            }
            else if (cursor.Current != '}')
            {
                throw cursor.Fail($"Expected ',' or '}}' in the inline table, which must be on one line; found {cursor.DescribeCurrent()}.");
            }
        }

        cursor.Skip(1);
        TomlDefinitions.Close(table);
        return table;
    }

    internal static TomlSyntaxException TooDeep(TomlPosition position)
        => TomlCursor.Fail($"Nested deeper than {TomlReader.MaxDepth} levels, the most that is read.", position);
}

/// <summary>One part of a dotted key.</summary>
internal sealed record TomlKey(string Text, TomlPosition Position);
