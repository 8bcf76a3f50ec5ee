namespace Cells.Schema;

/// <summary>The rules about what may be defined twice, and where.</summary>
internal static class TomlDefinitions
{
    /// <summary>The table that <c>[path]</c> opens.</summary>
    public static TomlTable OpenTable(TomlTable root, List<TomlKey> path, TomlPosition position)
    {
        TomlTable parent = OpenParents(root, path);
        TomlKey last = path[path.Count - 1];
        TomlEntry? existing = parent.Find(last.Text);
        if (existing is null)
        {
            return AddTable(parent, last, position, TomlTableOrigin.Header);
        }

        if (existing.Value is TomlTable { Origin: TomlTableOrigin.Implied } table)
        {
            table.Origin = TomlTableOrigin.Header;
            return table;
        }

        throw Duplicate(last, existing);
    }

    /// <summary>The table that <c>[[path]]</c> appends.</summary>
    public static TomlTable AppendTable(TomlTable root, List<TomlKey> path, TomlPosition position)
    {
        TomlTable parent = OpenParents(root, path);
        TomlKey last = path[path.Count - 1];
        TomlEntry? existing = parent.Find(last.Text);
        TomlArray? array = existing?.Value as TomlArray;
        if (existing is null)
        {
            array = new TomlArray(position, isOfTables: true);
            parent.Add(new TomlEntry(last.Text, last.Position, array));
        }
        else if (array is not { IsOfTables: true })
        {
            throw Duplicate(last, existing);
        }

        TomlTable table = NewTable(parent.Depth + 2, last, position, TomlTableOrigin.Header);
        array!.Add(table);
        return table;
    }

    /// <summary>The table that holds the last part of a dotted key.</summary>
    public static TomlTable OpenDotted(TomlTable table, List<TomlKey> path)
    {
        TomlTable parent = table;
        for (int index = 0; index < path.Count - 1; index++)
        {
            TomlKey key = path[index];
            TomlEntry? existing = parent.Find(key.Text);
            if (existing is null)
            {
                parent = AddTable(parent, key, key.Position, TomlTableOrigin.DottedKey);
            }
            else if (existing.Value is TomlTable { Origin: TomlTableOrigin.DottedKey or TomlTableOrigin.Implied } dotted)
            {
                dotted.Origin = TomlTableOrigin.DottedKey;
                parent = dotted;
            }
            else
            {
                throw Duplicate(key, existing);
            }
        }

        return parent;
    }

    /// <exception cref="TomlSyntaxException">The key is taken.</exception>
    public static void CheckFree(TomlTable table, TomlKey key)
    {
        if (table.Find(key.Text) is { } existing)
        {
            throw Duplicate(key, existing);
        }
    }

    /// <summary>Closes an inline table and those that its dotted keys made: nothing may be added from outside.</summary>
    public static void Close(TomlTable table)
    {
        table.Origin = TomlTableOrigin.Inline;
        foreach (TomlEntry entry in table.Entries)
        {
            if (entry.Value is TomlTable { Origin: TomlTableOrigin.DottedKey } dotted)
            {
                Close(dotted);
            }
        }
    }

    private static TomlTable OpenParents(TomlTable root, List<TomlKey> path)
    {
        TomlTable parent = root;
        for (int index = 0; index < path.Count - 1; index++)
        {
            TomlKey key = path[index];
            TomlEntry? existing = parent.Find(key.Text);
            parent = existing?.Value switch
            {
                null => AddTable(parent, key, key.Position, TomlTableOrigin.Implied),
                TomlTable { Origin: not TomlTableOrigin.Inline } table => table,
                TomlArray { IsOfTables: true } array => (TomlTable)array.Items[array.Items.Count - 1],
                _ => throw Duplicate(key, existing),
            };
        }

        return parent;
    }

    private static TomlTable AddTable(TomlTable parent, TomlKey key, TomlPosition position, TomlTableOrigin origin)
    {
        TomlTable table = NewTable(parent.Depth + 1, key, position, origin);
        parent.Add(new TomlEntry(key.Text, key.Position, table));
        return table;
    }

    private static TomlTable NewTable(int depth, TomlKey key, TomlPosition position, TomlTableOrigin origin)
        => depth <= TomlReader.MaxDepth ? new TomlTable(position, origin, depth) : throw TomlParser.TooDeep(key.Position);

    private static TomlSyntaxException Duplicate(TomlKey key, TomlEntry existing)
        => TomlCursor.Fail(
            $"'{key.Text}' is already defined, as {existing.Value.Description} at line {existing.Position.Line}, column {existing.Position.Column}, and cannot be defined again or extended here.",
            key.Position);
}
