using System.Diagnostics;
using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Connections;

public class CallOptionsTests
{
    [Fact]
    public async Task Deadline_of_the_options_reaches_the_handler()
    {
        TimeSpan? remaining = null;
        ManualClock clock = new();
        ScriptedCell cell = new((call, text) =>
        {
            remaining = call.Context.Remaining;
            return new(text);
        });
        await using TestServer server = new(clock: clock, dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server, new CellChannelOptions { TimeProvider = clock });

        await client.WithDeadline(TimeSpan.FromSeconds(7)).RunAsync("x");

        Assert.Equal(TimeSpan.FromSeconds(7), remaining);
    }

    [Fact]
    public async Task Deadline_of_the_options_replaces_that_of_the_contract()
    {
        TimeSpan? remaining = TimeSpan.Zero;
        ScriptedCell cell = new((call, text) =>
        {
            remaining = call.Context.Remaining;
            return new(text);
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        await client.WithDeadline(Timeout.InfiniteTimeSpan).RunAsync("x", ScriptedClient.Once with { DeadlineMs = 60_000 });

        Assert.Null(remaining);
    }

    [Fact]
    public async Task Deadline_with_nothing_left_fails_unsent()
    {
        ScriptedCell cell = new(static (_, text) => new(text));
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.WithDeadline(TimeSpan.Zero).RunAsync("x"));

        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal("Test.Echo.Run", error.Call);
        Assert.Equal(0, cell.Handled);
    }

    [Fact]
    public async Task Deadline_passing_while_the_connection_is_made_fails_unsent()
    {
        // Listens, and never answers the hello.
        using TemporaryDirectory directory = new();
        using CellListener listener = CellListener.Bind(directory.File("cell.sock"));
        ManualClock clock = new();
        await using ScriptedClient client = ScriptedClient.ForSocket(
            directory.File("cell.sock"), new CellChannelOptions { TimeProvider = clock, Limits = new CellLimits { ConnectTimeout = TimeSpan.FromHours(1) } });
        Task call = client.WithDeadline(TimeSpan.FromSeconds(1)).RunAsync("x").AsTask();
        using System.Net.Sockets.Socket accepted = await listener.Socket.AcceptAsync();

        clock.Advance(TimeSpan.FromSeconds(2));

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal("Test.Echo.Run", error.Call);
    }

    [Fact]
    public async Task Metadata_reaches_the_handler_and_its_own_comes_back()
    {
        IReadOnlyDictionary<string, string>? came = null;
        ScriptedCell cell = new((call, text) =>
        {
            came = call.Context.Metadata;
            call.Context.SetResponseMetadata("cost", "3");
            call.Context.SetResponseMetadata("cost", "4");
            call.Context.SetResponseMetadata("region", "Zürich");
            return new(text);
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);
        List<IReadOnlyDictionary<string, string>> heard = [];

        string result = await client.WithMetadata("tenant", "a=b").WithMetadata("tenant", "c=d").WithMetadata("user", "")
            .With(new CallOptions { OnResponseMetadata = heard.Add }).RunAsync("hello");

        Assert.Equal("hello", result);
        Assert.Equal(new Dictionary<string, string> { ["tenant"] = "c=d", ["user"] = "" }, came);
        Assert.Equal(new Dictionary<string, string> { ["cost"] = "4", ["region"] = "Zürich" }, Assert.Single(heard));
    }

    [Fact]
    public async Task Metadata_comes_back_with_an_error_too()
    {
        ScriptedCell cell = new(static (call, _) =>
        {
            call.Context.SetResponseMetadata("retry-after", "9");
            throw new CellException(CellStatus.ResourceExhausted, "later");
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);
        IReadOnlyDictionary<string, string>? heard = null;

        CellException error = await Assert.ThrowsAsync<CellException>(
            async () => await client.With(new CallOptions { OnResponseMetadata = entries => heard = entries }).RunAsync("x"));

        Assert.Equal("later", error.Message);
        Assert.Equal("9", heard?["retry-after"]);
    }

    [Fact]
    public async Task Metadata_over_its_limit_fails_the_call_unsent()
    {
        ScriptedCell cell = new(static (_, text) => new(text));
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        CellException error = await Assert.ThrowsAsync<CellException>(
            async () => await client.WithMetadata("a", new string('x', 40_000)).WithMetadata("b", new string('x', 40_000)).RunAsync("x"));

        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal("Test.Echo.Run", error.Call);
        Assert.Contains("65535 can be sent", error.Message, StringComparison.Ordinal);
        Assert.Equal("y", await client.RunAsync("y"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Metadata_of_an_answer_over_its_limit_makes_it_an_error_without_metadata(bool fails)
    {
        ScriptedCell cell = new((call, text) =>
        {
            call.Context.SetResponseMetadata("a", new string('x', 70_000));
            return fails ? throw new CellException(CellStatus.NotFound, "nothing here") : new(text);
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x"));

        Assert.Equal(fails ? CellStatus.NotFound : CellStatus.ResourceExhausted, error.Status);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a=b")]
    [InlineData("grün")]
    [InlineData("cells-anything")]
    [InlineData("Cells-anything")]
    public void Metadata_key_that_is_none_is_refused(string key)
        => Assert.Throws<ArgumentException>(() => new CallOptions { Metadata = new Dictionary<string, string> { [key] = "x" } });

    [Fact]
    public async Task Metadata_set_after_the_answer_is_refused()
    {
        CallContext kept = default;
        ScriptedCell cell = new((call, text) =>
        {
            kept = call.Context;
            return new(text);
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);
        await client.RunAsync("x");
        Assert.Throws<InvalidOperationException>(() => kept.SetResponseMetadata("a", "b"));
    }

    [Fact]
    public async Task View_that_is_disposed_leaves_the_connection_open()
    {
        ScriptedCell cell = new(static (_, text) => new(text));
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);
        await using (ScriptedClient view = client.WithDeadline(TimeSpan.FromMinutes(1)))
        {
            Assert.Equal("a", await view.RunAsync("a"));
        }

        Assert.Equal("b", await client.RunAsync("b"));
        Assert.Equal(1, server.Server.ConnectionCount);
    }

    [Fact]
    public async Task Caller_is_named_by_its_word_and_by_the_kernel()
    {
        CellCaller? caller = null;
        ScriptedCell cell = new((call, text) =>
        {
            caller = call.Context.Caller;
            return new(text);
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server, new CellChannelOptions { ClientName = "pricing", ClientVersion = "1.2.3" });

        await client.RunAsync("x");

        Assert.Equal(("pricing", "1.2.3"), (caller!.Name, caller.Version));
        Assert.Equal(Environment.ProcessId, caller.ProcessId);
        Assert.Equal(LibC.EffectiveUser, caller.UserId);
    }

    [Fact]
    public async Task Trace_of_the_current_activity_goes_along_and_on()
    {
        List<string?> parents = [];
        ScriptedClient? next = null;
        ScriptedCell last = new((call, text) =>
        {
            parents.Add(call.Context.TraceParent);
            return new(text);
        });
        ScriptedCell first = new((call, text) =>
        {
            parents.Add(call.Context.TraceParent);
            return next!.RunAsync(text);
        });
        await using TestServer lastServer = new(dispatcher: last);
        await using TestServer firstServer = new(dispatcher: first);
        await using ScriptedClient toLast = ScriptedClient.Of(lastServer);
        await using ScriptedClient client = ScriptedClient.Of(firstServer);
        next = toLast;
        using Activity activity = new("test");
        activity.SetIdFormat(ActivityIdFormat.W3C).Start();

        await client.RunAsync("x");

        Assert.Equal([activity.Id, activity.Id], parents);
    }
}
