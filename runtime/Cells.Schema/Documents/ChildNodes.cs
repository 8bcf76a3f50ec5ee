namespace Cells.Schema;

/// <summary>The values that an array or object of a schema document holds, in their order; none by default.</summary>
/// <param name="tokens">The document.</param>
/// <param name="parent">The token of the array or object.</param>
internal readonly struct ChildNodes(JsonTokens tokens, int parent)
{
    public int Count => tokens is null ? 0 : tokens[parent].Count;

    public Enumerator GetEnumerator() => new(tokens, parent);

    /// <summary>What <paramref name="read"/> makes of each.</summary>
    public List<T> ConvertAll<T>(Func<SchemaNode, T> read)
    {
        List<T> results = new(Count);
        foreach (SchemaNode node in this)
        {
            results.Add(read(node));
        }

        return results;
    }

    public struct Enumerator(JsonTokens? tokens, int parent)
    {
        // In an object the name stands before each value.
        private readonly int _step = tokens?[parent].Kind == JsonKind.Object ? 1 : 0;
        private int _index;

        public readonly SchemaNode Current => new(tokens!, _index);

        public bool MoveNext()
        {
            if (tokens is null)
            {
                return false;
            }

            int next = (_index == 0 ? parent + 1 : tokens[_index].End) + _step;
            if (next >= tokens[parent].End)
            {
                return false;
            }

            _index = next;
            return true;
        }
    }
}
