using System.Diagnostics;
using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Callbacks;
using Cells.Runtime.Tests.Events;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;
using Cells.Telemetry;

namespace Cells.Runtime.Tests.Telemetry;

/// <summary>The spans of calls, and how they hang together.</summary>
[Collection(TelemetryCollection.Name)]
public class TraceTests
{
    [Fact]
    public async Task Call_through_three_cells_is_one_trace()
    {
        using RecordedSpans spans = new();
        await using TracedCell catalog = TracedCell.Serve("Shop.Catalog", "Get", static (_, text) => new(text));
        await using TracedCell pricing = TracedCell.Serve("Shop.Pricing", "Price", async (_, text) => await catalog.RunAsync(text));
        await using TracedCell storefront = TracedCell.Serve("Shop.Storefront", "Order", async (_, text) => await pricing.RunAsync(text) + await catalog.RunAsync(text));

        Assert.Equal("xx", await storefront.RunAsync("x"));

        // Each server's span ends before its answer is sent, each client's before its caller goes on.
        Assert.Equal(8, spans.Ended.Count);
        Activity ordering = spans.Single(ActivityKind.Client, "Shop.Storefront/Order");
        Activity order = spans.Single(ActivityKind.Server, "Shop.Storefront/Order");
        Activity pricingCall = spans.Single(ActivityKind.Client, "Shop.Pricing/Price");
        Activity price = spans.Single(ActivityKind.Server, "Shop.Pricing/Price");
        Assert.Equal(default, ordering.ParentSpanId);
        Assert.Equal(ordering.SpanId, order.ParentSpanId);
        Assert.Equal(order.SpanId, pricingCall.ParentSpanId);
        Assert.Equal(pricingCall.SpanId, price.ParentSpanId);
        Assert.True(order.HasRemoteParent);
        Activity[] gets = [.. spans.Ended.Where(static span => span is { Kind: ActivityKind.Client, DisplayName: "Shop.Catalog/Get" })];
        Assert.Equal([price.SpanId, order.SpanId], gets.Select(static span => span.ParentSpanId));
        Assert.Equal(
            gets.Select(static span => span.SpanId),
            spans.Ended.Where(static span => span is { Kind: ActivityKind.Server, DisplayName: "Shop.Catalog/Get" }).Select(static span => span.ParentSpanId));
        Assert.All(spans.Ended, span => Assert.Equal(ordering.TraceId, span.TraceId));
    }

    [Fact]
    public async Task Span_of_a_call_has_the_attributes_of_the_conventions()
    {
        using RecordedSpans spans = new();
        await using TracedCell cell = TracedCell.Serve("Shop.Catalog", "Get", static (_, text) => new(text));

        await cell.RunAsync("x");

        string[] expected =
        [
            "network.transport=unix", "rpc.method=Shop.Catalog/Get", "rpc.response.status_code=OK", "rpc.system.name=cells", $"server.address={cell.Server.SocketPath}",
        ];
        Assert.Equal(expected, RecordedSpans.TagsOf(spans.Single(ActivityKind.Client, "Shop.Catalog/Get")));
        Assert.Equal(expected, RecordedSpans.TagsOf(spans.Single(ActivityKind.Server, "Shop.Catalog/Get")));
        Assert.All(spans.Ended, static span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task Handler_runs_within_the_span_of_its_call_and_what_follows_the_call_does_not()
    {
        using RecordedSpans spans = new();
        Activity? atStart = null;
        Activity? afterAwait = null;
        await using TracedCell cell = TracedCell.Serve("Shop.Catalog", "Get", async (_, text) =>
        {
            atStart = Activity.Current;
            await Task.Yield();
            afterAwait = Activity.Current;
            return text;
        });
        using Activity own = new Activity("own").SetIdFormat(ActivityIdFormat.W3C).Start();

        await cell.RunAsync("x");

        Activity span = spans.Single(ActivityKind.Server, "Shop.Catalog/Get");
        Assert.Same(span, atStart);
        Assert.Same(span, afterAwait);
        Assert.Same(own, Activity.Current);
        Assert.Equal(own.SpanId, spans.Single(ActivityKind.Client, "Shop.Catalog/Get").ParentSpanId);
    }

    [Theory]
    [InlineData(CellStatus.NotFound, false)]
    [InlineData(CellStatus.Unavailable, true)]
    public async Task Failure_is_an_error_of_the_client_and_of_the_server_when_it_is_its_fault(CellStatus status, bool isFaultOfServer)
    {
        using RecordedSpans spans = new();
        await using TracedCell cell = TracedCell.Serve("Shop.Catalog", "Get", (_, _) => throw new CellException(status, "a message"));

        await Assert.ThrowsAsync<CellException>(async () => await cell.RunAsync("x"));

        Activity client = spans.Single(ActivityKind.Client, "Shop.Catalog/Get");
        Activity server = spans.Single(ActivityKind.Server, "Shop.Catalog/Get");
        Assert.Equal((ActivityStatusCode.Error, $"{status}", $"{status}"), (client.Status, client.GetTagItem("error.type"), client.GetTagItem("rpc.response.status_code")));
        Assert.Equal(isFaultOfServer ? ActivityStatusCode.Error : ActivityStatusCode.Unset, server.Status);
        Assert.Equal(isFaultOfServer ? $"{status}" : null, server.GetTagItem("error.type"));
        Assert.Equal($"{status}", server.GetTagItem("rpc.response.status_code"));
    }

    [Fact]
    public async Task Unhandled_exception_is_found_in_the_log_by_the_id_of_its_spans()
    {
        using RecordedSpans spans = new();
        await using TracedCell cell = TracedCell.Serve("Shop.Catalog", "Get", static (_, _) => throw new FormatException("a secret of the server"));

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await cell.RunAsync("x"));

        Assert.NotNull(error.ErrorId);
        Assert.Equal(2, spans.Ended.Count);
        Assert.All(spans.Ended, span => Assert.Equal(
            (ActivityStatusCode.Error, null, "Internal", error.ErrorId), (span.Status, span.StatusDescription, span.GetTagItem("error.type"), span.GetTagItem("cells.error_id"))));
    }

    [Fact]
    public async Task Call_that_the_contract_does_not_have_is_no_method_of_its_own()
    {
        using RecordedSpans spans = new();
        await using TracedCell cell = TracedCell.Serve("Shop.Catalog", "Get", static (call, text) => new(text));

        await cell.Client.RunAsync("x", new CallDescriptor(99, "Made-up"));

        Activity server = Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Server);
        Assert.Equal(("cells", "_OTHER"), (server.DisplayName, server.GetTagItem("rpc.method")));
    }

