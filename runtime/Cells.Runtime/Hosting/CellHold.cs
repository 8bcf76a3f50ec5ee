using Cells.Directories;
using Cells.Hosting.Activation;
using Cells.Schema;

namespace Cells.Hosting;

/// <summary>The directory that this process serves, its manifest, and the lock on it.</summary>
internal sealed record CellHold(CellDirectory Directory, CellManifest Manifest, CellLock Lock)
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
        CellListener? listener = ListenDescriptors.TakeListener(directory);
        CellManifest manifest = directory.ReadManifest();
        directory.CreateRunDirectory();
        if (await CellLock.TryAcquireAsync(directory, cancellationToken).ConfigureAwait(false) is { } held)
        {
            return new CellHold(directory, manifest, held) { Listener = listener, Notifier = notifier };
        }

        listener?.Dispose();
        return null;
    }
}
