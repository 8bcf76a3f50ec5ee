using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Callbacks;

/// <summary>Callbacks that fail, are cancelled, or lose their connection.</summary>
public class CallbackFailureTests
{
    private readonly CallbackCell _cell = new();

    [Fact]
    public async Task Declared_error_arrives_typed()
    {
        EchoFailed error = await SeeAsync<EchoFailed>(
            static work => work.TellAsync("x"),
            new Work { Tell = static _ => throw new EchoFailed(CellStatus.NotFound, "nothing here") { Detail = "on the shelf" } });

        Assert.Equal((CellStatus.NotFound, "nothing here", "on the shelf"), (error.Status, error.Message, error.Detail));
        Assert.Equal((CallOutcome.Executed, "Test.IWork.Tell"), (error.Outcome, error.Call));
    }

    [Fact]
    public async Task Other_error_arrives_with_its_status_and_message()
    {
        CellException error = await SeeAsync<CellException>(
            static work => work.TellAsync("x"), new Work { Tell = static _ => throw new CellException(CellStatus.Aborted, "not now") });

        Assert.Equal((CellStatus.Aborted, "not now", CallOutcome.Executed), (error.Status, error.Message, error.Outcome));
        Assert.Equal(["Cells.Runtime.Tests.Callbacks.IWork.Tell: Aborted"], error.Chain);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unhandled_exception_is_logged_at_the_client_and_arrives_as_an_id(bool isLate)
    {
        RecordingLog log = new();
        Work work = new() { Ask = isLate ? static (_, _) => FailLateAsync() : static (_, _) => throw new FormatException("a secret of the client") };

        CellException error = await SeeAsync<CellException>(static async work => await work.AskAsync(1), work, new CellChannelOptions { Logger = log });

        Assert.Equal(CellStatus.Internal, error.Status);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Cells.Runtime.Tests.Callbacks.IWork.Ask failed", error.Message, StringComparison.Ordinal);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("IWork.Ask", StringComparison.Ordinal) && entry.Message.Contains(error.ErrorId!, StringComparison.Ordinal) && entry.Error is FormatException);
    }

    [Fact]
    public async Task Arguments_that_break_a_constraint_are_refused_unexecuted()
    {
        CellException error = await SeeAsync<CellException>(static async work => await work.AskAsync(-1), new Work());

        Assert.Equal((CellStatus.InvalidArgument, CallOutcome.NotExecuted), (error.Status, error.Outcome));
    }

    [Fact]
    public async Task Arguments_that_are_none_are_refused_unexecuted()
    {
        CellException error = await SeeAsync<CellException>(static async work => await work.AskWithTextAsync("no number"), new Work());

        Assert.Equal((CellStatus.InvalidArgument, CallOutcome.NotExecuted), (error.Status, error.Outcome));
    }

    [Fact]
    public async Task Result_that_is_none_fails_its_callback_only()
    {
        CellException error = await SeeAsync<CellException>(static async work => await work.AskForTextAsync(5), new Work());

        Assert.Equal((CellStatus.DataLoss, CallOutcome.Executed), (error.Status, error.Outcome));
    }

    [Fact]
    public async Task Request_over_the_clients_max_frame_is_not_sent()
    {
        CellException error = await SeeAsync<CellException>(
            static work => work.TellAsync(new string('x', 5000)), new Work(), new CellChannelOptions { Limits = new CellLimits { MaxFrame = 1024 } });

        Assert.Equal((CellStatus.ResourceExhausted, CallOutcome.NotExecuted), (error.Status, error.Outcome));
    }

    [Fact]
    public async Task Callback_cancelled_by_the_handler_is_cancelled_at_the_client()
    {
        Work work = Work.Waiting();
        _cell.Run = async (value, proxy, _) =>
        {
            using CancellationTokenSource stopping = new();
            Task<int> ask = proxy!.AskAsync(1, stopping.Token).AsTask();
            await work.WaitForAskAsync();
            await stopping.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask);
            await work.Cancelled.Task;
            return value;
        };
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);

