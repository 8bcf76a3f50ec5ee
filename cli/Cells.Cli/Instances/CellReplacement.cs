using Cells.Control;

namespace Cells.Cli.Instances;

/// <summary>What became of an order to put a build in the place of what runs.</summary>
/// <param name="Instance">The cell as it is now.</param>
/// <param name="Report">How the order ended; null when that was not waited for.</param>
internal sealed record CellReplacement(CellInstance Instance, OperationReport? Report)
{
    /// <summary>The clients that the build does not fit, and that the processes before serve on.</summary>
    public IReadOnlyList<ClientMisfit> Misfits => Report?.Misfits ?? [];

    /// <summary>How long the processes before may take to end their calls.</summary>
    public TimeSpan DrainTimeout => Report?.DrainTimeout ?? TimeSpan.Zero;
}
