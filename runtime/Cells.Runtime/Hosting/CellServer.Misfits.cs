using Cells.Connections;
using Cells.Control;

namespace Cells.Hosting;

/// <content>The clients that what comes next does not fit: they are served on for a while.</content>
internal sealed partial class CellServer
{
    /// <summary>The part of the time for a drain that is for the calls in flight of those who were served on until then.</summary>
    private const double LastPart = 0.1;

    /// <summary>The most that <see cref="LastPart"/> comes to.</summary>
    private static readonly TimeSpan LongestLastPart = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _servedOnEnough = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The clients of the cell's own contract that <paramref name="successor"/> would refuse.</summary>
    public async Task<ClientMisfit[]> FindMisfitsAsync(SuccessorSchema successor, CancellationToken cancellationToken)
        => Describe(await FindMisfitsAsync(Snapshot(), successor, cancellationToken).ConfigureAwait(false));

    /// <summary>Serves nobody on any longer.</summary>
    public void EndServingOn() => _servedOnEnough.TrySetResult();

    private async Task<Misfit[]> FindMisfitsAsync(IEnumerable<ServerConnection> connections, SuccessorSchema successor, CancellationToken cancellationToken)
    {
        List<Misfit> misfits = [];
        foreach (ServerConnection connection in connections.Where(connection => connection.Serves(_own) && !connection.Hello.IsTool))
        {
            if (await JudgeAsync(connection, successor, cancellationToken).ConfigureAwait(false) is { Count: > 0 } findings)
            {
                misfits.Add(new Misfit(connection, findings));
            }
        }

        return [.. misfits];
    }

    /// <summary>Judges as the successor will when the client connects to it.</summary>
    /// <returns>Why the client would be refused; empty when it would not.</returns>
    private async Task<IReadOnlyList<RefusalFinding>> JudgeAsync(ServerConnection connection, SuccessorSchema successor, CancellationToken cancellationToken)
    {
        Hello hello = connection.Hello;
        if (hello.Fingerprint == successor.Fingerprint)
        {
            return [];
        }

        KnownSchema? planned = connection.Plan is { } plan ? new KnownSchema(plan.Client, 0) : null;
        try
        {
            ContractPlan next = await ContractPlanner.Shared.PlanAsync(
                new SchemaOrigin($"'{hello.ClientName}' {hello.ClientVersion}", hello.Fingerprint, planned, planned is null ? _own!.Contract.Schema : null),
                new SchemaOrigin($"'{_name}'", successor.Fingerprint, new KnownSchema(successor.Schema, successor.Size), null),
                ConnectionSide.Server,
                _limits.MaxFrame,
                cancellationToken).ConfigureAwait(false);
            return next.FindRefusal(connection.UsedCalls ?? _consumers?.Tracker.FindRecord(hello)?.FindUsedCalls());
        }
        catch (Exception e) when (e is CellException or OperationCanceledException)
        {
            // Not to be compared, or not in time: the client is told when it connects.
            return [];
        }
    }

    /// <summary>Serves <paramref name="misfits"/> until they have gone, the time for them is over, or somebody has had enough.</summary>
    private async Task ServeOnAsync(Misfit[] misfits, TimeSpan time)
    {
        if (misfits.Length > 0)
        {
            using CancellationTokenSource over = new();
            await Task.WhenAny(
                Task.WhenAll(misfits.Select(static misfit => misfit.Connection.Completion)),
                Task.Delay(time, _clock, over.Token),
                _servedOnEnough.Task).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Announce(string fingerprint, string version, ServerConnection[] connections, Misfit[] misfits, TimeSpan time)
    {
        foreach (ClientMisfit client in Describe(misfits))
        {
            ServerLog.ServedOn(_log, version, client.Name, client.Version, time, string.Concat(client.Findings.Select(static finding => $"\n  {finding}")));
        }

        ServerLog.SchemaAnnounced(_log, version, fingerprint);
        HashSet<ServerConnection> servedOn = [.. misfits.Select(static misfit => misfit.Connection)];
        SignalBody signal = new(SignalKind.SchemaChanged, fingerprint, version);
        SignalBody staying = signal with { ServedFor = time };
        Array.ForEach(connections, connection => connection.Signal(servedOn.Contains(connection) ? staying : signal));
    }

    /// <summary>How long clients are served on when a drain may take <paramref name="timeout"/>.</summary>
    private static TimeSpan TimeToServeOn(TimeSpan timeout)
        => timeout - (timeout * LastPart < LongestLastPart ? timeout * LastPart : LongestLastPart);

    /// <summary>By name, those with most connections first. All of it is what peers say of themselves, and bounded.</summary>
    private static ClientMisfit[] Describe(Misfit[] misfits)
        => [.. misfits
            .GroupBy(static misfit => (misfit.Connection.Hello.ClientName, misfit.Connection.Hello.ClientVersion))
            .OrderByDescending(static client => client.Count())
            .Take(ClientMisfit.Most)
            .Select(static client => new ClientMisfit(
                client.Key.ClientName,
                client.Key.ClientVersion,
                client.Count(),
                [.. client.SelectMany(static misfit => misfit.Findings).Select(static finding => finding.ToString()).Distinct().Take(ClientMisfit.MostFindings)]))];

    /// <summary>A client that a successor would refuse, and why.</summary>
    private sealed record Misfit(ServerConnection Connection, IReadOnlyList<RefusalFinding> Findings);
}
