namespace Cells.Connections;

/// <summary>Remembers schemas and makes the plan of each pair of them once, whatever the number of connections. Safe for use by several threads.</summary>
/// <remarks>
/// A peer chooses its own schema, so all of it is bounded: what is remembered by number and size, the work of planning by the number of plans that are made at once.
/// A fingerprint is SHA-256 over everything that a plan depends on, and each document is checked against it: no peer can put one schema in another's place.
/// </remarks>
internal sealed class ContractPlanner
{
    /// <summary>Planning takes a processor for a while: peers with strange schemas must leave the others to the calls that run.</summary>
    private static readonly SemaphoreSlim Working = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly BoundedCache<string, KnownSchema> _schemas;
    private readonly BoundedCache<Pair, ContractPlan> _plans;

    /// <summary>Creates a planner that knows nothing.</summary>
    /// <param name="mostEntries">The most schemas, and the most plans, that are remembered.</param>
    /// <param name="mostText">The most text of all documents that are remembered, and of those behind all plans, in UTF-16 units.</param>
    public ContractPlanner(int mostEntries = 256, long mostText = 32 * 1024 * 1024)
    {
        _schemas = new BoundedCache<string, KnownSchema>(mostEntries, mostText);
        _plans = new BoundedCache<Pair, ContractPlan>(mostEntries, mostText);
    }

    /// <summary>The planner of the process.</summary>
    public static ContractPlanner Shared { get; } = new();

    /// <summary>The schemas that are remembered.</summary>
    public int SchemaCount => _schemas.Count;

    /// <summary>The plans that are remembered.</summary>
    public int PlanCount => _plans.Count;

    /// <summary>The schema with <paramref name="fingerprint"/>; null when its document must be fetched.</summary>
    public KnownSchema? Find(string fingerprint) => _schemas.TryGet(fingerprint, out KnownSchema? known) ? known : null;

    /// <summary>The plan of a pair.</summary>
    /// <param name="client">The client's schema.</param>
    /// <param name="server">The server's schema.</param>
    /// <param name="side">Which side asks.</param>
    /// <param name="maximumOutput">The most bytes that a message may become.</param>
    /// <param name="cancellationToken">Ends the waiting for those who plan; a plan that is being made is made.</param>
    /// <exception cref="CellException"><see cref="CellStatus.Incompatible"/>: a document is no schema, or has another fingerprint than announced.</exception>
    public async ValueTask<ContractPlan> PlanAsync(
        SchemaOrigin client, SchemaOrigin server, ConnectionSide side, int maximumOutput, CancellationToken cancellationToken)
    {
        Pair pair = new(client.Fingerprint, server.Fingerprint, side, maximumOutput);
        if (_plans.TryGet(pair, out ContractPlan? plan))
        {
            return plan;
        }

        await Working.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Whoever waited here may find that another made it.
            if (_plans.TryGet(pair, out plan))
            {
                return plan;
            }

            // A server's handshake starts on the thread that accepts, which must go on.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            KnownSchema clientSchema = Read(client);
            KnownSchema serverSchema = Read(server);
            plan = ContractPlan.Create(clientSchema.Schema, serverSchema.Schema, side, maximumOutput);
            _plans.Add(pair, plan, clientSchema.Size + serverSchema.Size);
            return plan;
        }
        finally
        {
            Working.Release();
        }
    }

    private KnownSchema Read(SchemaOrigin origin)
    {
        if ((origin.Known ?? Find(origin.Fingerprint)) is { } known)
        {
            return known;
        }

        known = KnownSchema.Read(origin.Document ?? "", origin.Fingerprint, origin.Owner);
        _schemas.Add(origin.Fingerprint, known, known.Size);
        return known;
    }

    private readonly record struct Pair(string Client, string Server, ConnectionSide Side, int MaximumOutput);
}
