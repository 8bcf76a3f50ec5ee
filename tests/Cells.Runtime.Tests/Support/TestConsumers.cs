using Cells.Connections;
using Cells.Schema;

namespace Cells.Runtime.Tests.Support;

/// <summary>Consumers of <see cref="EchoCell"/>, as their builds recorded them.</summary>
internal static class TestConsumers
{
    /// <summary>The record of a consumer that makes one call.</summary>
    public static ConsumerRecord Record(string name = "shop", string version = "1.0.0", string entry = "call:Echo.Add", CellContract? contract = null) => new()
    {
        Name = name,
        Version = version,
        Contract = (contract ?? EchoCell.TestContract).Name,
        Fingerprint = (contract ?? EchoCell.TestContract).Fingerprint,
        Kinds = [UsageKinds.Call],
        Uses = [new RecordedUse(entry, [new UsePlace("shop/Program.cs", 12)])],
    };

    /// <summary>A client of the server that says what <paramref name="record"/> has.</summary>
    public static EchoClient CreateClient(this TestServer server, ConsumerRecord record)
        => new(CellChannel.ForSocket(server.SocketPath, EchoCell.TestContract, EchoClient.ReadError, OptionsOf(record)));

    /// <summary>How a generated client connects whose build recorded <paramref name="record"/>.</summary>
    public static CellChannelOptions OptionsOf(ConsumerRecord record)
        => new() { ClientName = record.Name, ClientVersion = record.Version, Usage = ClientUsage.Of(record) };

    /// <summary>What the server knows of the consumer <paramref name="name"/>.</summary>
    public static IReadOnlyList<ListedConsumer> Known(this TestServer server, string name)
        => [.. server.Consumers!.Tracker.List().Consumers.Where(consumer => consumer.Name == name)];

    /// <summary>Waits until no connection of the consumer is counted.</summary>
    public static Task WaitUntilGoneAsync(this TestServer server, string name)
        => Condition.WaitAsync(() => server.Known(name).All(static consumer => consumer.Instances == 0));
}
