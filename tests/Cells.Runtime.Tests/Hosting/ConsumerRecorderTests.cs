using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Schema;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>A cell remembers who called it, over its own restarts.</summary>
public sealed class ConsumerRecorderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly RecordingLog _log = new();

    private ConsumerDirectory Files => ConsumerDirectory.Of(CellDirectory.At(_directory.Path));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Consumer_that_connects_is_written_with_its_schema()
    {
        await using ConsumerRecorder recorder = Start();
        ConsumerRecord record = TestConsumers.Record();

        using IDisposable? connection = Connect(recorder, record);
        await WaitForFileAsync(ConsumerPaths.Schema(_directory.Path, record.Fingerprint));

        ConsumerFile<MetConsumer> file = Assert.Single(Files.ReadMet());
        Assert.Equal("shop", file.Name);
        MetBuild build = Assert.Single(file.Content!.Builds);
        Assert.Equal((record, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), (build.Record, build.FirstSeen, build.LastSeen));
        Assert.Equal("the schema", Files.FindSchema(record.Fingerprint));
    }

    [Fact]
    public async Task Consumer_that_stays_connected_is_seen_again_and_again()
    {
        await using ConsumerRecorder recorder = Start();
        using IDisposable? connection = Connect(recorder, TestConsumers.Record());
        await WaitForWriteAsync();

        DateTimeOffset first = await AdvanceUntilSeenAfterAsync(DateTimeOffset.UnixEpoch);
        await AdvanceUntilSeenAfterAsync(first);

        Assert.Equal(DateTimeOffset.UnixEpoch, Files.ReadMet()[0].Content!.Builds[0].FirstSeen);
    }

    [Fact]
    public async Task Consumer_that_leaves_was_last_seen_then_and_the_stop_writes_it()
    {
        ConsumerRecorder recorder = Start();
        IDisposable connection = Connect(recorder, TestConsumers.Record())!;
        await WaitForWriteAsync();

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, recorder.Tracker.List().Consumers[0].Instances);
        connection.Dispose();
        connection.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(30));
        await recorder.DisposeAsync();

        Assert.Equal(0, recorder.Tracker.List().Consumers[0].Instances);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(30), Files.ReadMet()[0].Content!.Builds[0].LastSeen);
    }

    [Fact]
    public async Task What_an_earlier_process_met_is_known_to_the_next()
    {
        ConsumerRecord record = TestConsumers.Record();
        await using (ConsumerRecorder earlier = Start())
        {
            Connect(earlier, record)!.Dispose();
        }

        _clock.Advance(TimeSpan.FromHours(1));
        await using ConsumerRecorder recorder = Start();
        ListedConsumer known = Assert.Single((await recorder.ListAsync(CancellationToken.None)).Consumers);
        Assert.Equal((0, DateTimeOffset.UnixEpoch, record), (known.Instances, known.Build.FirstSeen, known.Build.Record));

        // Its record is known too, and not asked for again.
        Assert.False(recorder.Tracker.Wants(HelloOf(record)));
        using IDisposable? connection = Connect(recorder, record);
        known = Assert.Single(recorder.Tracker.List().Consumers);
        Assert.Equal((1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1)), (known.Instances, known.Build.FirstSeen, known.Build.LastSeen));
    }

    [Fact]
    public async Task Forgotten_consumer_is_gone_and_not_written_again()
    {
        ConsumerRecorder recorder = Start();
        ConsumerRecord record = TestConsumers.Record();
        IDisposable connection = Connect(recorder, record)!;
        await WaitForWriteAsync();

        CellException refusal = await Assert.ThrowsAsync<CellException>(async () => await recorder.ForgetAsync("shop", CancellationToken.None));
        Assert.Equal(CellStatus.FailedPrecondition, refusal.Status);
        Assert.Contains("'shop' is connected (1)", refusal.Message, StringComparison.Ordinal);

        // Its leaving is something to write.
        _clock.Advance(TimeSpan.FromHours(1));
        connection.Dispose();
        Assert.True(await recorder.ForgetAsync("shop", CancellationToken.None));
        Assert.False(await recorder.ForgetAsync("shop", CancellationToken.None));
        Assert.False(await recorder.ForgetAsync("../../cell", CancellationToken.None));
        await recorder.DisposeAsync();

        Assert.Empty(recorder.Tracker.List().Consumers);
        Assert.Empty(Files.ReadMet());
    }

    [Fact]
    public async Task Forgotten_consumer_that_comes_back_is_met_anew()
    {
        await using ConsumerRecorder recorder = Start();
        Connect(recorder, TestConsumers.Record())!.Dispose();
        await recorder.ForgetAsync("shop", CancellationToken.None);

        _clock.Advance(TimeSpan.FromHours(1));
        using IDisposable? connection = Connect(recorder, TestConsumers.Record());

        Assert.Equal(DateTimeOffset.UnixEpoch.AddHours(1), Assert.Single(recorder.Tracker.List().Consumers).Build.FirstSeen);
    }

    [Fact]
    public async Task Schema_of_a_forgotten_consumer_goes_and_comes_back_with_it()
    {
        ConsumerRecorder recorder = Start();
        Connect(recorder, TestConsumers.Record())!.Dispose();
        await WaitForFileAsync(ConsumerPaths.Schema(_directory.Path, EchoCell.TestContract.Fingerprint));
        await recorder.ForgetAsync("shop", CancellationToken.None);
        Assert.Equal(1, Files.PruneSchemas());

        Connect(recorder, TestConsumers.Record("gone"))!.Dispose();
        await recorder.ForgetAsync("gone", CancellationToken.None);
        await recorder.DisposeAsync();
        Assert.Null(Files.FindSchema(EchoCell.TestContract.Fingerprint));

        ConsumerRecorder next = Start();
        Connect(next, TestConsumers.Record())!.Dispose();
        await next.ForgetAsync("shop", CancellationToken.None);
        Connect(next, TestConsumers.Record())!.Dispose();
        await next.DisposeAsync();
        Assert.Equal("the schema", Files.FindSchema(EchoCell.TestContract.Fingerprint));
    }

    [Fact]
    public async Task Of_too_many_consumers_those_seen_longest_ago_are_dropped_with_their_files()
    {
        await using (ConsumerRecorder recorder = Start())
        {
            for (int i = 0; i < ConsumerDirectory.MaxConsumers; i++)
            {
                Connect(recorder, TestConsumers.Record($"shop{i}"))!.Dispose();
                _clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        Assert.Equal(ConsumerDirectory.MaxConsumers, Files.ReadMet().Count);
        ConsumerRecorder next = Start();
        await next.ListAsync(CancellationToken.None);
        using IDisposable? connection = Connect(next, TestConsumers.Record("latecomer"));
        await next.DisposeAsync();

        string[] names = [.. Files.ReadMet().Select(static file => file.Name)];
        Assert.Equal(ConsumerDirectory.MaxConsumers, names.Length);
        Assert.Contains("latecomer", names);
        Assert.Contains("shop1", names);
        Assert.DoesNotContain("shop0", names);
    }

    [Fact]
    public async Task Of_too_many_builds_of_a_consumer_the_connected_and_the_latest_stay()
    {
        await using ConsumerRecorder recorder = Start();
        using IDisposable? first = Connect(recorder, TestConsumers.Record(version: "0.0.1"));
        for (int i = 1; i <= MetConsumer.MaxBuilds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Connect(recorder, TestConsumers.Record(version: $"1.0.{i}"))!.Dispose();
        }

        string[] versions = [.. recorder.Tracker.List().Consumers.Select(static consumer => consumer.Build.Version)];
        Assert.Equal(MetConsumer.MaxBuilds, versions.Length);
        Assert.Contains("0.0.1", versions);
        Assert.Contains("1.0.16", versions);
        Assert.DoesNotContain("1.0.1", versions);
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Name_that_no_cell_can_have_is_not_remembered_and_logged_once(string name)
    {
        ConsumerRecorder recorder = Start();
        Hello hello = HelloOf(TestConsumers.Record()) with { ClientName = name };

        Assert.False(recorder.Tracker.Wants(hello));
        Assert.Null(recorder.Tracker.Connect(hello, null, static () => ""));
        Assert.Null(recorder.Tracker.Connect(hello, null, static () => ""));
        await recorder.DisposeAsync();

        Assert.Single(_log.Entries, static entry => entry.Message.StartsWith("A consumer is not remembered", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Directory_that_cannot_be_written_is_logged_once_and_fails_nothing()
    {
        await File.WriteAllTextAsync(_directory.File("cache"), "in the way");
        await using TestServer server = new(clock: _clock, log: _log, consumersOf: _directory.Path);
        await using EchoClient first = server.CreateClient(TestConsumers.Record());
        await using EchoClient second = server.CreateClient(TestConsumers.Record("other"));

        Assert.Equal(3, await first.AddAsync(1, 2));
        Assert.Equal(3, await second.AddAsync(1, 2));
        await server.Consumers!.DisposeAsync();

        Assert.Single(_log.Entries, static entry => entry.Message.StartsWith("The consumers that were met cannot be written down", StringComparison.Ordinal));
        Assert.Equal(2, server.Consumers.Tracker.List().Consumers.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"format\": 1, \"name\": \"other\", \"builds\": []}")]
    [InlineData("{\"format\": 9, \"name\": \"shop\", \"builds\": []}")]
    public async Task File_that_is_damaged_is_passed_over_and_written_anew(string content)
    {
        Directory.CreateDirectory(ConsumerPaths.AllMet(_directory.Path));
        await File.WriteAllTextAsync(ConsumerPaths.Met(_directory.Path, "shop"), content);
        Assert.Null(Assert.Single(Files.ReadMet()).Content);
        ConsumerRecorder recorder = Start();

        Assert.Empty((await recorder.ListAsync(CancellationToken.None)).Consumers);
        Connect(recorder, TestConsumers.Record())!.Dispose();
        await recorder.DisposeAsync();

        Assert.Single(Assert.Single(Files.ReadMet()).Content!.Builds);
    }

    [Fact]
    public async Task Schemas_that_nobody_refers_to_are_pruned()
    {
        ConsumerRecord kept = TestConsumers.Record("kept", contract: EchoCell.TestContract with { Fingerprint = new string('1', 64) });
        ConsumerRecord forgotten = TestConsumers.Record("forgotten", contract: EchoCell.TestContract with { Fingerprint = new string('2', 64) });
        ConsumerRecorder recorder = Start();
        Connect(recorder, kept)!.Dispose();
        Connect(recorder, forgotten)!.Dispose();
        await recorder.DisposeAsync();

        Assert.Equal(0, Files.PruneSchemas());
        Assert.True(Files.Forget("forgotten"));
        Assert.False(Files.Forget("forgotten"));
        Assert.Equal(1, Files.PruneSchemas());

        Assert.NotNull(Files.FindSchema(kept.Fingerprint));
        Assert.Null(Files.FindSchema(forgotten.Fingerprint));
    }

    [Fact]
    public async Task While_a_consumer_cannot_be_read_no_schema_is_pruned()
    {
        ConsumerRecorder recorder = Start();
        Connect(recorder, TestConsumers.Record())!.Dispose();
        await recorder.DisposeAsync();
        await File.WriteAllTextAsync(ConsumerPaths.Met(_directory.Path, "shop"), "{");

        Assert.Equal(0, Files.PruneSchemas());
        Assert.NotNull(Files.FindSchema(EchoCell.TestContract.Fingerprint));
    }

    private static Hello HelloOf(ConsumerRecord record)
        => new ChannelClient(EchoCell.TestContract with { Fingerprint = record.Fingerprint }, EchoClient.ReadError, TestConsumers.OptionsOf(record)).Hello;

    private static IDisposable? Connect(ConsumerRecorder recorder, ConsumerRecord record) => recorder.Tracker.Connect(HelloOf(record), record, static () => "the schema");

    private static Task WaitForFileAsync(string path) => Condition.WaitAsync(() => File.Exists(path));

    private ConsumerRecorder Start()
    {
        ConsumerRecorder recorder = new(Files, _clock, _log);
        recorder.Start();
        return recorder;
    }

    private Task WaitForWriteAsync() => Condition.WaitAsync(() => Files.ReadMet() is [{ Content: not null }]);

    /// <summary>Moves the clock, step by step since nobody knows when the recorder begins to wait for it, until the file has a later time.</summary>
    private async Task<DateTimeOffset> AdvanceUntilSeenAfterAsync(DateTimeOffset before)
    {
        DateTimeOffset seen = before;
        await Condition.WaitAsync(() =>
        {
            _clock.Advance(ConsumerRecorder.RefreshInterval);
            seen = Files.ReadMet() is [{ Content: { } met }] ? met.Builds[0].LastSeen : before;
            return seen > before;
        });
        return seen;
    }
}
