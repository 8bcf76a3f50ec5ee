using System.Globalization;

namespace Cells.Schema;

/// <summary>Words that stand for the values of an enumeration, in the order of its values, which count up from zero.</summary>
/// <remarks>Not a dictionary of the enumeration's type: each such type is compiled anew in every process that starts.</remarks>
internal sealed class WordTable
{
    private readonly Dictionary<string, int> _indexes;

    public WordTable(params string[] words)
    {
        Words = words;
        _indexes = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (int i = 0; i < words.Length; i++)
        {
            _indexes.Add(words[i], i);
        }
    }

    /// <summary>The names of <typeparamref name="TKind"/> as they stand in code.</summary>
    public static WordTable Of<TKind>()
        where TKind : struct, Enum
#if NET
        => new(Enum.GetNames<TKind>());
#else
        => new(Enum.GetNames(typeof(TKind)));
#endif

    /// <summary>The words, by their value.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The value of a word, or -1.</summary>
    public int IndexOf(string word) => _indexes.TryGetValue(word, out int index) ? index : -1;

    /// <summary>The word of a value; the number itself where there is none.</summary>
    public string Of(int value) => (uint)value < (uint)Words.Count ? Words[value] : value.ToString(CultureInfo.InvariantCulture);
}
