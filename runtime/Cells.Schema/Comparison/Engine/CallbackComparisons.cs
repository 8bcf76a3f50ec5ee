namespace Cells.Schema;

/// <summary>Compares the callback interfaces that bound calls take, each pair once.</summary>
internal sealed class CallbackComparisons(DirectedComparison requests, DirectedComparison responses)
{
    private readonly Dictionary<(string Before, string After), CallbackComparison?> _pairs = [];
    private readonly List<CallbackComparison> _found = [];

    /// <summary>The plans of the pairs, once <see cref="Complete"/> has run.</summary>
    public IReadOnlyList<CallbackPlan> Plans => _found.ConvertAll(static found => found.Plan);

    /// <summary>The comparison of the interfaces of two matched parameters; null when the one is not the other.</summary>
    public CallbackComparison? Of(string before, string after)
    {
        if (_pairs.TryGetValue((before, after), out CallbackComparison? known))
        {
            return known;
        }

        CallbackSchema? old = responses.Before.Schema.FindCallback(before);
        CallbackSchema? now = responses.After.Schema.FindCallback(after);
        CallbackComparison? comparison = old is null || now is null || !IsSame(old, now) ? null : new CallbackComparison(requests, responses, old, now);
        _pairs.Add((before, after), comparison);
        if (comparison is not null)
        {
            _found.Add(comparison);
            comparison.Compare();
        }

        return comparison;
    }

    /// <summary>Settles the plans when every pair of types is compared.</summary>
    public void Complete() => _found.ForEach(static found => found.Complete());

    // Renamed, moved, or without a namesake on either side: then the methods tell.
    private bool IsSame(CallbackSchema before, CallbackSchema after) =>
        string.Equals(TypeName.Simple(before.Name), TypeName.Simple(after.Name), StringComparison.Ordinal)
        || CallbackComparison.IsRenamed(before, after)
        || (responses.After.Schema.FindCallback(before.Name) is null && responses.Before.Schema.FindCallback(after.Name) is null);
}
