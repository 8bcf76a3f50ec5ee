using Cells.Directories;
using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class ConsumerGatheringTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(30);
    private static readonly CellSchema Old = CellWorkspace.Schema("catalog", ["Get"]);
    private static readonly CellSchema Exported = CellWorkspace.Schema("catalog", ["Get", "Search"]);
    private static readonly LiveConsumers Stopped = new LiveConsumers.NotRunning();

    private readonly TemporaryDirectory _directory = new();

    public ConsumerGatheringTests()
    {
        Write("catalog/cell.toml", "[cell]\nversion = \"1.0.0\"\n");
        Write("catalog/cache/schema.json", SchemaDocument.Write(Exported));
        Write(Path.GetRelativePath(_directory.Path, ConsumerPaths.Schema(Catalog, Fingerprint(Old))), SchemaDocument.Write(Old));
    }

    private string Catalog => _directory.File("catalog");

    [Fact]
    public void Recorded_consumer_of_the_same_repository_that_names_the_cell_by_path_is_a_neighbor()
    {
        Record("pricing", "../pricing");
        Write("pricing/cell.toml", "[cell]\n\n[deps]\ncatalog = \"../catalog\"\n");
        Assert.Equal((GateStanding.Recorded, _directory.File("pricing")), Standing(Gather(Stopped)));

        Directory.CreateDirectory(_directory.File(".git"));
        Assert.Equal((GateStanding.Neighbor, _directory.Path), Standing(Gather(Stopped)));

        Write("pricing/.git", "gitdir: ../.git/modules/pricing\n");
        Assert.Equal((GateStanding.Recorded, _directory.File("pricing")), Standing(Gather(Stopped)));

        File.Delete(_directory.File("pricing/.git"));
        Write("pricing/cell.toml", "[cell]\n\n[deps]\ncatalog = \"../other\"\n");
        Assert.Equal((GateStanding.Recorded, null), Standing(Gather(Stopped)));
    }

    [Fact]
    public void Consumer_counts_with_what_it_was_built_against_and_what_it_uses()
    {
        Record("pricing", "../pricing");

        GatheredConsumer consumer = Assert.Single(Gather(Stopped).Consumers);

        Assert.Equal(("pricing", "1.2.0", 0, SchemaDocument.Write(Old)), (consumer.Name, consumer.Version, consumer.Instances, consumer.Schema));
        Assert.Equal(["call:Catalog.Get"], consumer.Record!.ToUsage().Entries);
    }

    [Fact]
    public void Consumer_that_is_gone_and_not_seen_again_is_forgotten()
    {
        Record("pricing", "../pricing");
        string path = ConsumerPaths.Record(Catalog, "pricing");

        File.SetLastWriteTimeUtc(path, (Now - ForgetAfter).UtcDateTime);
        Assert.Single(Gather(Stopped).Consumers);
        File.SetLastWriteTimeUtc(path, (Now - ForgetAfter).UtcDateTime.AddSeconds(-1));
        Assert.Empty(Gather(Stopped).Consumers);

        Write("pricing/cell.toml", "[cell]\n\n[deps]\ncatalog = \"../catalog\"\n");
        Assert.Single(Gather(Stopped).Consumers);
    }

    [Fact]
    public void Met_consumer_counts_until_it_is_forgotten_and_is_connected_while_the_cell_says_so()
    {
        MetBuild recent = Met("1.0.0", Now - ForgetAfter);
        MetBuild old = Met("0.9.0", Now - ForgetAfter - TimeSpan.FromSeconds(1));
        WriteMet("mail", recent, old);

        Assert.Equal([("mail", "1.0.0", GateStanding.Recorded, 0)], Facts(Gather(Stopped)));
        Assert.Equal([("mail", "1.0.0", GateStanding.Connected, 3)], Facts(Gather(Answer(new ListedConsumer("mail", 3, recent), new ListedConsumer("mail", 0, old)))));
        Assert.Equal([("mail", "0.9.0", GateStanding.Connected, 1), ("mail", "1.0.0", GateStanding.Recorded, 0)], Facts(Gather(Answer(new ListedConsumer("mail", 1, old)))));
    }

    [Fact]
    public void Running_cell_that_does_not_answer_may_have_everyone_connected_whom_it_has_met()
    {
        WriteMet("mail", Met("1.0.0", Now));
        Record("pricing", "../pricing");

        GatheredConsumers gathered = Gather(new LiveConsumers.Silent("no answer within 200 ms."));

        Assert.Equal([("mail", "1.0.0", GateStanding.Connected, 0), ("pricing", "1.2.0", GateStanding.Recorded, 0)], Facts(gathered));
        Assert.Equal(["the running cell did not say who is connected (no answer within 200 ms): whoever it has met counts as connected."], gathered.Notes);
    }

    [Fact]
    public void Source_of_a_neighbor_counts_and_not_what_was_once_started_of_it()
    {
        Directory.CreateDirectory(_directory.File(".git"));
        Write("pricing/cell.toml", "[cell]\n\n[deps]\ncatalog = \"../catalog\"\n");
        Record("pricing", "../pricing");
        WriteMet("pricing", Met("1.0.0", Now));

        Assert.Equal([("pricing", "1.2.0", GateStanding.Neighbor, 0)], Facts(Gather(Stopped)));
        Assert.Equal([("pricing", "1.0.0", GateStanding.Connected, 2), ("pricing", "1.2.0", GateStanding.Neighbor, 0)], Facts(Gather(Answer(new ListedConsumer("pricing", 2, Met("1.0.0", Now))))));
    }

    [Fact]
    public void Connected_build_that_was_recorded_too_counts_once_and_with_the_record()
    {
        ConsumerRecord record = Record("pricing", "../pricing");
        MetBuild build = Met("1.2.0", Now) with { Usage = record.ComputeUsageFingerprint() };

        GatheredConsumer consumer = Assert.Single(Gather(Answer(new ListedConsumer("pricing", 1, build))).Consumers);

        Assert.Equal((GateStanding.Connected, 1, record with { Directory = "../pricing" }), (consumer.Standing, consumer.Instances, consumer.Record));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("\0\0\0\0")]
    [InlineData("{ \"format\": 2 }")]
    [InlineData("{ \"format\": 1, \"name\": \"../../etc\", \"version\": \"\", \"contract\": \"A\", \"fingerprint\": \"x\", \"kinds\": [], \"uses\": [] }")]
    public void File_that_is_no_record_is_a_note_and_its_consumer_uses_everything(string text)
    {
        Write("catalog/cache/consumers/pricing.json", text);
        Write("catalog/cache/consumers/met/mail.json", text);
        Write("catalog/cache/consumers/no name.json", text);

        GatheredConsumers gathered = Gather(Stopped);

        Assert.Equal([("mail", "", GateStanding.Recorded, 0), ("pricing", "", GateStanding.Recorded, 0)], Facts(gathered));
        Assert.All(gathered.Consumers, static consumer => Assert.Equal((null, SchemaDocument.Write(Exported)), (consumer.Record, consumer.Schema)));
        Assert.Equal(3, gathered.Notes.Count(static note => note.Contains("cannot be read: it is damaged", StringComparison.Ordinal)));
    }

    [Fact]
    public void File_that_is_too_large_or_a_directory_or_cut_off_is_a_note_and_its_consumer_uses_everything()
    {
        ConsumerRecord record = Record("pricing", "../pricing");
        string whole = record.Write();
        Write("catalog/cache/consumers/pricing.json", whole[..(whole.Length / 2)]);
        Write("catalog/cache/consumers/mail.json", new string(' ', ConsumerRecord.MaxLength + 1));
        Directory.CreateDirectory(_directory.File("catalog/cache/consumers/web.json"));
        Write("catalog/cache/consumers/.hidden.json", "");

        GatheredConsumers gathered = Gather(Stopped);

        Assert.Equal(["mail", "pricing"], gathered.Consumers.Where(static consumer => consumer.Record is null).Select(static consumer => consumer.Name));
        Assert.Contains(gathered.Notes, static note => note.Contains($"more than {ConsumerRecord.MaxLength}", StringComparison.Ordinal));
    }

    [Fact]
    public void Consumer_whose_schema_is_gone_or_lies_is_held_to_the_last_export_and_to_none_without_one()
    {
        Record("pricing", "../pricing");
        string path = ConsumerPaths.Schema(Catalog, Fingerprint(Old));
        File.WriteAllText(path, SchemaDocument.Write(CellWorkspace.Schema("catalog", ["Other"])));

        GatheredConsumers held = Gather(Stopped);
        Assert.Equal(SchemaDocument.Write(Exported), Assert.Single(held.Consumers).Schema);
        Assert.Contains($"{Fingerprint(Old)[..12]} that pricing 1.2.0 was built against", Assert.Single(held.Notes), StringComparison.Ordinal);

        File.Delete(_directory.File("catalog/cache/schema.json"));
        GatheredConsumers none = Gather(Stopped);
        Assert.Empty(none.Consumers);
        Assert.EndsWith("it is held to none.", Assert.Single(none.Notes), StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private static string Fingerprint(CellSchema schema) => SchemaFingerprint.Compute(schema);

    private static MetBuild Met(string version, DateTimeOffset lastSeen) => new() { Version = version, Fingerprint = Fingerprint(Old), FirstSeen = lastSeen, LastSeen = lastSeen };

    private static LiveConsumers.Answered Answer(params ListedConsumer[] consumers) => new(new ConsumerList { Consumers = [.. consumers] });

    private static (GateStanding Standing, string? Root) Standing(GatheredConsumers gathered) => (Assert.Single(gathered.Consumers).Standing, gathered.Consumers[0].SourceRoot);

    private static IEnumerable<(string Name, string Version, GateStanding Standing, int Instances)> Facts(GatheredConsumers gathered)
        => gathered.Consumers.Select(static consumer => (consumer.Name, consumer.Version, consumer.Standing, consumer.Instances));

    private GatheredConsumers Gather(LiveConsumers live) => new ConsumerGathering(Catalog, ForgetAfter, Now).Gather(live);

    private ConsumerRecord Record(string name, string directory)
    {
        ConsumerRecord record = new()
        {
            Name = name,
            Version = "1.2.0",
            Contract = Old.Contract,
            Fingerprint = Fingerprint(Old),
            Kinds = [UsageKinds.Call],
            Uses = [new RecordedUse("call:Catalog.Get", [new UsePlace("Program.cs", 12)])],
        };
        Write(Path.GetRelativePath(_directory.Path, ConsumerPaths.Record(Catalog, name)), (record with { Directory = directory }).Write());
        File.SetLastWriteTimeUtc(ConsumerPaths.Record(Catalog, name), Now.UtcDateTime);
        return record;
    }

    private void WriteMet(string name, params MetBuild[] builds)
        => Write(Path.GetRelativePath(_directory.Path, ConsumerPaths.Met(Catalog, name)), new MetConsumer { Name = name, Builds = [.. builds] }.Write());

    private void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(relative))!);
        File.WriteAllText(_directory.File(relative), text);
    }
}
