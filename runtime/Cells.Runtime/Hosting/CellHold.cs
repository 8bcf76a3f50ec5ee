using Cells.Directories;
using Cells.Schema;

namespace Cells.Hosting;

/// <summary>The directory that this process serves, its manifest, and the lock on it.</summary>
internal sealed record CellHold(CellDirectory Directory, CellManifest Manifest, CellLock Lock);
