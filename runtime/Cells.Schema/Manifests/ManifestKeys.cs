using static Cells.Schema.ManifestValueType;

namespace Cells.Schema;

/// <summary>Every key of <c>cell.toml</c>, in the order of the reference. The reader, the messages and the reference follow this table.</summary>
public static class ManifestKeys
{
    /// <summary>The table whose keys are aliases.</summary>
    public const string DependenciesTable = "deps";

    /// <summary>Stands for the table of one dependency.</summary>
    public const string DependencyTable = "deps.<alias>";

    /// <summary>The table whose keys are names of variables.</summary>
    public const string EnvironmentTable = "env";

    internal static readonly ManifestKey CellName = new("cell", "name", Name, "The instance's name. Where absent, the name of the directory.");
    internal static readonly ManifestKey CellVersion = new("cell", "version", ManifestValueType.Version, "The cell's version, by Semantic Versioning 2.0.")
    {
        Default = "\"0.0.0\"",
    };
    internal static readonly ManifestKey CellDescription = new("cell", "description", Text, "What the cell is for, in a sentence.");
    internal static readonly ManifestKey CellReplicas = new("cell", "replicas", Integer, "The number of processes that serve the cell.")
    {
        Default = "1",
        Minimum = "1",
        Maximum = "256",
    };
    internal static readonly ManifestKey CellBinary = new(
        "cell", "binary", ManifestValueType.Path, "The executable, or `.dll`, to start. Where absent, the project beside the manifest is built and started.");

    internal static readonly ManifestKey SchemaAccepts = new(
        "schema", "accepts", ManifestValueType.VersionRange, "The cell's own past versions whose clients it promises to serve.");
    internal static readonly ManifestKey SchemaForgetAfter = new(
        "schema", "forget_after", ManifestValueType.Duration, "How long a consumer that is not seen again still counts as one.")
    {
        Default = "\"30d\"",
        Minimum = "\"1h\"",
    };

    internal static readonly ManifestKey DependencyPath = new(
        DependencyTable, "path", Paths, "The producer's directory, or several in order of preference: the first compatible one is used, at build and at run time.")
    {
        IsRequired = true,
    };
    internal static readonly ManifestKey DependencyNamespace = new(
        DependencyTable, "namespace", ManifestValueType.Namespace, "The namespace of the generated types. Where absent, the producer's own.");
    internal static readonly ManifestKey DependencyVisibility = new(
        DependencyTable, "visibility", Choice, "The accessibility of the generated types. `internal` keeps them out of sight of projects that reference this one.")
    {
        Default = "\"public\"",
        Choices = ["public", "internal"],
    };
    internal static readonly ManifestKey DependencyVersion = new(
        DependencyTable, "version", ManifestValueType.VersionRange, "The producer's versions that this cell accepts. Where absent, any.");

    internal static readonly ManifestKey LifeCycleIdleTimeout = new(
        "life_cycle", "idle_timeout", DurationOrOff, "How long the cell runs without a call before it stops. The next caller starts it again.")
    {
        Default = "\"10m\"",
        Minimum = "\"1s\"",
    };
    internal static readonly ManifestKey LifeCycleDrainTimeout = new(
        "life_cycle", "drain_timeout", ManifestValueType.Duration, "How long calls in flight may take to end when the cell stops.")
    {
        Default = "\"30s\"",
        Maximum = "\"1d\"",
    };
    internal static readonly ManifestKey LifeCycleOverlap = new(
        "life_cycle", "overlap", ManifestValueType.Boolean, "Whether an upgrade starts the new process before the old one stops.")
    {
        Default = "true",
    };
    internal static readonly ManifestKey LifeCycleAutoCleanup = new(
        "life_cycle", "auto_cleanup", ManifestValueType.Boolean, "Whether staged builds that nothing runs any more are removed.")
    {
        Default = "true",
    };
    internal static readonly ManifestKey LifeCycleKeepLog = new(
        "life_cycle", "keep_log", ManifestValueType.Boolean, "Whether a clean-up leaves the logs.")
    {
        Default = "true",
    };
    internal static readonly ManifestKey LifeCycleRetireWhenUnused = new(
        "life_cycle", "retire_when_unused", ManifestValueType.Boolean, "Whether the cell goes away for good when its last consumer has.")
    {
        Default = "false",
    };
    internal static readonly ManifestKey LifeCycleRestart = new(
        "life_cycle", "restart", Choice, "When a process that ended is started again: never, after a crash or failure, or always unless it was told to stop.")
    {
        Default = "\"on-failure\"",
        Choices = ["never", "on-failure", "always"],
    };

