using Cells.Schema;

namespace Cells.Cli.Consumers;

/// <summary>Whether a consumer counts.</summary>
internal enum ConsumerState
{
    /// <summary>It is connected now.</summary>
    Connected,

    /// <summary>It has connected before, and counts.</summary>
    Met,

    /// <summary>It was built beside the cell and has not connected, and counts.</summary>
    Built,

    /// <summary>It was not seen for <c>forget_after</c>, and holds nobody to anything.</summary>
    Forgotten,
}

/// <summary>One build of a consumer, from all that is known of it.</summary>
internal sealed record KnownConsumer
{
    public required string Name { get; init; }

    /// <summary>Empty when it states none.</summary>
    public required string Version { get; init; }

    /// <summary>The schema that it was built against; null when the file about it cannot be read.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The fingerprint of what it uses; null when that is not known.</summary>
    public string? Usage { get; init; }

    /// <summary>What it uses; null when that is not known, which counts as everything.</summary>
    public ConsumerRecord? Record { get; init; }

    /// <summary>Null for one that never connected.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>When it was last connected, else last built.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The connections that are open.</summary>
    public int Instances { get; init; }

    /// <summary>Whether its build wrote a record beside the cell.</summary>
    public bool IsBuilt { get; init; }

    /// <summary>Whether it has connected.</summary>
    public bool IsMet { get; init; }

    /// <summary>Whether everything counts as used.</summary>
    public bool UsesEverything => Record is not { Kinds.IsEmpty: false };

    /// <summary>The calls that it makes.</summary>
    public int Calls => Count(UsageKinds.Call);

    /// <summary>The members that it reads or writes.</summary>
    public int Members => Record is null ? 0 : Record.Uses.Select(static use => use.Entry).Where(static entry => IsOf(UsageKinds.Read, entry) || IsOf(UsageKinds.Write, entry))
        .Select(static entry => entry[(entry.IndexOf(':', StringComparison.Ordinal) + 1)..]).Distinct(StringComparer.Ordinal).Count();

    public ConsumerState StateAt(DateTimeOffset now, TimeSpan forgetAfter) => this switch
    {
        { Instances: > 0 } => ConsumerState.Connected,
        _ when !ConsumerRetention.StillCounts(LastSeen, forgetAfter, now) => ConsumerState.Forgotten,
        { IsMet: true } => ConsumerState.Met,
        _ => ConsumerState.Built,
    };

    private int Count(string kind) => Record?.Uses.Count(use => IsOf(kind, use.Entry)) ?? 0;

    private static bool IsOf(string kind, string entry) => entry.StartsWith(kind + ":", StringComparison.Ordinal);
}
