using Cells.Connections;
using Cells.Directories;

namespace Cells.Build;

/// <summary>Asks the running cell of a project who is connected. Never starts one.</summary>
internal static class LiveConsumersQuery
{
    /// <summary>Asks, within <paramref name="budget"/>.</summary>
    public static async Task<LiveConsumers> AskAsync(string directory, TimeSpan budget, CancellationToken cancellationToken = default)
    {
        // The lock first: a socket file may be left over from a cell that crashed.
        CellDirectory cell = CellDirectory.At(directory);
        if (!CellState.IsRunning(cell) || CellState.Read(cell) is { IsIdle: true })
        {
            return new LiveConsumers.NotRunning();
        }

        try
        {
            return new LiveConsumers.Answered(await CellConsumersQuery.AskAsync(CellPaths.Socket(directory), budget, cancellationToken).ConfigureAwait(false));
        }
        catch (CellException exception)
        {
            return new LiveConsumers.Silent(exception.Message);
        }
    }
}
