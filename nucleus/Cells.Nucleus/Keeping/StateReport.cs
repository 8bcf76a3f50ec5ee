using System.Runtime.Versioning;
using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Nucleus.Builds;
using Cells.Nucleus.Processes;
using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>Writes down for others how the cell is: <c>run/state.json</c>, and the schema of its build, <c>run/schema.json</c>.</summary>
[SupportedOSPlatform("linux")]
internal sealed class StateReport(CellDirectory directory, BuildHistory builds, ReplicaSet replicas, Func<string> startedBy, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _startTime = clock.GetUtcNow();
    private string? _document;
    private (CellContract Contract, string Version)? _described;

    /// <summary>What the nucleus does.</summary>
    public NucleusCondition Condition { get; private set; } = NucleusCondition.Starting;

    /// <summary>Why the last process ended that had not been told to; null when none did.</summary>
    public string? Failure { get; set; }

    /// <summary>What those are told who ask for the cell's contract.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.Unavailable"/>: it is not known before the build has run once.</exception>
    public (CellContract Contract, string Version)? Describe()
        => Volatile.Read(ref _document) is null
            ? throw new CellException(CellStatus.Unavailable, "the cell has not been ready yet: its schema is not known") { Outcome = CallOutcome.NotExecuted }
            : _described;

    /// <summary>Takes in the schema of the current build.</summary>
    public void Learn()
    {
        if (builds.Current is not { Schema: { } document, Contract: { } contract } || document == _document)
        {
            return;
        }

        // As whoever built or runs it has told: to read the document, and to compute its fingerprint, takes megabytes that would stay.
        _described = (new CellContract(contract.Name, contract.Fingerprint, document), contract.Version);
        Volatile.Write(ref _document, document);
        Try(() => AtomicFile.Write(directory.SchemaPath, document));
    }

    /// <summary>Writes the state down. What cannot be written is not known to others, and changes nothing else.</summary>
    public void Write(CellManifest manifest, NucleusCondition? condition = null)
    {
        lock (_gate)
        {
            Condition = condition ?? Condition;
            CellProcess? first = replicas.First;
            CellState state = new()
            {
                ProcessId = first?.Id ?? 0,
                StartTime = first?.StartTime ?? _startTime,
                StartedBy = startedBy(),
                Name = manifest.Name ?? directory.Name,
                Version = manifest.Version.ToString(),
                Contract = _described?.Contract.Name ?? "",
                Fingerprint = _described?.Contract.Fingerprint ?? "",
                Binary = builds.Current is { } build ? build.Arguments.FirstOrDefault() ?? build.FileName : "",
                Condition = Name(Condition),
                NucleusId = Environment.ProcessId,
                Failure = Failure ?? "",
                Build = builds.Current?.Id ?? "",
                Processes = [.. replicas.All.Select(static process => new KeptProcessState(
                    process.Number, process.Id, process.Start?.Ticks ?? 0, process.Replica, process.Build.Id, process.IsEnding, process.StartTime))],
            };
            Try(() => state.Write(directory));
        }
    }

    private static string Name(NucleusCondition condition) => condition switch
    {
        NucleusCondition.Idle => "idle",
        NucleusCondition.Starting => "starting",
        NucleusCondition.Running => "running",
        NucleusCondition.Restarting => "restarting",
        NucleusCondition.Failing => "failing",
        _ => "stopping",
    };

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end what serves.
            return;
        }
    }
}
