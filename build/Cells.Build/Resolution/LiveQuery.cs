using System.Diagnostics;
using Cells.Connections;
using Cells.Directories;

namespace Cells.Build;

/// <summary>Asks running cells which schema they serve. Never starts one, and never waits longer than the budget in all.</summary>
internal static class LiveQuery
{
    /// <summary>Asks every directory at once.</summary>
    /// <param name="directories">The cells' directories.</param>
    /// <param name="budget">The time for all of them together.</param>
    /// <param name="known">What is already known of a directory's cell: its document is fetched only when the fingerprint or version is another.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public static async Task<Dictionary<string, LiveAnswer>> AskAsync(
        IEnumerable<string> directories, TimeSpan budget, Func<string, ResolvedDependency?> known, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        KeyValuePair<string, LiveAnswer>[] answers = await Task.WhenAll(directories.Distinct(StringComparer.Ordinal).Select(async directory =>
            KeyValuePair.Create(directory, await AskAsync(directory, known(directory), start, budget, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
        return new Dictionary<string, LiveAnswer>(answers, StringComparer.Ordinal);
    }

    private static async Task<LiveAnswer> AskAsync(string directory, ResolvedDependency? known, long start, TimeSpan budget, CancellationToken cancellationToken)
    {
        // The lock first: a socket file may be left over from a cell that crashed.
        if (!CellState.IsRunning(CellDirectory.At(directory)))
        {
            return new LiveAnswer.NotRunning();
        }

        try
        {
            // Of a nucleus, where there is one: a question starts no cell.
            string socket = CellDirectory.At(directory).QuestionSocketPath;
            CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(socket, includeSchema: known is null, Remaining(start, budget), cancellationToken).ConfigureAwait(false);
            if (answer.Schema is null && !IsKnown(answer, known))
            {
                answer = await CellSchemaQuery.AskAsync(socket, includeSchema: true, Remaining(start, budget), cancellationToken).ConfigureAwait(false);
            }

            return new LiveAnswer.Running(answer.Version, answer.Fingerprint, answer.Schema);
        }
        catch (CellException exception)
        {
            return new LiveAnswer.Failed(exception.Message);
        }
    }

    private static bool IsKnown(CellSchemaAnswer answer, ResolvedDependency? known)
        => known is not null
            && string.Equals(answer.Fingerprint, known.Fingerprint, StringComparison.Ordinal)
            && string.Equals(answer.Version, known.Version, StringComparison.Ordinal);

    private static TimeSpan Remaining(long start, TimeSpan budget)
    {
        TimeSpan remaining = budget - Stopwatch.GetElapsedTime(start);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
