namespace Cells.Schema;

/// <summary>The bounds of a comparison: a schema comes from a peer, and a generic type can name itself with ever larger arguments.</summary>
internal static class ComparisonLimits
{
    /// <summary>The most pairs of types that are compared in one direction.</summary>
    public const int Pairs = 100_000;

    /// <summary>The deepest nesting of one type reference: <c>List&lt;List&lt;…&gt;&gt;</c>.</summary>
    public const int Depth = 64;
}

/// <summary>A schema is too large or too deep to be compared.</summary>
internal sealed class ComparisonLimitException(string reason) : Exception(reason);
