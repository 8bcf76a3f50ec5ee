using Cells.Testing.Fakes;

namespace Cells.Testing;

/// <summary>The answer to a call with a result.</summary>
public sealed class FakeAnswer<TResult>
{
    private readonly AnswerSlot _slot;
    private readonly Func<TResult, byte[]> _encode;

    internal FakeAnswer(AnswerSlot slot, Func<TResult, byte[]> encode)
    {
        _slot = slot;
        _encode = encode;
    }

    /// <summary>The answer to this call with any arguments: those that were given do not matter.</summary>
    public FakeAnswer<TResult> WithAnyArguments() => new(_slot with { Request = null }, _encode);

    /// <summary>Answers with <paramref name="result"/>, as it is now.</summary>
    public void Return(TResult result)
    {
        byte[] response = _encode(result);
        _slot.Fill(_ => response);
    }

    /// <summary>Answers with what <paramref name="answer"/> makes of each call.</summary>
    /// <param name="answer">Gives the result, or throws the error.</param>
    public void Return(Func<FakeCall, TResult> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _slot.Fill(call => _encode(answer(call)));
    }

    /// <summary>Answers with what <paramref name="answer"/> makes of each call, when it has ended: it may wait, and call back.</summary>
    /// <param name="answer">Gives the result, or throws the error.</param>
    public void Handle(Func<FakeInvocation, ValueTask<TResult>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _slot.Handle(async call => _encode(await answer(call).ConfigureAwait(false)));
    }

    /// <summary>Fails the call. An error that the contract declares arrives as that type, with its members.</summary>
    public void Fail(CellException error) => _slot.Fail(error);
}

/// <summary>The answer to a call without a result.</summary>
public sealed class FakeAnswer
{
    private readonly AnswerSlot _slot;

    internal FakeAnswer(AnswerSlot slot) => _slot = slot;

    /// <summary>The answer to this call with any arguments: those that were given do not matter.</summary>
    public FakeAnswer WithAnyArguments() => new(_slot with { Request = null });

    /// <summary>Answers that the call has ended.</summary>
    public void Return() => _slot.Fill(static _ => []);

    /// <summary>Answers when <paramref name="answer"/> has ended: it may wait, and call back.</summary>
    /// <param name="answer">Ends, or throws the error.</param>
    public void Handle(Func<FakeInvocation, ValueTask> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _slot.Handle(async call =>
        {
            await answer(call).ConfigureAwait(false);
            return [];
        });
    }

    /// <summary>Fails the call. An error that the contract declares arrives as that type, with its members.</summary>
    public void Fail(CellException error) => _slot.Fail(error);
}
