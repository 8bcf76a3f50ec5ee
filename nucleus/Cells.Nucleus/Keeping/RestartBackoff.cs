namespace Cells.Nucleus.Keeping;

/// <summary>Counts the crashes in a row, and says how long to wait before the next attempt.</summary>
internal sealed class RestartBackoff(NucleusTimings timings)
{
    /// <summary>The crashes since a process last ran for long enough.</summary>
    public int Crashes { get; private set; }

    /// <summary>Whether it has crashed so often that callers are told instead of kept waiting.</summary>
    public bool IsCrashLoop => Crashes >= timings.CrashLoopAt;

    /// <summary>Counts a crash and gives the wait before the next attempt: none, then <see cref="NucleusTimings.FirstDelay"/>, then twice as long each time.</summary>
    /// <param name="ranFor">How long the process had run.</param>
    public TimeSpan Count(TimeSpan ranFor)
    {
        Crashes = ranFor >= timings.ResetAfter ? 1 : Crashes + 1;
        if (Crashes == 1)
        {
            return TimeSpan.Zero;
        }

        double factor = Math.Pow(2, Math.Min(Crashes - 2, 30));
        return timings.FirstDelay * factor < timings.LongestDelay ? timings.FirstDelay * factor : timings.LongestDelay;
    }

    /// <summary>Forgets all crashes: someone has taken care.</summary>
    public void Reset() => Crashes = 0;
}
