namespace Cells.Schema;

/// <summary>What the known consumers of a contract use: the union of their manifests.</summary>
/// <remarks>
/// Entries: <c>call:X.Y</c>, <c>arg:X.Y.p</c>, <c>omitted-arg:X.Y.p</c>, <c>omitted-arg:T.M</c>, <c>named-arg:X.Y.p</c>, <c>read:T.M</c>, <c>write:T.M</c>,
/// <c>switch:T</c>, <c>name:E.V</c>, <c>case:U.C</c>, <c>case:X.Y.Error</c>, in the consumer's names.
/// </remarks>
public sealed class ContractUsage
{
    private static readonly string[] SourceKinds = ["omitted-arg", "named-arg", "switch", "name", "case"];

    private readonly HashSet<string> _entries;
    private readonly HashSet<string> _prefixes;
    private readonly bool _isEverything;
    private readonly bool _knowsSource;

    private ContractUsage(IEnumerable<string> entries, bool isEverything, bool knowsSource)
    {
        _entries = new HashSet<string>(entries, StringComparer.Ordinal);
        _isEverything = isEverything;
        _knowsSource = knowsSource;
        _prefixes = new HashSet<string>(StringComparer.Ordinal);
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
    public static ContractUsage Everything { get; } = new([], isEverything: true, knowsSource: true);

    /// <summary>Whether everything counts as used.</summary>
    public bool IsEverything => _isEverything;

    /// <summary>The entries, ordered; empty when everything is used.</summary>
    public IEnumerable<string> Entries => _entries.OrderBy(static entry => entry, StringComparer.Ordinal);

    /// <summary>The usage that <paramref name="entries"/> state.</summary>
    /// <param name="entries">The entries of a manifest.</param>
    /// <param name="knowsSource">
    /// Whether the manifest knows what IL does not keep (names, omissions, switches). False: those count as used.
    /// </param>
    public static ContractUsage Of(IEnumerable<string> entries, bool knowsSource = true) => new(entries, isEverything: false, knowsSource);

    /// <summary>What either uses.</summary>
    public ContractUsage Union(ContractUsage other) => _isEverything || other._isEverything
        ? Everything
        : new ContractUsage(_entries.Concat(other._entries), isEverything: false, _knowsSource && other._knowsSource);

    /// <summary>Whether the entry <paramref name="kind"/>:<paramref name="name"/> is there.</summary>
    internal bool Has(string kind, string name) => _isEverything || IsAssumed(kind) || _entries.Contains(kind + ":" + name);

    /// <summary>Whether any entry of <paramref name="kind"/> names a part of <paramref name="owner"/>.</summary>
    internal bool HasPartOf(string kind, string owner) => _isEverything || IsAssumed(kind) || _prefixes.Contains(kind + ":" + owner);

    private bool IsAssumed(string kind) => !_knowsSource && Array.IndexOf(SourceKinds, kind) >= 0;
}
