namespace Cells.Nucleus.Keeping;

/// <summary>How long a nucleus waits for what.</summary>
internal sealed record NucleusTimings
{
    /// <summary>The time from the start of a process to the first question how it is.</summary>
    public TimeSpan FirstProbe { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time between two questions to a process that is called, and for an answer.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time between two questions to a process that nobody calls.</summary>
    public TimeSpan LongestProbeInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The questions in a row without an answer after which a process hangs.</summary>
    public int MostMissed { get; init; } = 3;

    /// <summary>The wait before the second restart after a crash; the first is at once, and each further one waits twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a restart.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time that a process has to run for its crash to count as the first.</summary>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The crashes in a row with which callers no longer wait, but are told.</summary>
    public int CrashLoopAt { get; init; } = 5;

    /// <summary>The time until a process that nobody is waiting for has to be ready.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time that a nucleus without a build waits for orders.</summary>
    public TimeSpan OrderTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much longer than its drain a process may take to end.</summary>
    public TimeSpan EndGrace { get; init; } = TimeSpan.FromSeconds(5);
}
