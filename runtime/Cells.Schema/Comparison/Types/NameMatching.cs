namespace Cells.Schema;

/// <summary>Matches the named parts of two declarations: by name first, then by an old name that either side remembers.</summary>
internal sealed class NameMatching
{
    private NameMatching(int[] newOf, int[] oldOf)
    {
        NewOf = newOf;
        OldOf = oldOf;
    }

    /// <summary>By the index at the consumer: the index at the producer, or -1.</summary>
    public int[] NewOf { get; }

    /// <summary>By the index at the producer: the index at the consumer, or -1.</summary>
    public int[] OldOf { get; }

    /// <summary>Matches the consumer's names with the producer's.</summary>
    public static NameMatching Of(IReadOnlyList<Identity> before, IReadOnlyList<Identity> after)
    {
        if (HaveSameNames(before, after))
        {
            return Same(before.Count);
        }

        int[] newOf = Unmatched(before.Count);
        int[] oldOf = Unmatched(after.Count);
        Pass(Index(after, static identity => identity.Name), static identity => [identity.Name]);
        Pass(Index(after, static identity => identity.Alias), static identity => [identity.Alias]);
        Pass(IndexOld(after), static identity => [identity.Name, identity.Alias]);
        Pass(Index(after, static identity => identity.Name), static identity => identity.OldNames);
        Pass(Index(after, static identity => identity.Alias), static identity => identity.OldNames);
        return new NameMatching(newOf, oldOf);

        void Pass(Dictionary<string, List<int>> index, Func<Identity, IEnumerable<string>> names)
        {
            for (int i = 0; i < newOf.Length; i++)
            {
                foreach (string name in newOf[i] < 0 ? names(before[i]) : [])
                {
                    if (newOf[i] < 0 && index.TryGetValue(name, out List<int>? found) && First(found, oldOf) is int match)
                    {
                        newOf[i] = match;
                        oldOf[match] = i;
                    }
                }
            }
        }
    }

    /// <summary>Most declarations: each of <paramref name="count"/> names finds itself.</summary>
    public static NameMatching Same(int count)
    {
        int[] same = new int[count];
        for (int i = 0; i < count; i++)
        {
            same[i] = i;
        }

        return new NameMatching(same, same);
    }

    private static bool HaveSameNames(IReadOnlyList<Identity> before, IReadOnlyList<Identity> after)
    {
        if (before.Count != after.Count)
        {
            return false;
        }

        for (int i = 0; i < before.Count; i++)
        {
            if (!string.Equals(before[i].Name, after[i].Name, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static int? First(List<int> candidates, int[] taken)
    {
        foreach (int candidate in candidates)
        {
            if (taken[candidate] < 0)
            {
                return candidate;
            }
        }

        return null;
    }

    private static int[] Unmatched(int count)
    {
        int[] indexes = new int[count];
        for (int i = 0; i < count; i++)
        {
            indexes[i] = -1;
        }

        return indexes;
    }

    private static Dictionary<string, List<int>> Index(IReadOnlyList<Identity> identities, Func<Identity, string> key)
    {
        Dictionary<string, List<int>> index = new(StringComparer.Ordinal);
        for (int i = 0; i < identities.Count; i++)
        {
            Add(index, key(identities[i]), i);
        }

        return index;
    }

    private static Dictionary<string, List<int>> IndexOld(IReadOnlyList<Identity> identities)
    {
        Dictionary<string, List<int>> index = new(StringComparer.Ordinal);
        for (int i = 0; i < identities.Count; i++)
        {
            foreach (string name in identities[i].OldNames)
            {
                Add(index, name, i);
            }
        }

        return index;
    }

    private static void Add(Dictionary<string, List<int>> index, string name, int position)
    {
        if (!index.TryGetValue(name, out List<int>? positions))
        {
            positions = [];
            index.Add(name, positions);
        }

        positions.Add(position);
    }
}

/// <summary>The names of a part.</summary>
/// <param name="Name">The name that wins over all others; of a type: the full one.</param>
/// <param name="Alias">The name that comes next; of a type: the simple one, else the same as <paramref name="Name"/>.</param>
/// <param name="OldNames">The names that <c>[Renamed]</c> gives.</param>
internal sealed record Identity(string Name, string Alias, EquatableArray<string> OldNames);
