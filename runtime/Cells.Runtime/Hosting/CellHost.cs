using Cells.Directories;
using Microsoft.Extensions.Hosting;

namespace Cells.Hosting;

/// <summary>Runs a cell as a program: <c>return await CellHost.RunAsync&lt;Catalog&gt;(args);</c></summary>
/// <remarks>It logs to standard output, a line for each event from Information on; what keeps it from starting goes to standard error.</remarks>
public static class CellHost
{
    /// <summary>Serves <typeparamref name="TCell"/> until the process is told to stop (SIGTERM, SIGINT, SIGQUIT), then drains.</summary>
    /// <param name="args">The program's arguments: configuration for a cell whose constructor takes some.</param>
    /// <param name="cancellationToken">Stops the cell, too.</param>
    /// <returns>The exit code: 0 after a stop, and when the cell runs already; 1 when it cannot start, with the reason on standard error.</returns>
    /// <remarks>
    /// Without a host or a container: the cell gets its clients, and loggers, from generated code. A constructor that takes anything else gets a host, as with
    /// <see cref="RunAsync{TCell}(string[], Action{HostApplicationBuilder}, CancellationToken)"/>.
    /// </remarks>
    public static Task<int> RunAsync<TCell>(string[] args, CancellationToken cancellationToken = default)
        where TCell : class, ICell<TCell>
        => RunAsync(hold => ComposedCell.RunAsync<TCell>(hold, args, cancellationToken), cancellationToken);

    /// <summary>Serves <typeparamref name="TCell"/> in a host with services of its own, until the process is told to stop (SIGTERM, SIGINT, SIGQUIT), then drains.</summary>
    /// <param name="args">The program's arguments: configuration for the host.</param>
    /// <param name="configure">Adds the services that the cell's constructor names.</param>
    /// <param name="cancellationToken">Stops the cell, too.</param>
    /// <returns>The exit code: 0 after a stop, and when the cell runs already; 1 when it cannot start, with the reason on standard error.</returns>
    /// <remarks>A small host: dependency injection, configuration from the environment and the arguments, no files; the environment's name from <c>DOTNET_ENVIRONMENT</c>.</remarks>
    public static Task<int> RunAsync<TCell>(string[] args, Action<HostApplicationBuilder> configure, CancellationToken cancellationToken = default)
        where TCell : class, ICell<TCell>
    {
        ArgumentNullException.ThrowIfNull(configure);
        return RunAsync(hold => CellApplication.RunAsync<TCell>(hold, args, configure, cancellationToken), cancellationToken);
    }

    /// <summary>Says that the cell runs already, and as which process.</summary>
    internal static string AlreadyRuns(CellDirectory directory)
        => CellState.Read(directory) is { } state
            ? $"cell '{state.Name}' runs already (process {state.ProcessId}, {directory.Path})"
            : $"cell '{directory.Name}' runs already ({directory.LockPath} is held)";

    private static async Task<int> RunAsync(Func<CellHold, Task> run, CancellationToken cancellationToken)
    {
        try
        {
            CellDirectory directory = CellDirectory.Find();
            CellHold? hold = await CellHold.TryTakeAsync(directory, cancellationToken).ConfigureAwait(false);
            if (hold is null)
            {
                // Only what has the directory to itself can find it taken: a nucleus numbers its processes.
                await Console.Error.WriteLineAsync(AlreadyRuns(directory)).ConfigureAwait(false);
                return 0;
            }

            using CellLock? held = hold.Nucleus is null ? hold.Lock : null;
            if (hold.Nucleus is not null)
            {
                // To the very end: until then nothing is started beside the process.
                hold.Lock.KeepUntilExit();
            }

            Directory.SetCurrentDirectory(directory.Path);
            await run(hold).ConfigureAwait(false);
            return 0;
        }
        catch (CellException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 1;
        }
    }
}