        Assert.Equal(1, await client.RunAsync(1, work));
    }

    [Fact]
    public async Task Call_cancelled_by_its_caller_cancels_its_callbacks_at_both_ends()
    {
        Work work = Work.Waiting();
        TaskCompletionSource<Exception> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _cell.Run = async (value, proxy, _) =>
        {
            seen.SetResult(await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await proxy!.AskAsync(1)));
            return value;
        };
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);
        using CancellationTokenSource stopping = new();
        Task<int> run = client.RunAsync(1, work, stopping.Token).AsTask();
        await work.WaitForAskAsync();

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await work.Cancelled.Task;
        await seen.Task;
    }

    [Fact]
    public async Task Deadline_of_the_call_is_that_of_its_callbacks()
    {
        ManualClock clock = new();
        Work work = new();
        _cell.Run = async (value, proxy, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            await proxy!.AskAsync(1);
            return await proxy.AskForASecondAsync(value);
        };
        await using TestServer server = Serve(clock);
        await using CallbackClient client = CallbackClient.Of(server, new CellChannelOptions { TimeProvider = clock });
        await client.With(new CallOptions { Deadline = TimeSpan.FromSeconds(5) }).RunAsync(1, work);

        Assert.Equal([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)], work.Calls.Select(static call => call.Deadline.Remaining!.Value));
    }

    [Fact]
    public async Task Deadline_passing_ends_a_callback_at_both_ends()
    {
        ManualClock clock = new();
        Work work = Work.Waiting();
        CellException? seen = null;
        _cell.Run = async (value, proxy, _) =>
        {
            Task<int> ask = proxy!.AskForASecondAsync(1).AsTask();
            await work.WaitForAskAsync();
            clock.Advance(TimeSpan.FromSeconds(2));
            seen = await Assert.ThrowsAsync<CellException>(() => ask);
            return value;
        };
        await using TestServer server = Serve(clock);
        await using CallbackClient client = CallbackClient.Of(server, new CellChannelOptions { TimeProvider = clock });

        Assert.Equal(1, await client.RunAsync(1, work));
        Assert.Equal(CellStatus.DeadlineExceeded, seen!.Status);
        await work.Cancelled.Task;
    }

    [Fact]
    public async Task Connection_that_ends_fails_callbacks_with_their_outcome_and_cancels_them()
    {
        Work work = Work.Waiting();
        TaskCompletionSource<CellException[]> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _cell.Run = async (value, proxy, _) =>
        {
            CellException sent = await Assert.ThrowsAsync<CellException>(async () => await proxy!.AskAsync(1));
            CellException unsent = await Assert.ThrowsAsync<CellException>(async () => await proxy!.AskAsync(2));
            seen.SetResult([sent, unsent]);
            return value;
        };
        await using TestServer server = Serve();
        CallbackClient client = CallbackClient.Of(server);
        Task<int> run = client.RunAsync(1, work).AsTask();
        await work.WaitForAskAsync();

        await client.DisposeAsync();

        await Assert.ThrowsAsync<CellException>(() => run);
        await work.Cancelled.Task;
        CellException[] errors = await seen.Task;
        Assert.Equal([CellStatus.Unavailable, CellStatus.Unavailable], errors.Select(static error => error.Status));
        Assert.Equal([CallOutcome.Unknown, CallOutcome.NotExecuted], errors.Select(static error => error.Outcome));
    }

    private static async ValueTask<int> FailLateAsync()
    {
        await Task.Yield();
        throw new FormatException("a secret of the client");
    }

    /// <summary>What a handler gets of a callback; the connection must serve on.</summary>
    private async Task<TError> SeeAsync<TError>(Func<WorkProxy, ValueTask> use, Work work, CellChannelOptions? options = null)
        where TError : Exception
    {
        TError? seen = null;
        _cell.Run = async (value, proxy, _) =>
        {
            seen = await Assert.ThrowsAsync<TError>(async () => await use(proxy!));
            return value;
        };
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server, options);
        Assert.Equal(7, await client.RunAsync(7, work));
        Assert.Equal(3, await client.AddAsync(1, 2));
        return seen!;
    }

    private TestServer Serve(TimeProvider? clock = null) => new(clock: clock, dispatcher: new CellDispatcher<CallbackCell>(_cell));
}
