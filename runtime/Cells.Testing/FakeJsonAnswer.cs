using System.Text.Json;
using Cells.Binding;
using Cells.Schema;
using Cells.Testing.Fakes;
using Cells.Wire;

namespace Cells.Testing;

/// <summary>The answer to a call, as JSON.</summary>
public sealed class FakeJsonAnswer
{
    private readonly AnswerSlot _slot;

    internal FakeJsonAnswer(AnswerSlot slot) => _slot = slot;

    /// <summary>Answers with a result, once the client has sent its items, if it sends any.</summary>
    /// <param name="result">The result's JSON; <c>null</c> for a call that answers with nothing.</param>
    /// <exception cref="JsonBindingException">It is no result of the call.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">The call answers with items.</exception>
    public void Return(string result)
    {
        ThrowUnless(answersWithItems: false);
        byte[] response = Encode(result);
        _slot.Fill(_ => response);
    }

    /// <summary>Answers with what <paramref name="answer"/> makes of each call.</summary>
    /// <param name="answer">Gives the result's JSON, or throws the error. One that is no result of the call fails that call with <see cref="CellStatus.Internal"/>.</param>
    /// <exception cref="InvalidOperationException">The call answers with items.</exception>
    public void Return(Func<FakeCall, string> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ThrowUnless(answersWithItems: false);
        _slot.Fill(call => Encode(answer(call)));
    }

    /// <summary>Answers with items.</summary>
    /// <param name="items">The JSON of each.</param>
    /// <exception cref="JsonBindingException">One is no item of the call.</exception>
    /// <exception cref="JsonException">One is no JSON.</exception>
    /// <exception cref="InvalidOperationException">The call answers with a result.</exception>
    public void ReturnItems(params IEnumerable<string> items)
    {
        ThrowUnless(answersWithItems: true);
        _slot.Stream(items.Select(Encode));
    }

    /// <summary>Answers with what <paramref name="answer"/> makes of each call, when it has ended: it may wait, read what is sent, and call back.</summary>
    /// <param name="answer">Gives the result's JSON, or throws the error.</param>
    /// <exception cref="InvalidOperationException">The call answers with items.</exception>
    public void Handle(Func<FakeInvocation, ValueTask<string>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ThrowUnless(answersWithItems: false);
        _slot.Handle(async call => Encode(await answer(call).ConfigureAwait(false)));
    }

    /// <summary>Answers with the items that <paramref name="answer"/> gives for each call, as it gives them.</summary>
    /// <param name="answer">Gives the JSON of each item; what it throws is the error behind those before.</param>
    /// <exception cref="InvalidOperationException">The call answers with a result.</exception>
    public void HandleItems(Func<FakeInvocation, IAsyncEnumerable<string>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ThrowUnless(answersWithItems: true);
        _slot.Stream(call => answer(call).Select(Encode));
    }

    /// <summary>Fails the call. An error that the contract declares arrives as that type, with its members.</summary>
    public void Fail(CellException error) => _slot.Fail(error);

    private void ThrowUnless(bool answersWithItems)
    {
        if ((_slot.Call.Kind is CallKind.ServerStream or CallKind.Duplex) != answersWithItems)
        {
            throw new InvalidOperationException(answersWithItems
                ? $"{_slot.Call.Name} answers with a result: use Return or Handle"
                : $"{_slot.Call.Name} answers with items: use ReturnItems or HandleItems");
        }
    }

    private byte[] Encode(string json)
    {
        CallSchema call = _slot.Call;
        using JsonDocument document = JsonDocument.Parse(json);
        if (call.Result is null)
        {
            return document.RootElement.ValueKind == JsonValueKind.Null
                ? []
                : throw new JsonBindingException("$", $"{call.Name} answers with nothing: null expected");
        }

        System.Buffers.ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        _slot.Fake.Binder.WriteValue(call.Result, document.RootElement, ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
