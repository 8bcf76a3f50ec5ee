namespace Cells.Benchmarks.Calls;

/// <summary>What a client does for a while.</summary>
/// <param name="Kind">How it calls; the words are those of <see cref="CallClient"/>.</param>
/// <param name="Payload">The bytes of a request, and of its answer.</param>
/// <param name="Depth">The calls in flight.</param>
/// <param name="Gap">The microseconds of sleep before each call.</param>
internal sealed record Work(string Kind, int Payload = 16, int Depth = 1, int Gap = 0);

/// <summary>Which processors a client and its server are bound to.</summary>
internal enum Placement
{
    /// <summary>Both to the same one.</summary>
    OneCpu,

    /// <summary>Each to one of its own.</summary>
    TwoCpus,

    /// <summary>To none.</summary>
    Unpinned,
}

/// <summary>Who does the work.</summary>
internal enum Side
{
    /// <summary>A cell and its client.</summary>
    Cells,

    /// <summary>A cell and its client with <c>spin</c> set, and without shared memory.</summary>
    CellsSpinning,

    /// <summary>A cell and its client with <c>spin</c> set, whose frames go through shared memory.</summary>
    CellsInMemory,

    /// <summary>A cell and its client with listeners to their spans and measurements.</summary>
    CellsObserved,

    /// <summary>A cell and its client without shared memory.</summary>
    CellsOverSocket,

    /// <summary>The C program.</summary>
    Floor,

    /// <summary>The C program that spins.</summary>
    FloorSpinning,

    /// <summary>The C program with rings in shared memory.</summary>
    Ring,

    /// <summary>The same that spins.</summary>
    RingSpinning,

    /// <summary>gRPC C++.</summary>
    Grpc,

    /// <summary>Cap'n Proto C++.</summary>
    CapnProto,

    /// <summary>redis, whose ECHO is called by a C program.</summary>
    Redis,

    /// <summary>ASP.NET Core's server and the framework's HTTP client, with JSON.</summary>
    Kestrel,
}

/// <summary>One run that is measured: who does what, and where.</summary>
internal sealed record Run(Side Side, Placement Placement, Work Work);

/// <summary>A row of the table.</summary>
/// <param name="Name">Its number among the goals, and what is measured.</param>
/// <param name="Own">The measured run.</param>
/// <param name="Against">What it is compared with; null where the number itself is the goal.</param>
/// <param name="Metric">What is compared.</param>
/// <param name="Goal">The bound: the most, or for rates the least; null where the ratio is only reported.</param>
internal sealed record CallRow(string Name, Run Own, Run? Against, Metric Metric, double? Goal)
{
    /// <summary>Whether the fastest runs are compared, where the median jumps between two states.</summary>
    public bool IsOfBest { get; init; }

    /// <summary>Every row, in the order of the goals.</summary>
    public static IReadOnlyList<CallRow> All { get; } =
    [
        Floor("L1 16 B, `await`, one CPU", Placement.OneCpu, new("await"), Metric.P50, 1.5),
        Floor("L1 16 B, blocking, one CPU", Placement.OneCpu, new("block"), Metric.P50, 1.5),
        Floor("L2 16 B, `await`, two CPUs", Placement.TwoCpus, new("await"), Metric.P50, 1.1) with { IsOfBest = true },
        Floor("L2 16 B, blocking, two CPUs", Placement.TwoCpus, new("block"), Metric.P50, 1.1) with { IsOfBest = true },
        Spin("L3 16 B, `await`, two CPUs, `spin`", new("await")),
        Spin("L3 16 B, blocking, two CPUs, `spin`", new("block")),
        Ring("L4 16 B, `await`, `spin`, through shared memory", new("await")),
        Ring("L4 16 B, blocking, `spin`, through shared memory", new("block")),
        Floor("L5 sparse, blocking, unpinned", Placement.Unpinned, new("block", Gap: 1000), Metric.P50, 1.5),
        Floor("L5 sparse, `await`, unpinned", Placement.Unpinned, new("await", Gap: 1000), Metric.P50, 3.5),
        new("L6 p99 / p50, `await`, one CPU", new(Side.Cells, Placement.OneCpu, new("await")), null, Metric.Tail, 1.5),
        Floor("T1 16 B x 64, one CPU", Placement.OneCpu, new("await", Depth: 64), Metric.Rate, 0.25),
        Floor("T2 200 B x 256, one CPU", Placement.OneCpu, new("await", 200, 256), Metric.Rate, 0.15),
        new("T3 1,000 records answered, against the codec alone", Cells(new("records")), Cells(new("codec")), Metric.P50, 1.2),
        Floor("C1 CPU of a call, `await`, one CPU", Placement.OneCpu, new("await"), Metric.Cpu, 1.5),
        Floor("C1 CPU of a call, blocking, one CPU", Placement.OneCpu, new("block"), Metric.Cpu, 1.5),
        Floor("C2 CPU of a call, 200 B x 256, one CPU", Placement.OneCpu, new("await", 200, 256), Metric.Cpu, 4),
        OverSocket(Floor("B1 64 KiB, result leased, two CPUs", Placement.TwoCpus, new("lease", 64 << 10), Metric.P50, 1.15)),
        OverSocket(Floor("B1 64 KiB, result copied, two CPUs", Placement.TwoCpus, new("await", 64 << 10), Metric.P50, 1.15)),
        OverSocket(Floor("B2 1 MiB, result leased, two CPUs", Placement.TwoCpus, new("lease", 1 << 20), Metric.Rate, 1) with { IsOfBest = true }),
        OverSocket(Floor("B2 1 MiB, result copied, two CPUs", Placement.TwoCpus, new("await", 1 << 20), Metric.Rate, 1) with { IsOfBest = true }),
        Shared("B3 1 MiB through shared memory, result leased, two CPUs, against rings that sleep", "lease", Side.Ring, 1 << 20, null),
        Shared("B3 1 MiB through shared memory, result leased, two CPUs, against rings that spin", "lease", Side.RingSpinning, 1 << 20, 0.7),
        Ring("B3 1 MiB through shared memory, result leased, `spin`, against rings that spin", new("lease", 1 << 20)) with { Metric = Metric.Rate, Goal = 0.7 },
        Shared("B3 1 MiB through shared memory, result copied, two CPUs, against rings that sleep", "await", Side.Ring, 1 << 20, null),
        Shared("B3 64 KiB through shared memory, result leased, two CPUs, against rings that sleep", "lease", Side.Ring, 64 << 10, null),
        new("S1 items of 100 B, against a `Channel`, one CPU", Cells(new("stream", 100)), Cells(new("channel", 100)), Metric.Rate, 0.3),
        new("A1 bytes allocated a call, with deadline and context", Cells(new("context")), null, Metric.Allocated, 0),
        new("O1 16 B, `await`, one CPU, with listeners, against none", Observed(new("await")), Cells(new("await")), Metric.P50, null),
        new("O1 16 B x 64, one CPU, with listeners, against none", Observed(new("await", Depth: 64)), Cells(new("await", Depth: 64)), Metric.Rate, null),
        .. Peers(Placement.OneCpu, "one CPU"),
        .. Peers(Placement.TwoCpus, "two CPUs"),
        Peer("T1 16 B x 64, one CPU, against gRPC C++", Side.Grpc, new("await", Depth: 64), 30),
        Peer("T1 16 B x 64, one CPU, against Cap'n Proto C++", Side.CapnProto, new("await", Depth: 64), 30),
        Peer("T1 16 B x 64, one CPU, against Kestrel and JSON", Side.Kestrel, new("await", Depth: 64), null),
        Peer("T2 200 B x 256, one CPU, against gRPC C++", Side.Grpc, new("await", 200, 256), 30),
        Peer("T2 200 B x 256, one CPU, against Cap'n Proto C++", Side.CapnProto, new("await", 200, 256), 30),
        Peer("T2 200 B x 256, one CPU, against redis' ECHO", Side.Redis, new("await", 200, 256), 0.7),
    ];

