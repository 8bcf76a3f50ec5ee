using System.Globalization;

namespace Cells.Schema;

/// <summary>How constraints changed.</summary>
/// <param name="IsTightened">A value that was accepted is refused.</param>
/// <param name="IsLoosened">A value that was refused is accepted.</param>
/// <param name="IsReplaced">A pattern became another, and neither is provably wider.</param>
internal readonly record struct ConstraintChange(bool IsTightened, bool IsLoosened, bool IsReplaced)
{
    public static ConstraintChange Of(EquatableArray<Constraint> before, EquatableArray<Constraint> after)
    {
        bool isTightened = false;
        bool isLoosened = false;
        foreach (ConstraintKind kind in new[] { ConstraintKind.Range, ConstraintKind.Length })
        {
            int lower = CompareBounds(Bound(before, kind, isUpper: false), Bound(after, kind, isUpper: false));
            int upper = -CompareBounds(Bound(before, kind, isUpper: true), Bound(after, kind, isUpper: true));
            bool isUnknown = Math.Abs(lower) == Incomparable || Math.Abs(upper) == Incomparable;
            isTightened |= isUnknown || lower > 0 || upper > 0;
            isLoosened |= isUnknown || lower < 0 || upper < 0;
        }

        HashSet<string> oldPatterns = new(Patterns(before), StringComparer.Ordinal);
        HashSet<string> newPatterns = new(Patterns(after), StringComparer.Ordinal);
        bool gained = !newPatterns.IsSubsetOf(oldPatterns);
        bool lost = !oldPatterns.IsSubsetOf(newPatterns);
        return new ConstraintChange(isTightened || (gained && !lost), isLoosened || (lost && !gained), gained && lost);
    }

    private const int Incomparable = 2;

    /// <summary>Positive when <paramref name="after"/> is the larger one. A lower bound that is not there is the smallest, an upper one the largest.</summary>
    private static int CompareBounds(BoundText before, BoundText after)
    {
        if (string.Equals(before.Text, after.Text, StringComparison.Ordinal))
        {
            return 0;
        }

        if (before.Text is null || after.Text is null)
        {
            return before.Text is null != before.IsUpper ? 1 : -1;
        }

        return TryNumber(before.Text, out double old) && TryNumber(after.Text, out double now) ? now.CompareTo(old) : Incomparable;
    }

    /// <summary>The bound that all constraints of a kind leave.</summary>
    private static BoundText Bound(EquatableArray<Constraint> constraints, ConstraintKind kind, bool isUpper)
    {
        string? tightest = null;
        foreach (Constraint constraint in constraints)
        {
            string? bound = isUpper ? constraint.Maximum : constraint.Minimum;
            if (constraint.Kind != kind || bound is null)
            {
                continue;
            }

            bool isTighter = tightest is null
                || (TryNumber(bound, out double value) && TryNumber(tightest, out double other) && (isUpper ? value < other : value > other));
            tightest = isTighter ? bound : tightest;
        }

        // Every length is at least 0.
        return new BoundText(kind == ConstraintKind.Length && !isUpper && tightest is "0" ? null : tightest, isUpper);
    }

    private static IEnumerable<string> Patterns(EquatableArray<Constraint> constraints) =>
        constraints.Where(static constraint => constraint.Kind == ConstraintKind.Pattern).Select(static constraint => constraint.Pattern ?? "");

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private readonly record struct BoundText(string? Text, bool IsUpper);
}
