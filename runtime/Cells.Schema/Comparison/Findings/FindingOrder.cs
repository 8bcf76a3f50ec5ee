namespace Cells.Schema;

/// <summary>The order of findings: the worst first, then by cell, path and rule.</summary>
internal static class FindingOrder
{
    public static void Sort(List<CompatibilityFinding> findings) => findings.Sort(Compare);

    public static int Compare(CompatibilityFinding left, CompatibilityFinding right)
    {
        int order = right.Verdict.CompareTo(left.Verdict);
        order = order != 0 ? order : string.CompareOrdinal(left.Cell, right.Cell);
        order = order != 0 ? order : string.CompareOrdinal(left.Path, right.Path);
        order = order != 0 ? order : string.CompareOrdinal(left.Rule.Id, right.Rule.Id);
        order = order != 0 ? order : string.CompareOrdinal(left.Before, right.Before);
        return order != 0 ? order : string.CompareOrdinal(left.After, right.After);
    }
}
