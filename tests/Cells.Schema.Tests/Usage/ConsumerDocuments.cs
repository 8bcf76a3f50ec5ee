namespace Cells.Schema.Tests.Usage;

/// <summary>One of each document about consumers.</summary>
internal static class ConsumerDocuments
{
    public static readonly string Fingerprint = new('a', 64);

    public static readonly ConsumerRecord Record = new()
    {
        Name = "storefront",
        Version = "3.2.1",
        Directory = "../storefront",
        Contract = "Shop.Catalog",
        Fingerprint = Fingerprint,
        Kinds = [UsageKinds.Read, UsageKinds.Call],
        Uses =
        [
            new RecordedUse("read:Product.Name", [new("shop/Cart.cs", 41), new("shop/Cart.cs", 7)]),
            new RecordedUse("call:Catalog.Get", []),
        ],
    };

    public static readonly MetBuild Build = new()
    {
        Version = "3.2.1",
        Fingerprint = Fingerprint,
        Usage = new string('b', 64),
        FirstSeen = new DateTimeOffset(2026, 5, 1, 12, 30, 0, TimeSpan.FromHours(2)),
        LastSeen = new DateTimeOffset(2026, 5, 3, 0, 0, 59, TimeSpan.Zero),
        Record = Record with { Directory = null },
    };

    public static readonly MetConsumer Met = new()
    {
        Name = "storefront",
        Builds = [Build with { Version = "", Usage = null, Record = null, LastSeen = Build.FirstSeen }, Build],
    };

    public static readonly ConsumerList List = new() { Consumers = [new("storefront", 4, Build), new("checkout", 0, Met.Builds[0])] };

    /// <summary>A record of <paramref name="count"/> uses, each in <paramref name="places"/> places.</summary>
    public static ConsumerRecord Large(int count, int places) => Record with
    {
        Uses = Enumerable.Range(0, count)
            .Select(number => new RecordedUse($"read:Type{number:D6}.Member", Enumerable.Range(1, places).Select(static line => new UsePlace("src/Program.cs", line)).ToEquatableArray()))
            .ToEquatableArray(),
    };
}
