using System.Runtime.InteropServices;

namespace Cells.Load;

/// <summary>A directory for one run, and what the run leaves over.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly int _sockets = OwnSockets();
    private readonly PosixSignalRegistration[] _signals;

    public Scratch()
    {
        Journals = Directory.CreateDirectory(Path.Combine(Root, "journals")).FullName;
        _signals = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("cells-load-").FullName;

    /// <summary>The directory for journals.</summary>
    public string Journals { get; }

    /// <summary>Makes the directory of a cell.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="limits">What its <c>cell.toml</c> says more.</param>
    public string Cell(string name = "ledger", string limits = "") => LedgerProcess.CreateDirectory(Path.Combine(Root, name), limits);

    /// <summary>What stopped cells and ended processes have left over; empty when nothing.</summary>
    public IEnumerable<string> FindLeftovers(params string[] cells)
    {
        foreach (string cell in cells)
        {
            string run = Path.Combine(cell, "run");
            foreach (string entry in Directory.GetFileSystemEntries(run, "*", SearchOption.AllDirectories))
            {
                // The lock's file stays: to remove it would be to race with the next start.
                if (Path.GetRelativePath(run, entry) is not ("lock" or "public"))
                {
                    yield return $"{entry} is left over";
                }
            }
        }

        int sockets = OwnSockets();
        if (sockets > _sockets)
        {
            yield return $"{sockets - _sockets} sockets are left over";
        }

        foreach (string directory in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out int id) && IsOurs(id))
            {
                yield return $"process {id} is left over";
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Directory.Delete(Root, recursive: true);
        }

        Array.ForEach(_signals, static signal => signal.Dispose());
    }

    // Whoever ends the run early leaves nothing, either. The run goes no further: it waits for one of the gates.
    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lock (_gate)
        {
            Worker.KillAll(() =>
            {
                Directory.Delete(Root, recursive: true);
                Environment.Exit(signal.Signal == PosixSignal.SIGINT ? 130 : 143);
            });
        }
    }

    private static int OwnSockets() => Worker.SocketsOf("/proc/self/fd");

    private bool IsOurs(int process)
    {
        try
        {
            return process != Environment.ProcessId
                && File.ReadAllText($"/proc/{process}/environ").Contains($"{LedgerProcess.JournalsVariable}={Journals}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
