using Cells.Transports.SharedMemory;

namespace Cells.Connections;

/// <summary>The limits of one side of a connection: <c>[limits]</c> of <c>cell.toml</c>.</summary>
public sealed record CellLimits
{
    /// <summary>The smallest <see cref="MaxFrame"/>, in bytes.</summary>
    public const int SmallestFrame = 1024;

    /// <summary>The most calls in flight that the protocol can tell apart.</summary>
    public const int LargestInflight = 65_536;

    /// <summary>The smallest <see cref="StreamWindow"/> and <see cref="ConnectionWindow"/>, in bytes.</summary>
    public const int SmallestWindow = 1024;

    /// <summary>The defaults.</summary>
    public static CellLimits Default { get; } = new();

    /// <summary>The largest frame accepted, in bytes after its header. 16 MiB unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1,024.</exception>
    public int MaxFrame
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SmallestFrame);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength - 4096);
            field = value;
        }
    } = 16 * 1024 * 1024;

    /// <summary>The most connections that a server holds. 16,384 unless set; never more than the process' open files less 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 16_384;

    /// <summary>The most calls in flight on one connection. 1,024 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 65,536.</exception>
    public int MaxInflight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestInflight);
            field = value;
        }
    } = 1024;

    /// <summary>The bytes of one stream that may be on their way to this side unread. 256 KiB unless set. One item may be larger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1,024.</exception>
    public int StreamWindow
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SmallestWindow);
            field = value;
        }
    } = 256 * 1024;

    /// <summary>The bytes of all streams of a connection that may be on their way to this side unread. 4 MiB unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1,024.</exception>
    public int ConnectionWindow
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SmallestWindow);
            field = value;
        }
    } = 4 * 1024 * 1024;

    /// <summary>The events that a server keeps for a subscriber that does not keep up, and at most 1 MiB of them. 1,024 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int EventBuffer
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1024;

    /// <summary>The time a server gives a client to say hello. 5 s unless set.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time a client takes to connect and shake hands. 5 s unless set.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time without a call or stream after which either side closes a connection, and the next call makes a new one; null, the default, for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less.</exception>
    public TimeSpan? ConnectionIdle
    {
        get;
        init
        {
            if (value is TimeSpan time)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>The time a peer may read nothing of what is sent to it. 30 s unless set.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether large bodies may go through memory that both processes map, where both sides can: same machine, same user, Linux. True unless set.</summary>
    public bool SharedMemory { get; init; } = true;

    /// <summary>Whether a thread that waits for an answer, or a request, asks the socket again and again for up to 50 µs before it sleeps. False unless set.</summary>
    /// <remarks>
    /// Only while what it waited for came as soon as that lately, and never on one processor. It buys latency with processor time. With <see cref="SharedMemory"/>
    /// at both sides, all frames of the connection go through that as soon as there is some.
    /// </remarks>
    public bool Spin { get; init; }

    /// <summary>The bytes from which a body goes through shared memory. 64 KiB.</summary>
    internal int SharedFrom { get; init; } = 64 * 1024;

    /// <summary>Bounds the memories that the process shares.</summary>
    internal SharedMemoryQuota SharedMemoryQuota { get; init; } = SharedMemoryQuota.Process;

    /// <summary>The silence with calls open after which the peer is asked for a sign of life. 15 s.</summary>
    internal TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The silence after the question that means the peer is dead. 10 s.</summary>
    internal TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(10);
}
