namespace Cells.Schema;

/// <summary>A cell that this one calls.</summary>
public sealed record ManifestDependency
{
    /// <summary>The name that this cell uses for it, and that of its snapshot file.</summary>
    public required string Alias { get; init; }

    /// <summary>The directories where it may be, relative to the manifest's, the preferred one first. At least one.</summary>
    public required EquatableArray<string> Paths { get; init; }

    /// <summary>The namespace of the generated types; null for the producer's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>The accessibility of the generated types.</summary>
    public DependencyVisibility Visibility { get; init; }

    /// <summary>The versions that this cell accepts; null for any.</summary>
    public VersionRange? Version { get; init; }

    /// <summary>The line of the alias in the manifest, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The column of the alias in the manifest, from 1.</summary>
    public required int Column { get; init; }
}

/// <summary>The accessibility of the types generated for a dependency.</summary>
public enum DependencyVisibility
{
    /// <summary>Usable by projects that reference the consumer.</summary>
    Public,

    /// <summary>For the consumer's own code only.</summary>
    Internal,
}

/// <summary>The table <c>[schema]</c>.</summary>
/// <param name="Accepts">The cell's own past versions that it promises to serve; null for none.</param>
/// <param name="ForgetAfter">How long a consumer that is not seen again still counts.</param>
public sealed record SchemaSettings(VersionRange? Accepts, TimeSpan ForgetAfter);

/// <summary>The table <c>[life_cycle]</c>.</summary>
public sealed record LifeCycleSettings
{
    /// <summary>How long a cell runs without a call before it stops; null for ever.</summary>
    public required TimeSpan? IdleTimeout { get; init; }

    /// <summary>How long calls in flight may take to end when the cell stops.</summary>
    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>Whether an upgrade starts the new process before the old one stops.</summary>
    public required bool Overlap { get; init; }

    /// <summary>Whether staged builds that nothing runs any more are removed.</summary>
    public required bool AutoCleanup { get; init; }

    /// <summary>Whether a clean-up leaves the logs.</summary>
    public required bool KeepLog { get; init; }

    /// <summary>Whether the cell goes away for good when its last consumer has.</summary>
    public required bool RetireWhenUnused { get; init; }

    /// <summary>When a process that ended is started again.</summary>
    public required RestartPolicy Restart { get; init; }
}

/// <summary>When a process that ended is started again.</summary>
public enum RestartPolicy
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>When it crashed or failed.</summary>
    OnFailure,

    /// <summary>Whenever it ended without being told to.</summary>
    Always,
}

/// <summary>The table <c>[limits]</c>.</summary>
public sealed record LimitSettings
{
    /// <summary>The largest frame, in bytes.</summary>
    public required int MaxFrame { get; init; }

    /// <summary>The most connections of one process.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>The most calls in flight on one connection.</summary>
    public required int MaxInflight { get; init; }

    /// <summary>How long a peer may take for its part of the handshake.</summary>
    public required TimeSpan HandshakeTimeout { get; init; }

    /// <summary>How long a client waits for connection and handshake.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>How long a connection may be without a call before it is closed; null for ever.</summary>
    public required TimeSpan? ConnectionIdle { get; init; }

    /// <summary>How long a peer may refuse to take bytes.</summary>
    public required TimeSpan WriteTimeout { get; init; }

    /// <summary>The bytes of one stream that may be under way, in bytes.</summary>
    public required int StreamWindow { get; init; }

    /// <summary>The bytes of all streams of a connection that may be under way, in bytes.</summary>
    public required int ConnectionWindow { get; init; }

    /// <summary>The events held for a subscriber that does not keep up.</summary>
    public required int EventBuffer { get; init; }

    /// <summary>Whether a thread asks a busy connection again and again for a moment before it sleeps.</summary>
    public required bool Spin { get; init; }

    /// <summary>The memory that the process may use, in bytes; null for no limit.</summary>
    public required long? Memory { get; init; }

    /// <summary>The processors that the process may use; null for no limit.</summary>
    public required double? Cpu { get; init; }
}

/// <summary>The table <c>[listen]</c>.</summary>
/// <param name="SharedMemory">Whether peers on the machine may move big payloads through shared memory.</param>
public sealed record ListenSettings(bool SharedMemory);

/// <summary>The table <c>[auth]</c>.</summary>
/// <param name="Challenge">How a peer proves who it is.</param>
public sealed record AuthSettings(AuthChallenge Challenge);

/// <summary>How a peer proves who it is.</summary>
public enum AuthChallenge
{
    /// <summary>The kernel names its user: the same user or root may connect.</summary>
    Peer,
}

/// <summary>The table <c>[sandbox]</c>.</summary>
/// <param name="Enabled">Whether the process runs in a sandbox.</param>
/// <param name="Network">Whether the sandbox has a network.</param>
public sealed record SandboxSettings(bool Enabled, bool Network);

/// <summary>A variable set for the cell's process.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Value">Its value.</param>
public sealed record EnvironmentVariable(string Name, string Value);
