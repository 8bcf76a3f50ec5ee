using Cells.Build;
using Cells.Cli.Graph;
using Cells.Schema;
using SchemaFile = Cells.Build.SchemaFile;
using SchemaSource = Cells.Build.SchemaSource;

namespace Cells.Cli.Snapshots;

/// <summary>The committed snapshot of a dependency, and what the build would find in its stead.</summary>
internal sealed record DependencySnapshot
{
    /// <summary>The cell that has the snapshot.</summary>
    public required CellNode Consumer { get; init; }

    /// <summary>The dependency's name in the consumer's manifest.</summary>
    public required string Alias { get; init; }

    /// <summary>The snapshot's file.</summary>
    public required string Path { get; init; }

    /// <summary>The snapshot's text; null where there is none.</summary>
    public string? Committed { get; init; }

    /// <summary>What was found: of the running cell, else exported; null where only the snapshot is there.</summary>
    public SchemaFile? Found { get; init; }

    /// <summary>Where <see cref="Found"/> comes from.</summary>
    public SchemaSource Source { get; init; }

    /// <summary>What is to be said of the source, as a clause; empty for nothing.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why there is neither a schema nor a snapshot, or no usable one; null for nothing.</summary>
    public BuildProblem? Problem { get; init; }

    /// <summary>How the snapshot stands to what was found.</summary>
    public SnapshotState State => Problem is not null ? SnapshotState.Unknown
        : Found is null ? SnapshotState.Unverified
        : Committed is null ? SnapshotState.Missing
        : Committed == Found.Text ? SnapshotState.Fresh
        : SnapshotState.Different;

    /// <summary>What changed since the snapshot; null where it does not differ, or is no schema.</summary>
    public SchemaComparison? Changes()
        => State == SnapshotState.Different && SchemaDocument.Read(Committed!).Schema is { } committed
            ? SchemaComparer.Compare(committed, Found!.Schema, new ComparisonOptions { ChecksVersion = false })
            : null;
}

/// <summary>How a snapshot stands to what was found.</summary>
internal enum SnapshotState
{
    /// <summary>They are the same.</summary>
    Fresh,

    /// <summary>They differ.</summary>
    Different,

    /// <summary>There is no snapshot.</summary>
    Missing,

    /// <summary>Nothing but the snapshot was found.</summary>
    Unverified,

    /// <summary>Nothing usable was found.</summary>
    Unknown,
}
