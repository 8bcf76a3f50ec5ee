using Cells.Schema;
using Cells.Transcoding;

namespace Cells.Connections;

/// <summary>How the calls of a client with one schema are served by a server with another, at one of the two. Immutable.</summary>
internal sealed class ContractPlan
{
    /// <summary>The rule of what could not be decided.</summary>
    private const string Undecided = "CELL2000";

    private readonly CellSchema _client;
    private readonly CellSchema _server;
    private readonly PlannedCall[] _calls;
    private readonly IReadOnlyList<CompatibilityFinding> _findings;

    private ContractPlan(CellSchema client, CellSchema server, PlannedCall[] calls, IReadOnlyList<CompatibilityFinding> findings)
    {
        _client = client;
        _server = server;
        _calls = calls;
        _findings = findings;
    }

    /// <summary>The client's schema.</summary>
    public CellSchema Client => _client;

    /// <summary>The client's calls, by their number at the client.</summary>
    public IReadOnlyList<PlannedCall> Calls => _calls;

    /// <summary>Compares the two schemas and prepares what the one side reads.</summary>
    /// <param name="client">The client's schema.</param>
    /// <param name="server">The server's schema.</param>
    /// <param name="side">Which side reads: a server requests, a client results and errors.</param>
    /// <param name="maximumOutput">The most bytes that a message may become.</param>
    public static ContractPlan Create(CellSchema client, CellSchema server, ConnectionSide side, int maximumOutput)
    {
        SchemaComparison comparison = Compare(client, server, ContractUsage.Everything);
        TranscoderFactory transcoders = side == ConnectionSide.Server ? new(server, client, maximumOutput) : new(client, server, maximumOutput);
        string cell = TypeName.Simple(client.Contract);
        PlannedCall[] calls = [.. client.Calls.Select(static call => PlannedCall.Unbound(call))];
        foreach (CallPlan plan in comparison.Calls.Where(static plan => plan.IsBound))
        {
            calls[plan.ConsumerIndex] = Bind(plan, comparison.Callbacks, cell, side, transcoders);
        }

        return new ContractPlan(client, server, calls, Breaking(comparison));
    }

    /// <summary>The call numbered <paramref name="number"/> at the client; null when it has none.</summary>
    public PlannedCall? Find(int number) => (uint)number < (uint)_calls.Length ? _calls[number] : null;

    /// <summary>Why calls that the client uses have no plan; empty when each has one.</summary>
    /// <param name="used">The names of the calls that the client uses; null for all.</param>
    public IReadOnlyList<RefusalFinding> FindRefusal(IReadOnlyCollection<string>? used)
    {
        HashSet<string>? names = used?.ToHashSet(StringComparer.Ordinal);
        PlannedCall[] unbound = [.. _calls.Where(call => !call.IsBound && names?.Contains(call.Name) != false)];
        if (unbound.Length == 0)
        {
            return [];
        }

        string cell = TypeName.Simple(_client.Contract);
        IReadOnlyList<CompatibilityFinding> findings = names is null
            ? _findings
            : Breaking(Compare(_client, _server, ContractUsage.Of(unbound.Select(call => $"call:{cell}.{call.Name}"))));
        return
        [
            .. findings.Select(RefusalFinding.Of),
            .. unbound.Where(static call => call.Obstacle is not null).Select(
                call => new RefusalFinding(Undecided, $"{cell}.{call.Name}", "", "", call.Obstacle!)),
        ];
    }

    /// <summary>What is different for a client that uses <paramref name="usage"/>: what breaks it, and what it should know.</summary>
    public IReadOnlyList<RefusalFinding> FindChanges(ContractUsage usage)
        => [.. Compare(_client, _server, usage).Findings.Where(static finding => finding.Verdict != Verdict.Compatible).Select(RefusalFinding.Of)];

    private static SchemaComparison Compare(CellSchema client, CellSchema server, ContractUsage usage) => SchemaComparer.Compare(
        client, server, new ComparisonOptions { Level = ComparisonLevel.Wire, Side = ComparisonSide.Consumer, Usage = usage, ChecksVersion = false });

    private static IReadOnlyList<CompatibilityFinding> Breaking(SchemaComparison comparison)
        => [.. comparison.Findings.Where(static finding => finding.Verdict == Verdict.Breaking)];

    private static PlannedCall Bind(CallPlan plan, IReadOnlyList<CallbackPlan> callbacks, string cell, ConnectionSide side, TranscoderFactory transcoders)
    {
        try
        {
            return side == ConnectionSide.Server ? PlannedCall.AtServer(plan, callbacks, transcoders) : PlannedCall.AtClient(plan, callbacks, cell, transcoders);
        }
        catch (ArgumentException e)
        {
            // Types that the comparison took and that have more instances, or nest deeper, than the runtime lays out.
            return PlannedCall.Unbound(plan.Consumer, e.Message);
        }
    }
}

/// <summary>A side of a connection.</summary>
internal enum ConnectionSide
{
    /// <summary>It connects and calls.</summary>
    Client,

    /// <summary>It accepts and serves.</summary>
    Server,
}
