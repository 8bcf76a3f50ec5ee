using Cells.Connections;

namespace Cells.Runtime.Tests.Connections;

public class InterceptedStreamTests
{
    [Fact]
    public async Task Interceptor_runs_around_the_whole_stream()
    {
        List<string> order = [];
        List<int> items = [];

        await foreach (int item in Run(
            async (call, next) =>
            {
                await Task.Yield();
                order.Add("in " + call.Name);
                call.Options = call.Options with { Metadata = new Dictionary<string, string> { ["tenant"] = "acme" } };
                await next(call);
                order.Add("out");
            },
            call => Count(3, call.Options.Metadata["tenant"], order)))
        {
            items.Add(item);
        }

        Assert.Equal([0, 1, 2], items);
        Assert.Equal(["in Test.Echo.Run", "open acme", "closed", "out"], order);
    }

    [Fact]
    public async Task Stream_that_is_given_up_ends_the_chain()
    {
        List<string> order = [];

        await foreach (int _ in Run(
            async (call, next) =>
            {
                await next(call);
                order.Add("out");
            },
            _ => Count(3, "it", order)))
        {
            break;
        }

        Assert.Equal(["open it", "closed", "out"], order);
    }

    [Fact]
    public async Task Failure_goes_through_the_chain_behind_the_items_before_it()
    {
        CellException? seen = null;
        List<int> items = [];
        IAsyncEnumerable<int> stream = Run(
            async (call, next) =>
            {
                try
                {
                    await next(call);
                }
                catch (CellException e)
                {
                    seen = e;
                    throw new KeyNotFoundException("translated", e);
                }
            },
            static _ => Fail());

        await Assert.ThrowsAsync<KeyNotFoundException>(async () =>
        {
            await foreach (int item in stream)
            {
                items.Add(item);
            }
        });

        Assert.Equal([7], items);
        Assert.Equal("broken", seen?.Message);
    }

    [Theory]
    [InlineData(false, CallOutcome.NotExecuted)]
    [InlineData(true, CallOutcome.Unknown)]
    public async Task Chain_that_returns_without_the_stream_fails_the_enumeration(bool calls, CallOutcome outcome)
    {
        IAsyncEnumerable<int> stream = Run(
            async (call, next) =>
            {
                try
                {
                    await (calls ? next(call) : default);
                }
                catch (CellException)
                {
                    // Swallowed.
                }
            },
            static _ => Fail());

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await DrainAsync(stream));

        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Equal(outcome, error.Outcome);
    }

    [Fact]
    public async Task Chain_that_throws_before_the_stream_is_what_the_caller_sees()
        => await Assert.ThrowsAsync<FormatException>(
            static async () => await DrainAsync(Run(static (_, _) => throw new FormatException("no"), static _ => Fail())));

    private static async Task DrainAsync(IAsyncEnumerable<int> stream)
    {
        await foreach (int _ in stream)
        {
            // Only the end counts.
        }
    }

    private static IAsyncEnumerable<int> Run(
        Func<ClientCall, Func<ClientCall, ValueTask>, ValueTask> interceptor, Func<ClientCall, IAsyncEnumerable<int>> open)
        => InterceptedStream.RunAsync([new Interceptor(interceptor)], "Test.Echo.Run", CallOptions.None, open, CancellationToken.None);

    private static async IAsyncEnumerable<int> Count(int count, string name, List<string> order)
    {
        order.Add("open " + name);
        try
        {
            for (int i = 0; i < count; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
        finally
        {
            order.Add("closed");
        }
    }

    private static async IAsyncEnumerable<int> Fail()
    {
        await Task.Yield();
        yield return 7;
        throw new CellException(CellStatus.NotFound, "broken");
    }

    private sealed class Interceptor(Func<ClientCall, Func<ClientCall, ValueTask>, ValueTask> run) : IClientInterceptor
    {
        public ValueTask InvokeAsync(ClientCall call, Func<ClientCall, ValueTask> next) => run(call, next);
    }
}
