using Cells.Schema;

namespace Cells.Build;

/// <summary>What asking a running cell for its consumers gave.</summary>
internal abstract record LiveConsumers
{
    private LiveConsumers()
    {
    }

    /// <summary>Nothing holds the cell's lock, so nobody is connected.</summary>
    public sealed record NotRunning : LiveConsumers;

    /// <summary>The cell runs and answered.</summary>
    /// <param name="List">Whom it knows.</param>
    public sealed record Answered(ConsumerList List) : LiveConsumers;

    /// <summary>Something holds the lock and does not say who is connected.</summary>
    /// <param name="Reason">Why, as the end of a sentence.</param>
    public sealed record Silent(string Reason) : LiveConsumers;
}
