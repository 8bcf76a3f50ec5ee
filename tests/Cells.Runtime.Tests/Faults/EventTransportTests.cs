using System.Threading.Channels;
using Cells.Connections;
using Cells.Runtime.Tests.Events;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Faults;

/// <summary>What events do, whatever carries their connection.</summary>
public class EventTransportTests
{
    /// <summary>A window that a few events use up, and a buffer that many more overflow.</summary>
    private static readonly CellLimits Narrow = new() { StreamWindow = 1024, ConnectionWindow = 4096, EventBuffer = 4 };

    private readonly EventCell _cell = new();

    public static TheoryData<Carrier, int> Carriers => Link.Carriers();

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Subscriber_gets_what_is_published_from_its_confirmation_on_in_order(Carrier carrier, int seed)
    {
        (Link link, EventClient client) = Link.OpenEvents(carrier, seed, _cell);
        await using Link owned = link;
        Channel<(int Value, string Text)> seen = Channel.CreateUnbounded<(int, string)>();
        await _cell.ChangedAsync(-1);
        await using EventSubscription subscription = await client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed, CancellationToken.None));
        for (int i = 0; i < 300; i++)
        {
            await _cell.ChangedAsync(i, $"Ünïcödé {i}");
        }

        for (int i = 0; i < 300; i++)
        {
            Assert.Equal((i, $"Ünïcödé {i}"), await seen.Reader.ReadAsync());
        }

        Assert.Equal(7, await client.PingAsync());
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task What_comes_and_what_is_told_as_missed_is_all_that_was_published(Carrier carrier, int seed)
    {
        const int Count = 500;
        (Link link, EventClient client) = Link.OpenEvents(carrier, seed, _cell, Narrow);
        await using Link owned = link;
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int next = 0;
        long missed = 0;
        EventOptions options = new()
        {
            Missed = gap =>
            {
                missed += gap.Count!.Value;
                next += (int)gap.Count.Value;
            },
        };
        await using EventSubscription subscription = await client.ChangedAsync(
            async (changed, _) =>
            {
                await goOn.Task;
                Assert.Equal(next++, changed.Value);
                if (next == Count)
                {
                    all.SetResult();
                }
            },
            options);
        for (int i = 0; i < Count; i++)
        {
            await _cell.ChangedAsync(i, "a text that takes some room in the window");
        }

        goOn.SetResult();

        await Task.WhenAny(all.Task, subscription.Completion);
        Assert.False(subscription.Completion.IsCompleted, subscription.Completion.Exception?.ToString());
        Assert.InRange(missed, 1, Count - 1);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Event_larger_than_a_window_arrives(Carrier carrier, int seed)
    {
        (Link link, EventClient client) = Link.OpenEvents(carrier, seed, _cell, Narrow with { EventBuffer = 16 });
        await using Link owned = link;
        Channel<string> seen = Channel.CreateUnbounded<string>();
        await using EventSubscription subscription = await client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed.Text, CancellationToken.None));
        string large = new('x', 20_000);
        for (int i = 0; i < 5; i++)
        {
            await _cell.ChangedAsync(i, large);
        }

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(large, await seen.Reader.ReadAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Subscriber_that_leaves_is_published_to_no_more_and_touches_no_other(Carrier carrier, int seed)
    {
        (Link link, EventClient client) = Link.OpenEvents(carrier, seed, _cell);
        await using Link owned = link;
        Channel<int> seen = Channel.CreateUnbounded<int>();
        await using EventSubscription other = await client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed.Value, CancellationToken.None));
        EventSubscription leaving = await client.ChangedAsync(static (_, _) => default);

        await leaving.DisposeAsync();

        await Condition.WaitAsync(() => link.Server.Server.InflightCount == 1);
        await _cell.ChangedAsync(5);
        Assert.Equal(5, await seen.Reader.ReadAsync());
        Assert.Equal(7, await client.PingAsync());
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Subscription_whose_server_is_gone_ends_where_nobody_can_connect_anew(Carrier carrier, int seed)
    {
        (Link link, EventClient client) = Link.OpenEvents(carrier, seed, _cell);
        await using Link owned = link;
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EventSubscription subscription = await client.ChangedAsync((_, _) =>
        {
            heard.TrySetResult();
            return default;
        });
        await _cell.ChangedAsync(1);
        await heard.Task;

        link.Cut();

        CellException error = await Assert.ThrowsAsync<CellException>(() => subscription.Completion);
        Assert.Equal(CellStatus.Unavailable, error.Status);
        // The server forgets a connection that is cut before the handlers of its calls have ended. In the end nobody is left for whom an event is encoded.
        await Condition.WaitAsync(() =>
        {
            int before = _cell.Encoded;
            _ = _cell.ChangedAsync(2).AsTask();
            return _cell.Encoded == before;
        });
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Draining_server_sends_what_it_published_before(Carrier carrier, int seed)
    {
        (Link link, EventClient client) = Link.OpenEvents(carrier, seed, _cell);
        await using Link owned = link;
        Channel<int> seen = Channel.CreateUnbounded<int>();
        await using EventSubscription subscription = await client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed.Value, CancellationToken.None));
        for (int i = 0; i < 200; i++)
        {
            await _cell.ChangedAsync(i);
        }

        await link.Server.Server.DrainAsync(TimeSpan.FromMinutes(1), "an upgrade");

        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(i, await seen.Reader.ReadAsync());
        }
    }
}
