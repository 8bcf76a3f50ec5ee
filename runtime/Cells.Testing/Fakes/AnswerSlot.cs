using Cells.Hosting;
using Cells.Schema;
using Cells.Streams;

namespace Cells.Testing.Fakes;

/// <summary>The calls that an answer is for.</summary>
/// <param name="Fake">Who answers.</param>
/// <param name="Index">The call's number.</param>
/// <param name="Request">The arguments, as they are encoded; null for any.</param>
internal sealed record AnswerSlot(FakeDispatcher Fake, int Index, byte[]? Request)
{
    /// <summary>The call.</summary>
    public CallSchema Call => Fake.Schema.Calls[Index];

    /// <summary>Answers with what <paramref name="give"/> gives or throws, once the client has sent its items, if it sends any.</summary>
    public void Fill(Func<FakeCall, byte[]> give)
    {
        ArgumentNullException.ThrowIfNull(give);
        Add(async (call, invocation) =>
        {
            await invocation.PassOverItemsAsync().ConfigureAwait(false);
            call.Connection.Reply(call, give(invocation.Call));
        });
    }

    /// <summary>Answers with what <paramref name="give"/> gives or throws, when it has ended.</summary>
    public void Handle(Func<FakeInvocation, ValueTask<byte[]>> give)
        => Add(async (call, invocation) => call.Connection.Reply(call, await give(invocation).ConfigureAwait(false)));

    /// <summary>Answers with the items that <paramref name="give"/> gives until it ends or throws.</summary>
    public void Stream(Func<FakeInvocation, IAsyncEnumerable<byte[]>> give)
        => Add((call, invocation) => call.ReplyStreamAsync<byte[], EncodedItem>(give(invocation)));

    /// <summary>Answers with <paramref name="items"/>, then fails if there is an <paramref name="error"/>.</summary>
    public void Stream(IEnumerable<byte[]> items, CellException? error = null)
    {
        byte[][] kept = [.. items];
        Stream(_ => error is null ? kept.ToAsyncEnumerable() : kept.ToAsyncEnumerable().Concat(Failing(error)));
    }

    /// <summary>Fails the call.</summary>
    public void Fail(CellException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Add((_, _) => throw error);
    }

    private static IAsyncEnumerable<byte[]> Failing(CellException error) => new[] { error }.ToAsyncEnumerable().Select<CellException, byte[]>(static error => throw error);

    private void Add(Func<ServerCall, FakeInvocation, ValueTask> reply) => Fake.Add(new PreparedAnswer(Index, Request, reply));
}

/// <summary>What calls are answered with.</summary>
/// <param name="Index">The call's number.</param>
/// <param name="Request">The arguments, as they are encoded; null for any.</param>
/// <param name="ReplyAsync">Replies to a call, or throws the error.</param>
internal sealed record PreparedAnswer(int Index, byte[]? Request, Func<ServerCall, FakeInvocation, ValueTask> ReplyAsync);
