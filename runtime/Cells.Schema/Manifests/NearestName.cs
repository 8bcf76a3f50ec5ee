namespace Cells.Schema;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits from <paramref name="name"/>; null when all are too far to be meant.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string candidate in candidates)
        {
            // Half of the letters may differ; the check of lengths also bounds the work for absurdly long names.
            int allowed = Math.Max(2, candidate.Length / 2);
            if (Math.Abs(candidate.Length - name.Length) > allowed)
            {
                continue;
            }

            int edits = CountEdits(name.ToLowerInvariant().Replace('-', '_'), candidate);
            if (edits <= allowed && edits < fewest)
            {
                nearest = candidate;
                fewest = edits;
            }
        }

        return nearest;
    }

    /// <summary>The insertions, deletions, replacements and swaps of neighbours that make one text the other.</summary>
    internal static int CountEdits(string left, string right)
    {
        int[,] edits = new int[left.Length + 1, right.Length + 1];
        for (int row = 0; row <= left.Length; row++)
        {
            for (int column = 0; column <= right.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    edits[row, column] = row + column;
                    continue;
                }

                int replaced = edits[row - 1, column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                int best = Math.Min(replaced, Math.Min(edits[row - 1, column], edits[row, column - 1]) + 1);
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    best = Math.Min(best, edits[row - 2, column - 2] + 1);
                }

                edits[row, column] = best;
            }
        }

        return edits[left.Length, right.Length];
    }
}
