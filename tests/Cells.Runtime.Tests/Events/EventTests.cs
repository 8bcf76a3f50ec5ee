using System.Collections.Concurrent;
using System.Threading.Channels;
using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Events;

/// <summary>What subscribers get of what a cell publishes.</summary>
public class EventTests
{
    private static readonly string Large = new('x', 1000);

    [Fact]
    public async Task Subscriber_gets_what_is_published_from_its_confirmation_on_in_order()
    {
        await using Publisher publisher = new();
        await publisher.Cell.ChangedAsync(-1);
        Channel<int> seen = Channel.CreateUnbounded<int>();
        await using EventSubscription subscription = await publisher.Client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed.Value, CancellationToken.None));
        for (int i = 0; i < 500; i++)
        {
            await publisher.Cell.ChangedAsync(i, "text");
        }

        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(i, await seen.Reader.ReadAsync());
        }
    }

    [Fact]
    public async Task Event_is_encoded_once_for_all_subscribers_and_not_without_one()
    {
        await using Publisher publisher = new();
        await publisher.Cell.ChangedAsync(1);
        Assert.Equal(0, publisher.Cell.Encoded);
        Channel<int> seen = Channel.CreateUnbounded<int>();
        EventSubscription[] subscriptions = new EventSubscription[3];
        for (int i = 0; i < subscriptions.Length; i++)
        {
            subscriptions[i] = await publisher.Client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed.Value, CancellationToken.None));
        }

        await publisher.Cell.ChangedAsync(2);

        for (int i = 0; i < subscriptions.Length; i++)
        {
            Assert.Equal(2, await seen.Reader.ReadAsync());
            await subscriptions[i].DisposeAsync();
        }

        Assert.Equal(1, publisher.Cell.Encoded);
        await Condition.WaitAsync(() => publisher.Server.Server.InflightCount == 0);
        await publisher.Cell.ChangedAsync(3);
        Assert.Equal(1, publisher.Cell.Encoded);
    }

    [Fact]
    public async Task Event_without_arguments_arrives()
    {
        await using Publisher publisher = new();
        using SemaphoreSlim seen = new(0);
        await using EventSubscription subscription = await publisher.Client.EmptiedAsync((_, _) =>
        {
            seen.Release();
            return default;
        });
        await publisher.Cell.EmptiedAsync();
        await publisher.Cell.EmptiedAsync();

        await seen.WaitAsync();
        await seen.WaitAsync();
    }

    [Fact]
    public async Task Enumeration_that_is_left_unsubscribes()
    {
        await using Publisher publisher = new();
        using CancellationTokenSource enough = new();
        Task publishing = PublishUntilAsync(publisher.Cell, enough.Token);
        await foreach ((int value, string _) in publisher.Client.ChangedAsync())
        {
            Assert.True(value >= 0);
            break;
        }

        await enough.CancelAsync();
        await publishing;
        await Condition.WaitAsync(() => publisher.Server.Server.InflightCount == 0);
    }

    [Fact]
    public async Task Subscription_may_be_disposed_twice()
    {
        await using Publisher publisher = new();
        EventSubscription subscription = await publisher.Client.ChangedAsync((_, _) => ValueTask.CompletedTask);
        await subscription.DisposeAsync();
        await subscription.DisposeAsync();
        Assert.True(subscription.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Exception_of_a_handler_ends_its_subscription()
    {
        await using Publisher publisher = new();
        await using EventSubscription subscription = await publisher.Client.ChangedAsync((_, _) => throw new FormatException("the handler's own"));
        await publisher.Cell.ChangedAsync(1);

        FormatException error = await Assert.ThrowsAsync<FormatException>(() => subscription.Completion);

        Assert.Equal("the handler's own", error.Message);
        await Condition.WaitAsync(() => publisher.Server.Server.InflightCount == 0);
    }

    [Fact]
    public async Task Subscriber_that_does_not_keep_up_misses_the_oldest_and_is_told_how_many()
    {
        await using Publisher publisher = new(new CellLimits { EventBuffer = 10 }, new CellLimits { StreamWindow = 1024 });
        await using Reader reader = await Reader.StartAsync(publisher);
        for (int i = 0; i < 1000; i++)
        {
            await publisher.Cell.ChangedAsync(i, Large);
        }

        Assert.Equal(7, await publisher.Client.PingAsync());
        List<string> seen = await reader.FinishAsync(lastValue: 999);

        // What came and what was missed is everything, in order, and the last ten are there.
        long next = 0;
        foreach (string entry in seen)
        {
            if (entry.StartsWith('-'))
            {
                next += long.Parse(entry.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                Assert.Equal(next++, long.Parse(entry, System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        Assert.Equal(1000, next);
        Assert.Contains(seen, static entry => entry.StartsWith('-'));
        Assert.Equal(Enumerable.Range(990, 10).Select(static value => $"{value}"), seen.TakeLast(10));
    }

    [Fact]
    public async Task Subscriber_that_does_not_keep_up_is_disconnected_where_the_event_says_so()
    {
        await using Publisher publisher = new(new CellLimits { EventBuffer = 10 }, new CellLimits { StreamWindow = 1024 });
        await using Reader reader = await Reader.StartAsync(publisher);
        for (int i = 0; i < 100; i++)
        {
            await publisher.Cell.ChangedAsync(i, Large, EventOverflow.Disconnect);
        }

        reader.Open();
        CellException error = await Assert.ThrowsAsync<CellException>(() => reader.Completion);

        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Contains("(event_buffer)", error.Message, StringComparison.Ordinal);
        Assert.Equal(7, await publisher.Client.PingAsync());
    }

    [Fact]
    public async Task Publisher_waits_for_a_subscriber_where_the_event_says_so()
    {
        await using Publisher publisher = new(new CellLimits { EventBuffer = 10 }, new CellLimits { StreamWindow = 1024 });
        await using Reader reader = await Reader.StartAsync(publisher);
        Task publishing = Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                await publisher.Cell.ChangedAsync(i, Large, EventOverflow.Block);
            }
        });

        List<string> seen = await reader.FinishAsync(lastValue: 199);

        await publishing;
        Assert.Equal(Enumerable.Range(0, 200).Select(static value => $"{value}"), seen);
    }

    [Fact]
    public async Task Drain_ends_subscriptions_and_they_are_made_anew_with_a_gap_of_unknown_size()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("cell.sock");
        Publisher first = new(socketPath: path);
        Channel<string> seen = Channel.CreateUnbounded<string>();
        EventOptions options = new() { Missed = gap => seen.Writer.TryWrite($"gap {gap.Count?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}") };
        await using EventClient client = EventClient.Of(first.Server);
        await using EventSubscription subscription = await client.ChangedAsync((changed, _) => seen.Writer.WriteAsync($"{changed.Value}", CancellationToken.None), options);
        await first.Cell.ChangedAsync(1);
        Assert.Equal("1", await seen.Reader.ReadAsync());
        await first.DisposeAsync();

        await using Publisher second = new(socketPath: path);
        Assert.Equal("gap ?", await seen.Reader.ReadAsync());
        await second.Cell.ChangedAsync(2);
        Assert.Equal("2", await seen.Reader.ReadAsync());
        Assert.False(subscription.Completion.IsCompleted);
    }

    [Fact]
    public async Task First_subscription_fails_as_a_call_does()
    {
        using TemporaryDirectory directory = new();
        await using EventClient client = new(CellChannel.ForSocket(directory.File("cell.sock"), EventCell.Contract, EchoClient.ReadError));

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.ChangedAsync((_, _) => default));

        Assert.Equal(CellStatus.Unavailable, error.Status);
    }

    private static async Task PublishUntilAsync(EventCell cell, CancellationToken enough)
    {
        for (int i = 0; !enough.IsCancellationRequested; i++)
        {
            await cell.ChangedAsync(i, cancel: CancellationToken.None);
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private sealed class Publisher : IAsyncDisposable
    {
        public Publisher(CellLimits? limits = null, CellLimits? clientLimits = null, string? socketPath = null)
        {
            Server = new TestServer(limits, socketPath: socketPath, dispatcher: new CellDispatcher<EventCell>(Cell));
            Client = EventClient.Of(Server, clientLimits);
        }

        public EventCell Cell { get; } = new();

        public TestServer Server { get; }

        public EventClient Client { get; }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    /// <summary>A subscriber that takes nothing before it is told to.</summary>
    private sealed class Reader : IAsyncDisposable
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<string> _seen = new();
        private readonly Channel<int> _values = Channel.CreateUnbounded<int>();
        private EventSubscription? _subscription;

        public Task Completion => _subscription!.Completion;

        public static async Task<Reader> StartAsync(Publisher publisher)
        {
            Reader reader = new();
            reader._subscription = await publisher.Client.ChangedAsync(
                async (changed, _) =>
                {
                    await reader._open.Task;
                    reader._seen.Enqueue($"{changed.Value}");
                    reader._values.Writer.TryWrite(changed.Value);
                },
                new EventOptions { Missed = gap => reader._seen.Enqueue($"-{gap.Count}") });
            return reader;
        }

        public void Open() => _open.TrySetResult();

        public async Task<List<string>> FinishAsync(int lastValue)
        {
            Open();
            while (await _values.Reader.ReadAsync() != lastValue)
            {
            }

            return [.. _seen];
        }

        public async ValueTask DisposeAsync()
        {
            Open();
            await _subscription!.DisposeAsync();
        }
    }
}
