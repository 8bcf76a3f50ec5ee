using Cells.Connections;
using Cells.Directories;

namespace Cells.Cli.Instances;

/// <summary>What a cell's directory shows of its process.</summary>
internal enum CellCondition
{
    /// <summary>No process holds the lock.</summary>
    Stopped,

    /// <summary>A process holds the lock and does not answer.</summary>
    Silent,

    /// <summary>The cell serves.</summary>
    Running,

    /// <summary>No process serves the cell; the next caller starts one.</summary>
    Idle,

    /// <summary>Processes start; callers wait.</summary>
    Starting,

    /// <summary>A process crashed and is started again in a moment; callers wait.</summary>
    Restarting,

    /// <summary>The processes crash again and again, or must not be restarted; callers are told so.</summary>
    Failing,

    /// <summary>The cell ends its calls and goes.</summary>
    Stopping,
}

/// <summary>A cell as it stands at one moment.</summary>
/// <param name="Directory">The cell's directory.</param>
/// <param name="Condition">Whether it runs.</param>
/// <param name="State">What the process wrote of itself; null when there is nothing, or nothing to trust.</param>
/// <param name="Answer">What the process says of itself; null unless it runs.</param>
/// <param name="Note">What is out of order; null for nothing.</param>
internal sealed record CellInstance(CellDirectory Directory, CellCondition Condition, CellState? State, CellSchemaAnswer? Answer, string? Note)
{
    /// <summary>Looks at a directory and asks the process, if there is one.</summary>
    /// <param name="directory">The cell's directory.</param>
    /// <param name="timeout">The time for the answer.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public static async Task<CellInstance> ProbeAsync(CellDirectory directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!CellState.IsRunning(directory))
        {
            // A crash leaves both; the next start replaces them.
            string? note = File.Exists(directory.SocketPath) ? "left a stale socket" : File.Exists(directory.StatePath) ? "left a stale state.json" : null;
            return new CellInstance(directory, CellCondition.Stopped, null, null, note);
        }

        CellState? state = CellState.Read(directory);
        CellCondition condition = ConditionOf(state);
        string? failure = state is { Failure.Length: > 0 } ? state.Failure : null;
        try
        {
            CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(directory.QuestionSocketPath, includeSchema: false, timeout, cancellationToken);
            return new CellInstance(directory, condition, state, answer, failure);
        }
        catch (CellException) when (condition != CellCondition.Running)
        {
            // Its nucleus does not know yet what it will be.
            return new CellInstance(directory, condition, state, null, failure);
        }
        catch (CellException e)
        {
            string note = state is null ? "holds the lock, does not listen yet" : $"does not answer: {e.Message}";
            return new CellInstance(directory, CellCondition.Silent, state, null, note);
        }
    }

    /// <summary>What a process that holds the lock says that the cell does; <see cref="CellCondition.Running"/> where it does not say.</summary>
    public static CellCondition ConditionOf(CellState? state) => state?.Condition switch
    {
        "idle" => CellCondition.Idle,
        "starting" => CellCondition.Starting,
        "restarting" => CellCondition.Restarting,
        "failing" => CellCondition.Failing,
        "stopping" => CellCondition.Stopping,
        _ => CellCondition.Running,
    };
}
