using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

public class InterceptorTests
{
    [Fact]
    public async Task Client_interceptors_run_around_the_call_the_first_outermost()
    {
        List<string> order = [];
        await using TestServer server = new(dispatcher: new ScriptedCell(static (_, text) => new(text)));
        await using ScriptedClient client = Intercept(server, Named("outer"), Named("inner"));

        Assert.Equal("x", await client.RunAsync("x"));

        Assert.Equal(["outer in Test.Echo.Run", "inner in Test.Echo.Run", "inner out", "outer out"], order);

        ClientInterceptor Named(string name) => new(async (call, next) =>
        {
            order.Add($"{name} in {call.Name}");
            await next(call);
            order.Add($"{name} out");
        });
    }

    [Fact]
    public async Task Client_interceptor_adds_metadata_and_reads_that_of_the_answer()
    {
        string? heard = null;
        ScriptedCell cell = new(static (call, _) =>
        {
            call.Context.SetResponseMetadata("cost", "3");
            return new(call.Context.Metadata["tenant"]);
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = Intercept(server, new ClientInterceptor(async (call, next) =>
        {
            await Task.Yield();
            call.Options = call.Options with { Metadata = new Dictionary<string, string> { ["tenant"] = "acme" } };
            await next(call);
            heard = call.ResponseMetadata["cost"];
        }));

        Assert.Equal("acme", await client.RunAsync("x"));
        Assert.Equal("3", heard);
    }

    [Fact]
    public async Task Client_interceptor_may_make_a_failed_call_again()
    {
        int attempts = 0;
        ScriptedCell cell = new((_, text) => attempts++ == 0 ? throw new CellException(CellStatus.Aborted, "a conflict") : new(text));
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = Intercept(server, new ClientInterceptor(static async (call, next) =>
        {
            try
            {
                await next(call);
            }
            catch (CellException e) when (e.Status == CellStatus.Aborted)
            {
                await next(call);
            }
        }));

        Assert.Equal("x", await client.RunAsync("x"));
        Assert.Equal(2, cell.Handled);
    }

    [Fact]
    public async Task Client_interceptor_decides_what_the_caller_sees_of_a_failure()
    {
        await using TestServer server = new(dispatcher: new ScriptedCell(static (_, _) => throw new CellException(CellStatus.NotFound, "nothing")));
        await using ScriptedClient client = Intercept(server, new ClientInterceptor(static async (call, next) =>
        {
            try
            {
                await next(call);
            }
            catch (CellException e)
            {
                throw new KeyNotFoundException("translated", e);
            }
        }));

        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await client.RunAsync("x"));
    }

    [Theory]
    [InlineData(false, CallOutcome.NotExecuted)]
    [InlineData(true, CallOutcome.Unknown)]
    public async Task Client_interceptor_that_returns_without_a_result_fails_the_call(bool calls, CallOutcome outcome)
    {
        await using TestServer server = new(dispatcher: new ScriptedCell(static (_, _) => throw new CellException(CellStatus.NotFound, "nothing")));
        await using ScriptedClient client = Intercept(server, new ClientInterceptor(async (call, next) =>
        {
            try
            {
                await (calls ? next(call) : default);
            }
            catch (CellException)
            {
                // Swallowed.
            }
        }));

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x"));

        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Equal(outcome, error.Outcome);
    }

    [Fact]
    public async Task Server_interceptors_run_around_the_handler_the_first_outermost()
    {
        List<string> order = [];
        ScriptedCell cell = new((_, text) =>
        {
            order.Add("handler");
            return new(text);
        })
        {
            Interceptors = [Named("outer"), Named("inner")],
        };
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        Assert.Equal("x", await client.RunAsync("x"));

        Assert.Equal(["outer in", "inner in", "handler", "inner out", "outer out"], order);

        ServerInterceptor Named(string name) => new(async (call, next) =>
        {
            order.Add($"{name} in");
            await next(call);
            order.Add($"{name} out");
        });
    }

    [Fact]
    public async Task Server_interceptor_that_awaits_first_finds_the_arguments_whole()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SemaphoreSlim waiting = new(0);
        ScriptedCell cell = new(static (_, text) => new(text))
        {
            Interceptors =
            [
                new ServerInterceptor(async (call, next) =>
                {
                    waiting.Release();
                    await open.Task;
                    await next(call);
                }),
            ],
        };
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);
        string[] texts = [.. Enumerable.Range(0, 100).Select(static i => new string((char)('a' + (i % 26)), 100 * i))];
        Task<string>[] calls = [.. texts.Select(text => client.RunAsync(text).AsTask())];
        foreach (string _ in texts)
        {
            await waiting.WaitAsync();
        }

