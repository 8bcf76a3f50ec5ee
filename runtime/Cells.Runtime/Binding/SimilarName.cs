namespace Cells.Binding;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class SimilarName
{
    private const int LongestName = 128;

    /// <summary><c>; did you mean 'Quantity'?</c>, or nothing when no candidate is near.</summary>
    public static string Suggest(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int allowed = Math.Max(1, candidate.Length / 3);
            if (name.Length > LongestName || Math.Abs(candidate.Length - name.Length) > allowed)
            {
                continue;
            }

            int edits = CountEdits(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (edits <= allowed && edits < fewest)
            {
                nearest = candidate;
                fewest = edits;
            }
        }

        return nearest is null ? "" : $"; did you mean '{nearest}'?";
    }

    // Levenshtein's distance, one row at a time.
    private static int CountEdits(string left, string right)
    {
        int[] row = new int[right.Length + 1];
        for (int column = 0; column < row.Length; column++)
        {
            row[column] = column;
        }

        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
