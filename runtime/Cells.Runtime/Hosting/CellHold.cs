using Cells.Control;
using Cells.Directories;
using Cells.Hosting.Activation;
using Cells.Schema;

namespace Cells.Hosting;

/// <summary>The directory that this process serves, its manifest, and the lock on it.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Lock">The lock on the directory; on this process' own file where a nucleus has the directory's.</param>
/// <param name="Nucleus">The nucleus that started this process; null for a process that has the directory to itself.</param>
internal sealed record CellHold(CellDirectory Directory, CellManifest Manifest, CellLock Lock, NucleusLink? Nucleus = null)
{
    /// <summary>The socket that whoever started this process listens at for it; null where it binds one of its own.</summary>
    public CellListener? Listener { get; init; }

    /// <summary>The service manager to tell how it goes; null for none.</summary>
    public ServiceNotifier? Notifier { get; init; }

    /// <summary>Takes hold of <paramref name="directory"/>; null when another process has it.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the manifest cannot be read, the directory not be written to, or a socket was passed that is not the cell's.</exception>
    public static async ValueTask<CellHold?> TryTakeAsync(CellDirectory directory, CancellationToken cancellationToken)
    {
        // First of all: no process that anything below starts may inherit them.
        ServiceNotifier? notifier = ServiceNotifier.Take();
        NucleusLink? nucleus = NucleusLink.Take(directory);
        CellListener? listener = nucleus is null ? ListenDescriptors.TakeListener(directory) : null;
        CellManifest manifest = directory.ReadManifest();
        directory.CreateRunDirectory();
        string path = nucleus is null ? directory.LockPath : directory.ProcessLockPath(nucleus.Process);
        if (await CellLock.TryAcquireAsync(path, cancellationToken).ConfigureAwait(false) is { } held)
        {
            // Processes whose nucleus was killed still answer what they have begun: two must never serve at once.
            if (nucleus is not null || !directory.HasKeptProcesses())
            {
                return new CellHold(directory, manifest, held, nucleus) { Listener = listener, Notifier = notifier };
            }

            held.Dispose();
        }

        listener?.Dispose();
        return null;
    }
}
