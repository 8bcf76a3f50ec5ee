namespace Cells.Benchmarks;

/// <summary>What a benchmark is held to: its row in the table.</summary>
/// <param name="measure">What the row is called.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoalAttribute(string measure) : Attribute
{
    public string Measure { get; } = measure;

    /// <summary>The benchmark of the same class that the time is compared with; null for a time in milliseconds.</summary>
    public string? Against { get; init; }

    /// <summary>The largest ratio to <see cref="Against"/>, or the largest time in milliseconds; NaN for a row that only informs.</summary>
    public double AtMost { get; init; } = double.NaN;

    /// <summary>The most bytes allocated per operation; -1 for any.</summary>
    public long AtMostBytes { get; init; } = -1;
}
