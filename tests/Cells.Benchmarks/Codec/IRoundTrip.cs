namespace Cells.Benchmarks;

/// <summary>Benchmarks that can say whether what they measure is right.</summary>
internal interface IRoundTrip
{
    /// <summary>Runs every benchmark once.</summary>
    /// <exception cref="InvalidOperationException">One gave another value or other bytes than it was given.</exception>
    void Verify();
}
