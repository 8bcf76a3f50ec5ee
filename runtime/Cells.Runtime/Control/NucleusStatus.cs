namespace Cells.Control;

/// <summary>What a nucleus does.</summary>
internal enum NucleusCondition
{
    /// <summary>Nothing runs; the next caller starts it.</summary>
    Idle = 1,

    /// <summary>Processes start; callers wait.</summary>
    Starting = 2,

    /// <summary>Processes serve.</summary>
    Running = 3,

    /// <summary>The processes end, and then the nucleus.</summary>
    Stopping = 4,

    /// <summary>A process crashed and is started again in a moment; callers wait.</summary>
    Restarting = 5,

    /// <summary>The processes crash again and again, or must not be restarted; callers are told so.</summary>
    Failing = 6,
}

/// <summary>How a cell is.</summary>
/// <param name="Condition">What the nucleus does.</param>
/// <param name="ProcessId">The nucleus' own process.</param>
/// <param name="Build">The build that runs, or would be started; null before the first.</param>
/// <param name="Previous">The build before that; null for none.</param>
/// <param name="Processes">The processes of the cell that run.</param>
/// <param name="Crashes">The crashes in a row.</param>
/// <param name="Reason">How the last process ended that was not told to, for people; null when none did.</param>
internal sealed record NucleusStatus(
    NucleusCondition Condition, int ProcessId, string? Build, string? Previous, ProcessStatus[] Processes, int Crashes, string? Reason);

/// <summary>One process of a cell.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Replica">The replica that it is, from 0.</param>
/// <param name="Build">The build that it runs.</param>
/// <param name="IsDraining">Whether it is about to end.</param>
/// <param name="StartTime">When it was started.</param>
internal sealed record ProcessStatus(int ProcessId, int Replica, string Build, bool IsDraining, DateTimeOffset StartTime);
