namespace Cells.Control;

/// <summary>A program that can be started as a process of the cell.</summary>
/// <param name="Id">Its name: that of its directory in <c>run/bin/</c>, or of the file that the manifest names.</param>
/// <param name="FileName">The executable: a path, or a name on the <c>PATH</c>.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Schema">The canonical schema document that its build exported; null when that is not known before it runs.</param>
/// <param name="Contract">What that document describes, for a nucleus to tell without reading it; null when the document is.</param>
internal sealed record BuildReference(string Id, string FileName, string[] Arguments, string? Schema = null, BuildContract? Contract = null);

/// <summary>What a build's schema describes.</summary>
/// <param name="Name">The full name of the cell's class.</param>
/// <param name="Fingerprint">The fingerprint of the schema.</param>
/// <param name="Version">The cell's version.</param>
internal sealed record BuildContract(string Name, string Fingerprint, string Version);

/// <summary>What is to be started.</summary>
/// <param name="Build">The build; null for that which was started last.</param>
/// <param name="IsIdle">Whether nothing is started until the first caller comes.</param>
/// <param name="Timeout">How long a process may take until it is ready.</param>
/// <param name="StartedBy">Who asks, for people.</param>
internal sealed record StartOrder(BuildReference? Build, bool IsIdle, TimeSpan Timeout, string StartedBy);

/// <summary>How an operation ended.</summary>
internal enum OperationOutcome
{
    /// <summary>Done.</summary>
    Done = 1,

    /// <summary>There was nothing to do: the cell was in that state.</summary>
    Unchanged = 2,

    /// <summary>A process ended before it was ready.</summary>
    Ended = 3,

    /// <summary>A process was not ready in time, and was ended.</summary>
    Overdue = 4,

    /// <summary>It cannot be done.</summary>
    Refused = 5,

    /// <summary>The cell is being stopped; another nucleus can be started in a moment.</summary>
    Stopping = 6,
}

/// <summary>How an operation ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Message">What happened, for people.</param>
/// <param name="ProcessId">The first process that it is about; 0 for none.</param>
/// <param name="ExitCode">How that process ended, when it did.</param>
/// <param name="Output">The last lines that the process wrote, when it failed.</param>
/// <param name="HasDrained">Whether all calls in flight were answered.</param>
internal sealed record OperationReport(
    OperationOutcome Outcome, string Message, int ProcessId = 0, int? ExitCode = null, string[]? Output = null, bool HasDrained = true)
{
    /// <summary>The clients that what was started does not fit, and that the processes before serve on; null for none.</summary>
    public ClientMisfit[]? Misfits { get; init; }

    /// <summary>How long the processes before may take to end their calls; null where there are none.</summary>
    public TimeSpan? DrainTimeout { get; init; }
}
