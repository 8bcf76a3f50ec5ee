using Cells.Testing.Fakes;

namespace Cells.Testing;

/// <summary>The answer to a call that sends items and has a result.</summary>
public sealed class FakeClientStreamAnswer<TSent, TResult>
{
    private readonly AnswerSlot _slot;
    private readonly Func<byte[], TSent> _read;
    private readonly Func<TResult, byte[]> _encode;

    internal FakeClientStreamAnswer(AnswerSlot slot, Func<byte[], TSent> read, Func<TResult, byte[]> encode)
    {
        _slot = slot;
        _read = read;
        _encode = encode;
    }

    /// <summary>The answer to this call with any arguments: those that were given do not matter.</summary>
    public FakeClientStreamAnswer<TSent, TResult> WithAnyArguments() => new(_slot with { Request = null }, _read, _encode);

    /// <summary>Answers with <paramref name="result"/>, once the client has sent its last item.</summary>
    public void Return(TResult result)
    {
        byte[] response = _encode(result);
        _slot.Fill(_ => response);
    }

    /// <summary>Answers with what <paramref name="answer"/> makes of each call and its items. It need not take all of them.</summary>
    /// <param name="answer">Gives the result, or throws the error. The items can be enumerated once.</param>
    public void Handle(Func<FakeInvocation, IAsyncEnumerable<TSent>, ValueTask<TResult>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _slot.Handle(async call => _encode(await answer(call, call.ReadItemsAsync(_read)).ConfigureAwait(false)));
    }

    /// <summary>Fails the call, whatever the client sends. An error that the contract declares arrives as that type, with its members.</summary>
    public void Fail(CellException error) => _slot.Fail(error);
}

/// <summary>The answer to a call that sends items and has no result.</summary>
public sealed class FakeClientStreamAnswer<TSent>
{
    private readonly AnswerSlot _slot;
    private readonly Func<byte[], TSent> _read;

    internal FakeClientStreamAnswer(AnswerSlot slot, Func<byte[], TSent> read)
    {
        _slot = slot;
        _read = read;
    }

    /// <summary>The answer to this call with any arguments: those that were given do not matter.</summary>
    public FakeClientStreamAnswer<TSent> WithAnyArguments() => new(_slot with { Request = null }, _read);

    /// <summary>Answers that the call has ended, once the client has sent its last item.</summary>
    public void Return() => _slot.Fill(static _ => []);

    /// <summary>Answers when <paramref name="answer"/> has ended. It need not take all items.</summary>
    /// <param name="answer">Ends, or throws the error. The items can be enumerated once.</param>
    public void Handle(Func<FakeInvocation, IAsyncEnumerable<TSent>, ValueTask> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _slot.Handle(async call =>
        {
            await answer(call, call.ReadItemsAsync(_read)).ConfigureAwait(false);
            return [];
        });
    }

    /// <summary>Fails the call, whatever the client sends. An error that the contract declares arrives as that type, with its members.</summary>
    public void Fail(CellException error) => _slot.Fail(error);
}
