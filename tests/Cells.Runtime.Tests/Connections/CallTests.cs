using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Cells.Runtime.Tests.Connections;

public class CallTests
{
    [Fact]
    public async Task Call_typed_arguments_come_back_as_result()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient(name: "pricing");

        Assert.Equal(7, await client.AddAsync(3, 4));
        Assert.Equal("grüß", await client.EchoAsync("grüß"));
        Assert.Equal("pricing", server.Cell.LastCaller);
    }

    [Fact]
    public async Task Call_blocking_form_returns_the_result()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        Assert.Equal(7, await Task.Run(() => client.Add(3, 4)));
    }

    [Fact]
    public async Task Call_blocking_from_a_continuation_of_another_call_does_not_deadlock()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        int sum = await client.AddAsync(1, 1);
        Assert.Equal(5, client.Add(sum, 3));
    }

    [Fact]
    public async Task Call_handler_that_blocks_runs_with_its_own_copy_of_the_arguments()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        string[] texts = [.. Enumerable.Range(0, 200).Select(static i => $"text {i}")];
        string[] echoes = await Task.WhenAll(texts.Select(text => client.EchoBlockingAsync(text).AsTask()));
        Assert.Equal(texts, echoes);
    }

    [Fact]
    public async Task Call_thousand_at_once_each_gets_its_own_answer()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        Task<int>[] calls = [.. Enumerable.Range(0, 1000).Select(i => Task.Run(async () => await client.AddAsync(i, i)))];
        int[] sums = await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => 2 * i), sums);
        Assert.Equal(1, server.Server.ConnectionCount);
    }

    [Fact]
    public async Task Call_more_than_max_inflight_waits_its_turn()
    {
        await using TestServer server = new(new CellLimits { MaxInflight = 4 });
        await using EchoClient client = server.CreateClient();
        Task[] waits = [.. Enumerable.Range(0, 4).Select(_ => client.WaitAsync().AsTask())];
        // Calls that wait for the connection go out in any order, so the fifth is made when the four hold every slot.
        await server.Cell.WaitForWaitersAsync(4);
        Task<int> fifth = client.AddAsync(1, 2).AsTask();
        Assert.False(fifth.IsCompleted);

        server.Cell.Open();
        Assert.Equal(3, await fifth);
        await Task.WhenAll(waits);
    }

    [Fact]
    public async Task Call_large_payload_crosses_whole()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        string text = string.Concat(Enumerable.Repeat("0123456789abcdef", 200_000));
        Assert.Equal(text, await client.EchoAsync(text));
    }

    [Fact]
    public async Task Call_large_payloads_at_once_do_not_block_each_other()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        string text = new('x', 500_000);
        string[] echoes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.EchoAsync(text).AsTask()));
        Assert.All(echoes, echo => Assert.Equal(text.Length, echo.Length));
    }

    [Fact]
    public async Task Call_request_over_the_servers_max_frame_is_not_sent()
    {
        await using TestServer server = new(new CellLimits { MaxFrame = 2048 });
        await using EchoClient client = server.CreateClient();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.EchoAsync(new string('x', 4000)));
        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal(0, server.Cell.Handled);
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Call_response_over_the_clients_max_frame_is_an_error_of_that_call()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient(new CellLimits { MaxFrame = 2048 });
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.EchoAsync(new string('x', 4000)));
        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Call_declared_error_arrives_typed()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        EchoFailed error = await Assert.ThrowsAsync<EchoFailed>(async () => await client.FailAsync("declared"));
        Assert.Equal(CellStatus.NotFound, error.Status);
        Assert.Equal("nothing here", error.Message);
        Assert.Equal("on the shelf", error.Detail);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
        Assert.Equal("Test.Echo.Fail", error.Call);
    }

    [Fact]
    public async Task Call_undeclared_cell_exception_arrives_with_status_and_message()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.FailAsync("undeclared"));
        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Equal("not now", error.Message);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
        Assert.Equal(["Test.Echo#2: FailedPrecondition"], error.Chain);
    }

    [Fact]
    public async Task Call_unhandled_exception_is_logged_there_and_arrives_as_an_id()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.FailAsync("unhandled"));
        Assert.Equal(CellStatus.Internal, error.Status);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.NotNull(error.ErrorId);
        (LogLevel level, string message, Exception? logged) = Assert.Single(server.Log.Entries, static entry => entry.Level == LogLevel.Error);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains(error.ErrorId, message, StringComparison.Ordinal);
        Assert.Equal("a secret of the server", logged!.Message);
    }

    [Fact]
    public async Task Call_arguments_that_cannot_be_read_are_not_executed()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.AddTextAsync("no numbers"));
        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Call_argument_that_breaks_a_constraint_is_refused_before_the_handler()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.AddAsync(int.MinValue, 0));
        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.EndsWith("refuses its arguments: Echo.Add(left) is -2147483648, and must be from -2147483647 to 2147483647", error.Message, StringComparison.Ordinal);
        Assert.Null(server.Cell.LastCaller);
    }

    [Fact]
    public async Task Call_unknown_number_is_unimplemented()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.UnknownAsync());
        Assert.Equal(CellStatus.Unimplemented, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
    }

    [Fact]
    public async Task Call_dispatcher_that_does_not_answer_is_an_internal_error()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.ForgetReplyAsync());
        Assert.Equal(CellStatus.Internal, error.Status);
    }

    [Fact]
    public async Task Call_null_where_none_is_allowed_is_not_sent()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.EchoAsync(null!));
        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
    }

    [Fact]
    public async Task Call_untyped_client_sends_and_receives_bytes()
    {
        await using TestServer server = new();
        await using UntypedCellClient client = UntypedCellClient.ForSocket(server.SocketPath, "Test.Echo", EchoCell.TestContract.Fingerprint);
        byte[] sum = await client.CallAsync(0, "Add", new byte[] { 3, 0, 0, 0, 4, 0, 0, 0 });
        Assert.Equal(new byte[] { 7, 0, 0, 0 }, sum);
    }

    [Fact]
    public async Task Call_untyped_client_gets_a_declared_error_with_its_bytes()
    {
        await using TestServer server = new();
        await using UntypedCellClient client = UntypedCellClient.ForSocket(server.SocketPath, "Test.Echo", EchoCell.TestContract.Fingerprint);
        byte[] declared = "\xF7\xFF\xFF\xFF\x08\0\0\0declared".Select(static c => (byte)c).ToArray();
        UntypedCellException error = await Assert.ThrowsAsync<UntypedCellException>(() => client.CallAsync(2, "Fail", declared));
        Assert.Equal("Test.EchoFailed", error.ErrorName);
        Assert.Equal(CellStatus.NotFound, error.Status);
        Assert.Equal(1, error.Members.ToArray()[0]);
    }
}
