using Cells.Directories;

namespace Cells.Nucleus.Processes;

/// <summary>Processes that a nucleus left which ended without ending them. They drain by themselves; nothing is started beside them.</summary>
internal sealed class Orphans
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private readonly CellDirectory _directory;
    private readonly KeptProcessState[] _listed;
    private readonly string[] _locks;

    private Orphans(CellDirectory directory, KeptProcessState[] listed, string[] locks)
    {
        _directory = directory;
        _listed = listed;
        _locks = locks;
    }

    /// <summary>Looks for processes of an earlier nucleus, and removes what only their ends have left. Only under the cell's lock.</summary>
    public static Orphans Find(CellDirectory directory)
    {
        List<string> held = [];
        foreach (string path in Directory.GetFiles(directory.RunPath, "process-*.lock"))
        {
            if (CellLock.IsHeld(path))
            {
                held.Add(path);
            }
            else
            {
                File.Delete(path);
            }
        }

        return new Orphans(directory, [.. CellState.Read(directory)?.Processes ?? []], [.. held]);
    }

    /// <summary>Waits until they have ended, and ends those that have not after <paramref name="timeout"/>: by number and start, so that nobody else is hit.</summary>
    /// <returns>How many had to be ended.</returns>
    public async Task<int> WaitAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        int killed = 0;
        bool isOverdue = false;
        foreach (string path in _locks)
        {
            while (CellLock.IsHeld(path))
            {
                if (!isOverdue && clock.GetElapsedTime(start) >= timeout)
                {
                    isOverdue = true;
                    killed = _listed.Count(process => CellLock.IsHeld(_directory.ProcessLockPath(process.Number)) && TryKill(process));
                }

                await Task.Delay(LookInterval, clock, cancellationToken).ConfigureAwait(false);
            }

            File.Delete(path);
        }

        return killed;
    }

    private static bool TryKill(KeptProcessState process)
        => ProcessStart.Of(process.ProcessId) is { } start && start.Ticks == process.StartTicks && Native.Signal(-process.ProcessId, Native.KillSignal);
}
