using Cells.Directories;
using Cells.Schema;

namespace Cells.Hosting;

/// <summary>The directory that this process serves, its manifest, and the lock on it.</summary>
internal sealed record CellHold(CellDirectory Directory, CellManifest Manifest, CellLock Lock)
{
    /// <summary>Takes hold of <paramref name="directory"/>; null when another process has it.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the manifest cannot be read, or the directory not be written to.</exception>
    public static async ValueTask<CellHold?> TryTakeAsync(CellDirectory directory, CancellationToken cancellationToken)
    {
        CellManifest manifest = directory.ReadManifest();
        directory.CreateRunDirectory();
        return await CellLock.TryAcquireAsync(directory, cancellationToken).ConfigureAwait(false) is { } held ? new CellHold(directory, manifest, held) : null;
    }
}