    internal static readonly ManifestKey MaxFrame = new("limits", "max_frame", ManifestValueType.ByteSize, "The largest frame: one request, response or piece of a stream.")
    {
        Default = "\"16MiB\"",
        Minimum = "\"1KiB\"",
        Maximum = "\"1GiB\"",
    };
    internal static readonly ManifestKey MaxConnections = new(
        "limits", "max_connections", Integer, "The most connections of one process. Also held 512 below its limit of open files.")
    {
        Default = "16384",
        Minimum = "1",
        Maximum = "1048576",
    };
    internal static readonly ManifestKey MaxInflight = new("limits", "max_inflight", Integer, "The most calls in flight on one connection.")
    {
        Default = "1024",
        Minimum = "1",
        Maximum = "65536",
    };
    internal static readonly ManifestKey HandshakeTimeout = new(
        "limits", "handshake_timeout", ManifestValueType.Duration, "How long a peer may take for its part of the handshake.")
    {
        Default = "\"5s\"",
        Minimum = "\"10ms\"",
        Maximum = "\"1h\"",
    };
    internal static readonly ManifestKey ConnectTimeout = new(
        "limits", "connect_timeout", ManifestValueType.Duration, "How long a client waits for connection and handshake together.")
    {
        Default = "\"5s\"",
        Minimum = "\"10ms\"",
        Maximum = "\"1h\"",
    };
    internal static readonly ManifestKey ConnectionIdle = new(
        "limits", "connection_idle", DurationOrOff, "How long a connection may be without a call or stream before it is closed.")
    {
        Default = "\"off\"",
        Minimum = "\"1s\"",
    };
    internal static readonly ManifestKey WriteTimeout = new(
        "limits", "write_timeout", ManifestValueType.Duration, "How long a peer may take none of the bytes that wait for it before it is disconnected. Whatever it takes starts the time anew.")
    {
        Default = "\"30s\"",
        Minimum = "\"10ms\"",
        Maximum = "\"1h\"",
    };
    internal static readonly ManifestKey StreamWindow = new(
        "limits", "stream_window", ManifestValueType.ByteSize, "The bytes of one stream that may be under way unread.")
    {
        Default = "\"256KiB\"",
        Minimum = "\"1KiB\"",
        Maximum = "\"1GiB\"",
    };
    internal static readonly ManifestKey ConnectionWindow = new(
        "limits", "connection_window", ManifestValueType.ByteSize, "The bytes of all streams of a connection that may be under way unread.")
    {
        Default = "\"4MiB\"",
        Minimum = "\"1KiB\"",
        Maximum = "\"1GiB\"",
    };
    internal static readonly ManifestKey EventBuffer = new(
        "limits", "event_buffer", Integer, "The events held for a subscriber that does not keep up; at most 1 MiB of them.")
    {
        Default = "1024",
        Minimum = "1",
        Maximum = "1048576",
    };
    internal static readonly ManifestKey Spin = new(
        "limits", "spin", ManifestValueType.Boolean, "Whether a thread asks a busy connection again and again for a moment before it sleeps, and all frames go through shared memory where it can be had: less latency for more processor time.")
    {
        Default = "false",
    };

    internal static readonly ManifestKey Memory = new(
        "limits", "memory", ManifestValueType.ByteSize, "The memory that the process may use. Where absent, no limit.")
    {
        Minimum = "\"16MiB\"",
    };
    internal static readonly ManifestKey Cpu = new("limits", "cpu", Number, "The processors that the process may use, as in `1.5`. Where absent, no limit.")
    {
        Minimum = "0.01",
        Maximum = "1024",
    };

    internal static readonly ManifestKey ListenSharedMemory = new(
        "listen", "shared_memory", ManifestValueType.Boolean, "Whether peers on the machine may move big payloads through shared memory.")
    {
        Default = "true",
    };

    internal static readonly ManifestKey AuthChallenge = new(
        "auth", "challenge", Choice, "How a peer proves who it is. `peer`: the kernel names its user; the same user and root may connect.")
    {
        Default = "\"peer\"",
        Choices = ["peer"],
    };

    internal static readonly ManifestKey SandboxEnabled = new("sandbox", "enabled", ManifestValueType.Boolean, "Whether the process runs in a sandbox.")
    {
        Default = "false",
    };
    internal static readonly ManifestKey SandboxNetwork = new("sandbox", "network", ManifestValueType.Boolean, "Whether the sandbox has a network.")
    {
        Default = "false",
    };

    /// <summary>The tables, in the order of the reference.</summary>
    public static IReadOnlyList<string> Tables { get; } =
        ["cell", "schema", DependenciesTable, "life_cycle", "limits", "listen", "auth", "sandbox", EnvironmentTable];

    /// <summary>The keys, in the order of the reference. The aliases under <c>[deps]</c> and the variables under <c>[env]</c> are free.</summary>
    public static IReadOnlyList<ManifestKey> All { get; } =
    [
        CellName, CellVersion, CellDescription, CellReplicas, CellBinary,
        SchemaAccepts, SchemaForgetAfter,
        DependencyPath, DependencyNamespace, DependencyVisibility, DependencyVersion,
        LifeCycleIdleTimeout, LifeCycleDrainTimeout, LifeCycleOverlap, LifeCycleAutoCleanup, LifeCycleKeepLog, LifeCycleRetireWhenUnused, LifeCycleRestart,
        MaxFrame, MaxConnections, MaxInflight, HandshakeTimeout, ConnectTimeout, ConnectionIdle, WriteTimeout,
        StreamWindow, ConnectionWindow, EventBuffer, Spin, Memory, Cpu,
        ListenSharedMemory, AuthChallenge, SandboxEnabled, SandboxNetwork,
    ];

    /// <summary>The keys of <paramref name="table"/>.</summary>
    public static IEnumerable<ManifestKey> Of(string table) => All.Where(key => key.Table == table);
}
