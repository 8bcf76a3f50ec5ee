using Cells.Testing.Fakes;

namespace Cells.Testing;

/// <summary>The answer to a call that answers with items.</summary>
public sealed class FakeStreamAnswer<TItem>
{
    private readonly AnswerSlot _slot;
    private readonly Func<TItem, byte[]> _encode;

    internal FakeStreamAnswer(AnswerSlot slot, Func<TItem, byte[]> encode)
    {
        _slot = slot;
        _encode = encode;
    }

    /// <summary>The answer to this call with any arguments: those that were given do not matter.</summary>
    public FakeStreamAnswer<TItem> WithAnyArguments() => new(_slot with { Request = null }, _encode);

    /// <summary>Answers with <paramref name="items"/>, as they are now.</summary>
    public void Return(params IEnumerable<TItem> items) => _slot.Stream(items.Select(_encode));

    /// <summary>Answers with the items that <paramref name="answer"/> gives for each call, as it gives them.</summary>
    /// <param name="answer">Gives the items; what it throws is the error behind those before.</param>
    public void Handle(Func<FakeInvocation, IAsyncEnumerable<TItem>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _slot.Stream(call => answer(call).Select(_encode));
    }

    /// <summary>Fails the call, <paramref name="after"/> these items. An error that the contract declares arrives as that type, with its members.</summary>
    public void Fail(CellException error, params IEnumerable<TItem> after)
    {
        ArgumentNullException.ThrowIfNull(error);
        _slot.Stream(after.Select(_encode), error);
    }
}
