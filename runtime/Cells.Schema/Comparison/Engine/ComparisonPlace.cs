namespace Cells.Schema;

/// <summary>Where a type stands while it is compared.</summary>
/// <param name="Node">The pair or payload that holds it.</param>
/// <param name="Path">The path for findings.</param>
/// <param name="Usage">The place in the consumers' names.</param>
/// <param name="IsInvariant">Whether a collection or a type argument stands between, so that no conversion of C# applies.</param>
/// <param name="DeclaringType">The full name of the declaring type at the producer; null when a call declares the place.</param>
/// <param name="DeclaredName">The name of the member or parameter.</param>
internal sealed record ComparisonPlace(
    ComparisonNode Node, string Path, UsagePlace Usage, bool IsInvariant, string? DeclaringType, string? DeclaredName)
{
    public ComparisonPlace Below(string suffix, bool isInvariant) => this with { Path = Path + suffix, IsInvariant = IsInvariant || isInvariant };
}
