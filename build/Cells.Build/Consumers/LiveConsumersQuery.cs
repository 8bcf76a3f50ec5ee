using Cells.Connections;
using Cells.Directories;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Asks the running cell of a project who is connected. Never starts one.</summary>
internal static class LiveConsumersQuery
{
    /// <summary>Asks, within <paramref name="budget"/>.</summary>
    public static async Task<LiveConsumers> AskAsync(string directory, TimeSpan budget, CancellationToken cancellationToken = default)
    {
        // The lock first: a socket file may be left over from a cell that crashed.
        if (!CellState.IsRunning(CellDirectory.At(directory)))
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

    /// <summary>Keeps an answer for a later task of the same build.</summary>
    public static void Keep(IBuildEngine4? engine, string directory, LiveConsumers answer)
        => engine?.RegisterTaskObject(Key(directory), answer, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);

    /// <summary>The answer that was kept, else one asked for now: the question is asked once, within the one budget for all running cells.</summary>
    public static LiveConsumers TakeOrAsk(IBuildEngine4? engine, string directory, TimeSpan budget)
        => engine?.UnregisterTaskObject(Key(directory), RegisteredTaskObjectLifetime.Build) as LiveConsumers ?? AskAsync(directory, budget).GetAwaiter().GetResult();

    private static string Key(string directory) => $"Cells.LiveConsumers:{Path.GetFullPath(directory)}";
}
