namespace Cells.Schema;

/// <summary>What the known consumers of a contract use: the union of their manifests.</summary>
/// <remarks>
/// Entries: <c>call:X.Y</c>, <c>arg:X.Y.p</c>, <c>omitted-arg:X.Y.p</c>, <c>omitted-arg:T.M</c>, <c>named-arg:X.Y.p</c>, <c>read:T.M</c>, <c>write:T.M</c>,
/// <c>switch:T</c>, <c>name:E.V</c>, <c>case:U.C</c>, <c>case:X.Y.Error</c>, in the consumer's names. <see cref="UsageKinds"/> says what each kind means.
/// </remarks>
public sealed class ContractUsage
{
    private readonly HashSet<string> _entries;
    private readonly HashSet<string> _prefixes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kinds;

    private ContractUsage(IEnumerable<string> entries, IEnumerable<string> kinds)
    {
        _kinds = new HashSet<string>(kinds, StringComparer.Ordinal);
        _kinds.IntersectWith(UsageKinds.All);
        _entries = new HashSet<string>(_kinds.Count == 0 ? [] : entries, StringComparer.Ordinal);
        foreach (string entry in _entries)
        {
            int dot = entry.LastIndexOf('.');
            if (dot > 0)
            {
                _prefixes.Add(entry.Substring(0, dot));
            }
        }
    }

    /// <summary>The usage of a consumer without a manifest: everything.</summary>
    public static ContractUsage Everything { get; } = new([], []);

    /// <summary>Whether everything counts as used.</summary>
    public bool IsEverything => _kinds.Count == 0;

    /// <summary>The entries, ordered; empty when everything is used.</summary>
    public IEnumerable<string> Entries => _entries.OrderBy(static entry => entry, StringComparer.Ordinal);

    /// <summary>The usage that a manifest with entries of every kind states.</summary>
    public static ContractUsage Of(IEnumerable<string> entries) => Of(entries, UsageKinds.All);

    /// <summary>The usage that <paramref name="entries"/> state.</summary>
    /// <param name="entries">The entries of a manifest.</param>
    /// <param name="kinds">The kinds of entries of which the manifest has all. Whatever has another kind counts as used; with none of <see cref="UsageKinds.All"/>, everything.</param>
    public static ContractUsage Of(IEnumerable<string> entries, IEnumerable<string> kinds) => new(entries, kinds);

    /// <summary>What either uses.</summary>
    public ContractUsage Union(ContractUsage other) => new(_entries.Concat(other._entries), _kinds.Where(other._kinds.Contains));

    /// <summary>Whether the entry <paramref name="kind"/>:<paramref name="name"/> is there.</summary>
    internal bool Has(string kind, string name) => !_kinds.Contains(kind) || _entries.Contains(kind + ":" + name);

    /// <summary>Whether any entry of <paramref name="kind"/> names a part of <paramref name="owner"/>.</summary>
    internal bool HasPartOf(string kind, string owner) => !_kinds.Contains(kind) || _prefixes.Contains(kind + ":" + owner);
}
