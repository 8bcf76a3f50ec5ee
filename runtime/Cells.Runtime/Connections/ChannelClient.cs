using Cells.Schema;

namespace Cells.Connections;

/// <summary>What a channel says of itself on each of its connections.</summary>
/// <param name="Contract">The contract that it calls.</param>
/// <param name="Errors">Reads declared errors.</param>
/// <param name="Options">Name, limits, clock.</param>
internal sealed record ChannelClient(CellContract Contract, ErrorReader Errors, CellChannelOptions Options)
{
    /// <summary>The first frame.</summary>
    public Hello Hello { get; } = new()
    {
        Purpose = HelloPurpose.Call,
        Contract = Contract.Name,
        Fingerprint = Contract.Fingerprint,
        ClientName = Options.ClientName,
        ClientVersion = Options.ClientVersion,
        MaxFrame = Options.Limits.MaxFrame,
        MaxInflight = Options.Limits.MaxInflight,
        Usage = Options.Usage?.Fingerprint,
        IsTool = Options.IsTool,
        TakesSignals = true,
        StreamWindow = Options.Limits.StreamWindow,
        ConnectionWindow = Options.Limits.ConnectionWindow,
    };

    /// <summary>Makes the keys of calls with exactly-once delivery.</summary>
    public IdempotencyKeys Keys { get; } = new();

    /// <summary>Follows the schema that the cell has.</summary>
    public SchemaFollower Schema { get; } = new(Contract, UsageOf(Contract, Options), Options.Logger);

    private static ContractUsage UsageOf(CellContract contract, CellChannelOptions options) => options switch
    {
        { Usage: { } usage } => usage.Record.ToUsage(),
        { UsedCalls: { } calls } => ContractUsage.Of(calls.Select(call => UsageRecord.CallEntry(contract.Name, call)), [UsageKinds.Call]),
        _ => ContractUsage.Everything,
    };
}