    /// <summary>The runs that it is made of.</summary>
    public IEnumerable<Run> Runs => Against is null ? [Own] : [Against, Own];

    private static Run Cells(Work work) => new(Side.Cells, Placement.OneCpu, work);

    private static Run Observed(Work work) => new(Side.CellsObserved, Placement.OneCpu, work);

    private static CallRow Floor(string name, Placement placement, Work work, Metric metric, double goal)
        => new(name, new(Side.Cells, placement, work), new(Side.Floor, placement, work with { Kind = "call" }), metric, goal);

    private static CallRow OverSocket(CallRow row) => row with { Name = $"{row.Name}, `shared_memory` off", Own = row.Own with { Side = Side.CellsOverSocket } };

    private static CallRow Shared(string name, string kind, Side side, int payload, double? goal)
        => Compared(name, side, Placement.TwoCpus, new(kind, payload), Metric.Rate, goal);

    // Bound to one processor each, neither side would know that spinning is of use.
    private static CallRow Ring(string name, Work work)
        => new(name, new(Side.CellsInMemory, Placement.Unpinned, work), new(Side.RingSpinning, Placement.TwoCpus, work with { Kind = "call" }), Metric.P50, 4);

    private static IEnumerable<CallRow> Peers(Placement placement, string where) =>
    [
        Compared($"16 B, `await`, {where}, against gRPC C++", Side.Grpc, placement, new("await"), Metric.P50, null),
        // It spins: of the goals, this one is called a stretch.
        Compared($"16 B, `await`, {where}, against Cap'n Proto C++", Side.CapnProto, placement, new("await"), Metric.P50, placement == Placement.TwoCpus ? 1 : null),
        Compared($"16 B, `await`, {where}, against Kestrel and JSON", Side.Kestrel, placement, new("await"), Metric.P50, null),
    ];

    private static CallRow Peer(string name, Side side, Work work, double? goal) => Compared(name, side, Placement.OneCpu, work, Metric.Rate, goal);

    private static CallRow Compared(string name, Side side, Placement placement, Work work, Metric metric, double? goal)
        => new(name, new(Side.Cells, placement, work), new(side, placement, work), metric, goal);

    private static CallRow Spin(string name, Work work)
        => new(name, new(Side.CellsSpinning, Placement.TwoCpus, work), new(Side.FloorSpinning, Placement.TwoCpus, work with { Kind = "call" }), Metric.P50, 1.4);
}

/// <summary>What is read off a sample.</summary>
/// <param name="Of">The number.</param>
/// <param name="Text">The number for people.</param>
/// <param name="IsRate">Whether more is better.</param>
internal sealed record Metric(Func<CallSample, double> Of, Func<double, string> Text, bool IsRate = false)
{
    public static Metric P50 { get; } = new(static sample => sample.P50, GoalTable.Time);

    public static Metric Cpu { get; } = new(static sample => sample.Cpu, GoalTable.Time);

    public static Metric Rate { get; } = new(static sample => sample.Rate, static rate => $"{rate / 1e3:N1} k/s", IsRate: true);

    public static Metric Tail { get; } = new(static sample => sample.P99 / sample.P50, static ratio => GoalTable.Number(ratio) + "x");

    // What a run itself allocates, a few kilobytes, is less than a byte for each of its calls.
    public static Metric Allocated { get; } = new(static sample => Math.Truncate(sample.Allocated), static bytes => $"{bytes:0} B");
}
