using Cells.Directories;
using Cells.Schema;

namespace Cells.Nucleus.Launching;

/// <summary>How a cell's process is started: the program and all that it is given.</summary>
internal sealed record ProcessLaunch
{
    /// <summary>The program: a path, or a name that is looked up on the <c>PATH</c>.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, its own name not among them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>All variables that it gets; nothing is inherited beside them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it starts.</summary>
    public required string WorkingDirectory { get; init; }
}

/// <summary>Whom a process is started for.</summary>
/// <param name="Directory">The cell's directory.</param>
/// <param name="Manifest">Its manifest, as of this start.</param>
/// <param name="Replica">The replica's number, from 0.</param>
/// <param name="BuildPath">The directory of the staged build.</param>
internal sealed record LaunchContext(CellDirectory Directory, CellManifest Manifest, int Replica, string BuildPath);

/// <summary>Changes how a process is started: puts it into a sandbox, limits it.</summary>
internal interface ILaunchStep
{
    /// <summary>The launch with this step's part in it.</summary>
    /// <exception cref="CellException">It cannot be had here, and the manifest demands it: what is missing, and what to do.</exception>
    ProcessLaunch Apply(ProcessLaunch launch, LaunchContext context);
}
