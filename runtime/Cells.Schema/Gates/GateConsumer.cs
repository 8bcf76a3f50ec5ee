namespace Cells.Schema;

/// <summary>One build of one consumer that a producer's build is held to.</summary>
public sealed record GateConsumer
{
    /// <summary>The consumer's name; of a promised version what an acceptance names it by, <c>history:1.2.0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The consumer's version; of a promised version that one. Empty when it states none.</summary>
    public required string Version { get; init; }

    /// <summary>Why the build is held to it.</summary>
    public required GateStanding Standing { get; init; }

    /// <summary>How many of it are connected; 0 when none is, or when nobody could say.</summary>
    public int Instances { get; init; }

    /// <summary>The key of the schema that it was compiled against, as <see cref="GateDocument.KeyOf"/> gives it.</summary>
    public required string Schema { get; init; }

    /// <summary>The key of the record of what it uses; null when it uses everything.</summary>
    public string? Usage { get; init; }

    /// <summary>The directory that the places of its record are relative to; null when that is not on this machine.</summary>
    public string? SourceRoot { get; init; }
}

/// <summary>Why a build is held to a consumer.</summary>
public enum GateStanding
{
    /// <summary>It is connected to the running cell, or may be.</summary>
    Connected,

    /// <summary>It was built or met, and is not connected.</summary>
    Recorded,

    /// <summary>It was built in the same repository, depends on the cell by path, and is not connected: its own build decides, so that one commit may change both.</summary>
    Neighbor,

    /// <summary>A frozen version of the cell that <c>[schema] accepts</c> promises to serve.</summary>
    Promised,
}
