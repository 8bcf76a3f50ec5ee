namespace Cells.Build;

/// <summary>What asking a cell's socket gave.</summary>
internal abstract record LiveAnswer
{
    private LiveAnswer()
    {
    }

    /// <summary>Nothing holds the cell's lock.</summary>
    public sealed record NotRunning : LiveAnswer;

    /// <summary>The cell runs.</summary>
    /// <param name="Version">Its version.</param>
    /// <param name="Fingerprint">Its schema's fingerprint.</param>
    /// <param name="Schema">Its schema document; null when the fingerprint and version are the ones already known.</param>
    public sealed record Running(string Version, string Fingerprint, string? Schema) : LiveAnswer;

    /// <summary>Something holds the lock and does not answer as a cell does.</summary>
    /// <param name="Reason">Why, as the end of a sentence.</param>
    public sealed record Failed(string Reason) : LiveAnswer;
}
