namespace Cells.Schema;

/// <summary>One value, or the name of a property, in a table of tokens.</summary>
/// <param name="kind">What it is; a name is a string.</param>
/// <param name="start">Where its characters begin in the text; of a string behind the quote.</param>
internal struct JsonToken(JsonKind kind, int start)
{
    public readonly JsonKind Kind = kind;

    public readonly int Start = start;

    /// <summary>The number of characters; of a string without the quotes, of an array or object unused.</summary>
    public int Length;

    /// <summary>The index of the first token behind this one and all that it holds.</summary>
    public int End;

    /// <summary>The number of elements or properties.</summary>
    public int Count;

    /// <summary>Whether a string holds escapes, so that its characters are not its text.</summary>
    public bool HasEscapes;
}