    [Fact]
    public async Task Cancelled_call_is_cancelled_in_both_spans()
    {
        using RecordedSpans spans = new();
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        using CancellationTokenSource leaving = new();

        Task waiting = client.WaitAsync(leaving.Token).AsTask();
        await server.Cell.Waiting.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await spans.WaitAsync(2);
        Assert.All(spans.Ended, static span => Assert.Equal("Cancelled", span.GetTagItem("rpc.response.status_code")));
        Assert.Equal("Cancelled", Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Client).GetTagItem("error.type"));
    }

    [Fact]
    public async Task Call_that_is_sent_again_is_one_span_at_its_client_and_one_for_each_attempt_at_its_server()
    {
        using RecordedSpans spans = new();
        int calls = 0;
        await using TracedCell cell = TracedCell.Serve("Shop.Catalog", "Get", (call, text) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                call.Connection.Abort(new EndOfStreamException("cut"));
            }

            return new(text);
        });

        await cell.Client.RunAsync("x", cell.Descriptor with { Idempotent = true });

        Activity client = Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Client);
        Assert.Equal(2, client.GetTagItem("cells.attempts"));
        ActivityEvent retry = Assert.Single(client.Events);
        Assert.Equal("cells.retry", retry.Name);
        Assert.Equal(["cells.attempt=2", "error.type=Unavailable"], retry.Tags.Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
        Activity[] attempts = [.. (await spans.WaitAsync(3)).Where(static span => span.Kind == ActivityKind.Server)];
        Assert.Equal([client.SpanId, client.SpanId], attempts.Select(static span => span.ParentSpanId));
    }

    [Fact]
    public async Task Stream_is_a_span_until_its_end_and_the_consumer_is_outside_of_it()
    {
        using RecordedSpans spans = new();
        StreamCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<StreamCell>(cell));
        await using StreamClient client = StreamClient.Of(server);

        await foreach (int item in client.CountAsync(3))
        {
            Assert.Null(Activity.Current);
            Assert.DoesNotContain(spans.Ended, static span => span.Kind == ActivityKind.Client);
        }

        Activity reading = Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Client);
        Activity handling = Assert.Single(spans.Ended, static span => span.Kind == ActivityKind.Server);
        Assert.Equal(("Test.Streams/Count", "OK"), (reading.DisplayName, reading.GetTagItem("rpc.response.status_code")));
        Assert.Equal((reading.SpanId, "OK"), (handling.ParentSpanId, handling.GetTagItem("rpc.response.status_code")));
    }

    [Fact]
    public async Task Stream_that_fails_or_is_left_says_so()
    {
        using RecordedSpans spans = new();
        StreamCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<StreamCell>(cell));
        await using StreamClient client = StreamClient.Of(server);

        await Assert.ThrowsAsync<CellException>(async () => await client.FailAsync(2).ToListAsync());
        cell.Step();
        await foreach (int item in client.StepsAsync())
        {
            break;
        }

        Assert.Equal(6, await client.SumAsync(0, Numbers()));
        await spans.WaitAsync(6);
        Activity[] clients = [.. spans.Ended.Where(static span => span.Kind == ActivityKind.Client)];
        Assert.Equal(["Test.Streams/Fail", "Test.Streams/Steps", "Test.Streams/Sum"], clients.Select(static span => span.DisplayName));
        Assert.Equal(["FailedPrecondition", "Cancelled", "OK"], clients.Select(static span => span.GetTagItem("rpc.response.status_code")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Unset, ActivityStatusCode.Unset], clients.Select(static span => span.Status));

        static async IAsyncEnumerable<int> Numbers()
        {
            yield return 1;
            await Task.Yield();
            yield return 5;
        }
    }

    [Fact]
    public async Task Callback_is_a_call_within_the_call_that_passed_it()
    {
        using RecordedSpans spans = new();
        CallbackCell cell = new() { Run = static async (value, work, _) => await work!.AskAsync(value) };
        await using TestServer server = new(dispatcher: new CellDispatcher<CallbackCell>(cell));
        await using CallbackClient client = CallbackClient.Of(server);
        Work work = new() { Ask = async (value, cancel) => await client.AddAsync(value, 1, cancel) };

        await client.RunAsync(1, work);

        Activity run = spans.Single(ActivityKind.Client, "Test.Callbacks/Run");
        Activity handler = Assert.Single(spans.Ended, span => span.Kind == ActivityKind.Server && span.ParentSpanId == run.SpanId);
        Activity asking = spans.Single(ActivityKind.Client, "Test.IWork/Ask");
        Activity asked = spans.Single(ActivityKind.Server, "Cells.Runtime.Tests.Callbacks.IWork/Ask");
        Activity adding = spans.Single(ActivityKind.Client, "Test.Callbacks/Add");
        Assert.Equal([handler.SpanId, asking.SpanId, asked.SpanId], new[] { asking, asked, adding }.Select(static span => span.ParentSpanId));
        Assert.All(spans.Ended, span => Assert.Equal(run.TraceId, span.TraceId));
    }

    [Fact]
    public async Task Subscription_is_a_span_until_it_ends()
    {
        using RecordedSpans spans = new();
        EventCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<EventCell>(cell));
        await using EventClient client = EventClient.Of(server);

        await using (await client.ChangedAsync(static (_, _) => default))
        {
            Assert.Empty(spans.Ended);
        }

        await spans.WaitAsync(2);
        Activity subscribed = spans.Single(ActivityKind.Client, "Shop.Orders/Changed");
        Assert.Equal(subscribed.SpanId, spans.Single(ActivityKind.Server, "Shop.Orders/Changed").ParentSpanId);
    }

    [Theory]
    [InlineData("vendor=1", "vendor=1")]
    [InlineData(null, null)]
    public async Task State_of_a_trace_is_carried_through_a_cell_in_which_nobody_listens(string? state, string? expected)
    {
        string? seen = "";
        await using TracedCell last = TracedCell.Serve("Shop.Catalog", "Get", (call, text) =>
        {
            seen = call.Metadata.TraceState;
            Assert.Null(call.Observation);
            return new(text);
        });
        await using TracedCell first = TracedCell.Serve("Shop.Pricing", "Price", async (_, text) => await last.RunAsync(text));
        using Activity activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = state;

        await first.RunAsync("x");

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task State_of_a_trace_that_is_too_long_goes_no_further()
    {
        string? seen = "";
        await using TracedCell last = TracedCell.Serve("Shop.Catalog", "Get", (call, text) =>
        {
            seen = call.Metadata.TraceState;
            return new(text);
        });
        await using TracedCell first = TracedCell.Serve("Shop.Pricing", "Price", async (_, text) => await last.RunAsync(text));
        using Activity activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = $"vendor={new string('x', 600)}";

        await first.RunAsync("x");

        Assert.Null(seen);
    }

    [Fact]
    public async Task Trace_that_is_not_sampled_is_carried_on()
    {
        using RecordedSpans spans = new(ActivitySamplingResult.None);
        string? seen = null;
        await using TracedCell last = TracedCell.Serve("Shop.Catalog", "Get", (call, text) =>
        {
            seen = call.Metadata.TraceParent;
            return new(text);
        });
        await using TracedCell first = TracedCell.Serve("Shop.Pricing", "Price", async (_, text) => await last.RunAsync(text));
        using Activity activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        await first.RunAsync("x");

        Assert.Equal(activity.Id, seen);
        Assert.Empty(spans.Ended);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-not-a-trace")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    public void Trace_context_that_is_none_begins_a_trace(string? traceParent)
    {
        using RecordedSpans spans = new();
        using Activity current = new Activity("of somebody else").SetIdFormat(ActivityIdFormat.W3C).Start();

        CallObservation.Receive("A/B", null, traceParent, null)!.Succeed();

        Assert.Equal(default, spans.Single(ActivityKind.Server, "A/B").ParentSpanId);
        Assert.Same(current, Activity.Current);
    }
}