        open.SetResult();

        Assert.Equal(texts, await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Server_interceptor_sets_metadata_and_refuses_after_the_handler()
    {
        ScriptedCell cell = new(static (_, text) => new(text))
        {
            Interceptors =
            [
                new ServerInterceptor(static async (call, next) =>
                {
                    await next(call);
                    call.SetResponseMetadata("seen", call.Call);
                    if (call.Metadata.ContainsKey("refuse"))
                    {
                        throw new CellException(CellStatus.PermissionDenied, "not this one");
                    }
                }),
            ],
        };
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);
        IReadOnlyDictionary<string, string>? heard = null;

        Assert.Equal("x", await client.With(new CallOptions { OnResponseMetadata = entries => heard = entries }).RunAsync("x"));
        Assert.Equal("Test.Echo#0", heard?["seen"]);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.WithMetadata("refuse", "1").RunAsync("x"));
        Assert.Equal(CellStatus.PermissionDenied, error.Status);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
    }

    [Fact]
    public async Task Server_interceptor_sees_arguments_refused_as_the_caller_does()
    {
        CellException? seen = null;
        ScriptedCell cell = new(static (_, text) => new(text))
        {
            Interceptors =
            [
                new ServerInterceptor(async (call, next) =>
                {
                    try
                    {
                        await next(call);
                    }
                    catch (CellException e)
                    {
                        seen = e;
                        throw;
                    }
                }),
            ],
        };
        await using TestServer server = new(dispatcher: cell);
        await using EchoClient client = server.CreateClient();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.AddAsync(1, 2));

        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal(error.Message, seen?.Message);
        Assert.Equal(0, cell.Handled);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Server_interceptor_that_does_not_run_the_rest_once_fails_the_call(int times)
    {
        ScriptedCell cell = new(static (_, text) => new(text))
        {
            Interceptors =
            [
                new ServerInterceptor(async (call, next) =>
                {
                    for (int i = 0; i < times; i++)
                    {
                        await next(call);
                    }
                }),
            ],
        };
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x"));

        Assert.Equal(CellStatus.Internal, error.Status);
        Assert.Contains(server.Log.Entries, static entry => entry.Error?.Message.Contains("an interceptor of", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Server_interceptor_passes_the_call_on_to_those_that_its_handler_makes()
    {
        IReadOnlyList<string> chain = [];
        ScriptedClient? next = null;
        await using TestServer last = new(dispatcher: new ScriptedCell((call, text) =>
        {
            chain = call.Context.Chain;
            return new(text);
        }));
        await using TestServer first = new(dispatcher: new ScriptedCell((_, text) => next!.RunAsync(text))
        {
            Interceptors =
            [
                new ServerInterceptor(static async (call, rest) =>
                {
                    await Task.Yield();
                    await rest(call);
                }),
            ],
        });
        await using ScriptedClient toLast = ScriptedClient.Of(last);
        await using ScriptedClient client = ScriptedClient.Of(first);
        next = toLast;

        await client.RunAsync("x");

        Assert.Equal(["Test.Echo#0"], chain);
    }

    private static ScriptedClient Intercept(TestServer server, params IClientInterceptor[] interceptors)
        => ScriptedClient.Of(server, new CellChannelOptions { Interceptors = interceptors });

    private sealed class ClientInterceptor(Func<ClientCall, Func<ClientCall, ValueTask>, ValueTask> run) : IClientInterceptor
    {
        public ValueTask InvokeAsync(ClientCall call, Func<ClientCall, ValueTask> next) => run(call, next);
    }

    private sealed class ServerInterceptor(Func<CallContext, Func<CallContext, ValueTask>, ValueTask> run) : IServerInterceptor
    {
        public ValueTask InvokeAsync(CallContext call, Func<CallContext, ValueTask> next) => run(call, next);
    }
}
